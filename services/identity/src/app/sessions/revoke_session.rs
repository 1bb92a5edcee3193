//! A person signs out.

use linia_chassis::auth::Caller;

use crate::{
    app::{AppError, Context, opaque_token::OpaqueToken, resource},
    store::sessions,
};

/// Ends the session of a refresh token, used or not. An unknown token is as
/// good as ended.
///
/// # Errors
/// [`AppError::Store`].
pub async fn revoke_session(
    context: &Context,
    caller: &Caller,
    token: OpaqueToken,
) -> Result<(), AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "RevokeSession", &installation)?;

    let mut tx = context.database.begin_write().await?;
    sessions::revoke_session_of_token(tx.conn(), &token.sha256()).await?;
    tx.commit().await?;
    Ok(())
}
