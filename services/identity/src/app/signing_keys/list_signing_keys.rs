//! Somebody wants to verify a signature.

use linia_chassis::auth::Caller;

use crate::{
    app::{AppError, Context, resource},
    domain::signing_key::SigningKey,
    store::signing_keys,
};

/// Lists every public key, retired ones included, oldest first.
///
/// # Errors
/// [`AppError::Store`].
pub async fn list_signing_keys(
    context: &Context,
    caller: &Caller,
) -> Result<Vec<SigningKey>, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "ListSigningKeys", &installation)?;
    let mut conn = context.database.read().await?;
    Ok(signing_keys::list_signing_keys(&mut conn).await?)
}
