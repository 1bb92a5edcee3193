//! Another key takes the place of the one that signs access tokens.

use std::time::Duration;

use linia_chassis::{
    auth::Keyring,
    crypto::{CurrentSigner, MasterKey, Signer},
    database::Database,
};

use super::own_signing_key::{OwnKeyError, load_own_signing_key, make_in_tx};
use crate::{domain::OWN_NAME, store::signing_keys};

/// How often a serving process looks for another key.
const FOLLOW_EVERY: Duration = Duration::from_secs(60);

/// Makes and publishes another key. Serving processes sign with it within a
/// minute; the key before it retires once all of them do, and stays published:
/// what it has signed stays good. Whoever can run commands next to the
/// database may call it; there is no RPC for it.
///
/// # Errors
/// [`OwnKeyError`].
pub async fn rotate_signing_key(
    database: &Database,
    master_key: &MasterKey,
) -> Result<Signer, OwnKeyError> {
    let mut tx = database.begin_write().await?;
    signing_keys::lock_own_signing_key(tx.conn()).await?;
    let signer = make_in_tx(&mut tx, master_key).await?;
    signing_keys::retire_signing_keys(tx.conn(), OWN_NAME, signer.key_id()).await?;
    tx.commit().await?;
    Ok(signer)
}

/// Signs with the newest key, and verifies what other replicas sign with it.
///
/// # Errors
/// [`OwnKeyError`].
pub async fn take_up_signing_key(
    database: &Database,
    master_key: &MasterKey,
    current: &CurrentSigner,
    keyring: &Keyring,
) -> Result<(), OwnKeyError> {
    let signer = load_own_signing_key(database, master_key).await?;
    keyring.insert(signer.key_id(), OWN_NAME, &signer.public_key());
    let key_id = signer.key_id().to_owned();
    if current.replace(signer) {
        tracing::info!(key.id = key_id, "another signing key is used");
    }
    Ok(())
}

/// Takes up what `rotate-signing-key` makes, for ever.
pub async fn follow_signing_key(
    database: Database,
    master_key: MasterKey,
    current: CurrentSigner,
    keyring: Keyring,
) {
    loop {
        tokio::time::sleep(FOLLOW_EVERY).await;
        let taken_up = take_up_signing_key(&database, &master_key, &current, &keyring);
        if let Err(error) = taken_up.await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "the newest signing key cannot be read");
        }
    }
}
