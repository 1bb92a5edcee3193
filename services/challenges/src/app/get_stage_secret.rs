//! Gives out what the entries of a stage are found by.

use linia_chassis::{auth::Caller, crypto::MasterKey, id::StageId, policy::Resource};
use zeroize::Zeroizing;

use super::{AppError, Context};
use crate::store;

/// 32 octets that belong to one stage.
pub type StageSecret = Zeroizing<[u8; 32]>;

/// What a secret is wrapped for: no other stage's can pass for it.
fn wrap_context(stage: StageId) -> String {
    format!("stage_secret/{}", stage.as_uuid())
}

/// Wraps a secret for storing.
pub(super) fn wrap(master_key: &MasterKey, stage: StageId, secret: &StageSecret) -> Vec<u8> {
    master_key.wrap(wrap_context(stage).as_bytes(), secret.as_slice())
}

fn unwrap(master_key: &MasterKey, stage: StageId, wrapped: &[u8]) -> Result<StageSecret, AppError> {
    let octets = master_key
        .unwrap(wrap_context(stage).as_bytes(), wrapped)
        .map_err(|_| AppError::KeyDamaged)?;
    <[u8; 32]>::try_from(octets.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| AppError::KeyDamaged)
}

impl Context {
    /// The secret of a published stage; nothing if it was published before
    /// stages had one.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn get_stage_secret(
        &self,
        caller: &Caller,
        stage: StageId,
    ) -> Result<Option<StageSecret>, AppError> {
        let resource = Resource::new("Stage", stage);
        self.policy
            .authorize(caller, "get_stage_secret", &resource)?;
        let mut conn = self.database.read().await?;
        store::stage::find_challenge(&mut conn, stage)
            .await?
            .ok_or_else(|| AppError::NotFound(stage.to_string()))?;
        let wrapped = store::stage_secret::find(&mut conn, stage).await?;
        tracing::info!(stage.id = %stage, "secret of a stage was asked for");
        wrapped
            .map(|wrapped| unwrap(&self.master_key, stage, &wrapped))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_secret_comes_back_for_its_stage_only() {
        let (key, stage) = (MasterKey::generate(), StageId::new());
        let secret = Zeroizing::new([7; 32]);
        let wrapped = wrap(&key, stage, &secret);
        assert_eq!(*unwrap(&key, stage, &wrapped).expect("is intact"), *secret);
        for damaged in [
            unwrap(&key, StageId::new(), &wrapped),
            unwrap(&key, stage, &wrapped[1..]),
            unwrap(&MasterKey::generate(), stage, &wrapped),
            unwrap(
                &key,
                stage,
                &key.wrap(wrap_context(stage).as_bytes(), b"short"),
            ),
        ] {
            assert!(matches!(damaged, Err(AppError::KeyDamaged)));
        }
    }
}
