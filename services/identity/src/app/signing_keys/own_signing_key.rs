//! This service's own signing key: made at the first start, kept wrapped.

use linia_chassis::{
    crypto::{CryptoError, MasterKey, Signer},
    database::{Database, DbError, WriteTx},
};

use crate::{
    domain::OWN_NAME,
    store::{StoreError, signing_keys},
};

/// What the key is wrapped for.
const CONTEXT: &[u8] = b"linia.identity.own_signing_key";

/// Why there is no signing key.
#[derive(Debug, thiserror::Error)]
pub enum OwnKeyError {
    /// It could not be read or kept.
    #[error("own signing key cannot be read or kept")]
    Store(#[from] StoreError),
    /// It was wrapped with another master key, or changed.
    #[error("own signing key cannot be unwrapped; is it the right master key?")]
    Unwrap(#[source] CryptoError),
    /// It is not a key.
    #[error("own signing key does not have 32 octets")]
    Malformed,
}

impl OwnKeyError {
    /// Whether the database is away for now, so that waiting helps.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Store(StoreError::Database(error)) if error.is_unavailable())
    }
}

impl From<DbError> for OwnKeyError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

/// Returns the key that signs access tokens; makes and publishes it if there
/// is none. Replicas that start at once take turns.
///
/// # Errors
/// [`OwnKeyError`].
pub async fn load_own_signing_key(
    database: &Database,
    master_key: &MasterKey,
) -> Result<Signer, OwnKeyError> {
    let mut tx = database.begin_write().await?;
    signing_keys::lock_own_signing_key(tx.conn()).await?;
    if let Some(wrapped) = signing_keys::find_own_signing_key(tx.conn()).await? {
        return unwrap(master_key, &wrapped);
    }
    let signer = make_in_tx(&mut tx, master_key).await?;
    tx.commit().await?;
    tracing::info!(key.id = signer.key_id(), "signing key was made");
    Ok(signer)
}

/// Makes a key and publishes it; the one before it, if there is one, can sign
/// no more. Only with the lock.
pub(super) async fn make_in_tx(
    tx: &mut WriteTx,
    master_key: &MasterKey,
) -> Result<Signer, OwnKeyError> {
    let signer = Signer::generate();
    let public_key = signer.public_key();
    signing_keys::insert_signing_key(tx.conn(), signer.key_id(), OWN_NAME, &public_key).await?;
    let wrapped = master_key.wrap(CONTEXT, signer.secret().as_slice());
    signing_keys::save_own_signing_key(tx.conn(), signer.key_id(), &wrapped).await?;
    signing_keys::copy_for_verification(tx.conn(), OWN_NAME).await?;
    Ok(signer)
}

fn unwrap(master_key: &MasterKey, wrapped: &[u8]) -> Result<Signer, OwnKeyError> {
    let secret = master_key
        .unwrap(CONTEXT, wrapped)
        .map_err(OwnKeyError::Unwrap)?;
    let secret = secret
        .as_slice()
        .try_into()
        .map_err(|_| OwnKeyError::Malformed)?;
    Ok(Signer::from_secret(secret))
}
