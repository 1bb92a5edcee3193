//! The key that signs receipts and protocols: made at the first start, kept
//! wrapped, published by identity.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use linia_chassis::{
    crypto::{CryptoError, MasterKey, Signer},
    database::Database,
};

use crate::{app::error::AppError, clients::Identity, store::signing_keys};

const WRAP_CONTEXT: &[u8] = b"own_signing_key";
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Loads the newest key; makes the first one, which only one process does.
pub async fn load_or_create(
    database: &Database,
    master_key: &MasterKey,
) -> Result<Signer, AppError> {
    let mut tx = database.begin_write().await?;
    signing_keys::lock(tx.conn()).await?;
    if let Some(wrapped) = signing_keys::find_newest(tx.conn()).await? {
        return Ok(unwrap(master_key, &wrapped)?);
    }
    let signer = Signer::generate();
    let wrapped = master_key.wrap(WRAP_CONTEXT, signer.secret().as_slice());
    let (public_key, now) = (signer.public_key(), tx.now());
    signing_keys::insert(tx.conn(), signer.key_id(), &public_key, &wrapped, now).await?;
    tx.commit().await?;
    tracing::info!(key.id = signer.key_id(), "signing key was made");
    Ok(signer)
}

fn unwrap(master_key: &MasterKey, wrapped: &[u8]) -> Result<Signer, CryptoError> {
    let secret = master_key.unwrap(WRAP_CONTEXT, wrapped)?;
    let secret: &[u8; 32] = secret
        .as_slice()
        .try_into()
        .map_err(|_| CryptoError::CannotOpen)?;
    Ok(Signer::from_secret(secret))
}

/// Has identity publish the key, however long that takes.
pub async fn publish(identity: &dyn Identity, public_key: [u8; 32]) {
    let pauses = ExponentialBuilder::default()
        .with_jitter()
        .with_max_delay(LONGEST_PAUSE)
        .without_max_times();
    let published = (|| identity.register_signing_key(public_key))
        .retry(pauses)
        .notify(|error, pause| {
            tracing::warn!(
                error = error as &dyn std::error::Error,
                retry_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                "signing key is not published yet"
            );
        })
        .await;
    if published.is_ok() {
        tracing::info!("signing key is published");
    }
}
