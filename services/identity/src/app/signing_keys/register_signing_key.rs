//! A service publishes its public key.

use linia_chassis::{
    auth::{Caller, Principal},
    crypto::jws,
    problem::Problem,
};

use crate::{
    app::{AppError, Context, resource},
    domain::signing_key::SigningKey,
    store::signing_keys,
};

/// Publishes the calling service's key; one that is new takes the place of
/// those before it, which retire. Repeating it is harmless, also with a key
/// that has retired.
///
/// # Errors
/// [`AppError::Caller`] for anyone but a service; [`AppError::KeyIdTaken`] if
/// another service has registered the key: whoever verifies must be able to
/// tell who signed.
pub async fn register_signing_key(
    context: &Context,
    caller: &Caller,
    public_key: [u8; 32],
) -> Result<SigningKey, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "RegisterSigningKey", &installation)?;
    let Principal::Service(service) = &caller.principal else {
        return Err(Problem::denied("NOT_PERMITTED", "only services sign").into());
    };

    let key_id = jws::key_id(&public_key);
    let mut tx = context.database.begin_write().await?;
    if signing_keys::insert_signing_key(tx.conn(), &key_id, service, &public_key).await? {
        signing_keys::retire_signing_keys(tx.conn(), service, &key_id).await?;
    }
    let key = signing_keys::find_signing_key(tx.conn(), &key_id)
        .await?
        .filter(|known| known.service == *service)
        .ok_or(AppError::KeyIdTaken)?;
    tx.commit().await?;
    Ok(key)
}
