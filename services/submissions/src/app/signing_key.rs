//! The key that signs receipts and protocols: made at the first start, kept
//! wrapped, published by identity. Another one is used as soon as it is
//! published; what was signed before stays good.

use std::{sync::Arc, time::Duration};

use backon::{ExponentialBuilder, Retryable};
use linia_chassis::{
    crypto::{CryptoError, CurrentSigner, MasterKey, Signer, jws, verify_jws},
    database::{Database, WriteTx},
};
use serde::de::DeserializeOwned;

use crate::{app::error::AppError, clients::Identity, store::signing_keys};

const WRAP_CONTEXT: &[u8] = b"own_signing_key";
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often a serving process looks for another key.
const FOLLOW_EVERY: Duration = Duration::from_secs(60);

/// Loads the key that signs; makes the first one, which only one process does.
pub async fn load_or_create(
    database: &Database,
    master_key: &MasterKey,
) -> Result<Signer, AppError> {
    let mut tx = database.begin_write().await?;
    signing_keys::lock(tx.conn()).await?;
    if let Some(wrapped) = signing_keys::find_newest(tx.conn()).await? {
        return Ok(unwrap(master_key, &wrapped)?);
    }
    let signer = make_in_tx(&mut tx, master_key).await?;
    tx.commit().await?;
    tracing::info!(key.id = signer.key_id(), "signing key was made");
    Ok(signer)
}

/// Makes another key. Serving processes have it published and sign with it
/// within a minute or two; there is no RPC for it.
pub async fn rotate(database: &Database, master_key: &MasterKey) -> Result<Signer, AppError> {
    let mut tx = database.begin_write().await?;
    signing_keys::lock(tx.conn()).await?;
    let signer = make_in_tx(&mut tx, master_key).await?;
    tx.commit().await?;
    Ok(signer)
}

async fn make_in_tx(tx: &mut WriteTx, master_key: &MasterKey) -> Result<Signer, AppError> {
    let signer = Signer::generate();
    let wrapped = master_key.wrap(WRAP_CONTEXT, signer.secret().as_slice());
    let (public_key, now) = (signer.public_key(), tx.now());
    signing_keys::insert(tx.conn(), signer.key_id(), &public_key, &wrapped, now).await?;
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

/// Checks what this service has signed, with whichever of its keys, and reads
/// it; `None` if it has not.
pub async fn verify<T: DeserializeOwned>(
    database: &Database,
    typ: &str,
    signed: &str,
) -> Result<Option<T>, AppError> {
    let Ok(key_id) = jws::key_id_of(signed) else {
        return Ok(None);
    };
    let mut conn = database.read().await?;
    let key = signing_keys::find_public_key(&mut conn, &key_id).await?;
    Ok(key.and_then(|key| verify_jws(signed, typ, &key).ok()))
}

/// Has identity publish what is not published, and signs with the newest key
/// that is.
pub async fn take_up(
    database: &Database,
    master_key: &MasterKey,
    identity: &dyn Identity,
    current: &CurrentSigner,
) -> Result<(), AppError> {
    let waiting = signing_keys::list_unpublished(&mut *database.read().await?).await?;
    for public_key in waiting {
        identity.register_signing_key(public_key).await?;
        let mut tx = database.begin_write().await?;
        let key_id = jws::key_id(&public_key);
        signing_keys::save_published(tx.conn(), &key_id).await?;
        tx.commit().await?;
        tracing::info!(key.id = key_id, "signing key is published");
    }
    let signer = load_or_create(database, master_key).await?;
    let key_id = signer.key_id().to_owned();
    if current.replace(signer) {
        tracing::info!(key.id = key_id, "another signing key is used");
    }
    Ok(())
}

/// Takes up every key that is made, for ever, however long publishing takes.
pub async fn follow(
    database: Database,
    master_key: MasterKey,
    identity: Arc<dyn Identity>,
    current: CurrentSigner,
) {
    let pauses = ExponentialBuilder::default()
        .with_jitter()
        .with_max_delay(LONGEST_PAUSE)
        .without_max_times();
    let take_up = || take_up(&database, &master_key, &*identity, &current);
    loop {
        let taken_up = take_up.retry(pauses).notify(|error, pause| {
            tracing::warn!(
                error = error as &dyn std::error::Error,
                retry_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                "signing key is not published yet"
            );
        });
        // Tried without end, so there is no other outcome.
        if taken_up.await.is_ok() {
            tokio::time::sleep(FOLLOW_EVERY).await;
        }
    }
}
