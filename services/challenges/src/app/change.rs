//! The course of every command that changes a challenge's state.

use linia_chassis::{auth::Caller, database::WriteTx};
use time::OffsetDateTime;

use super::{
    AppError, ChallengeView, Context,
    access::{Target, reader},
};
use crate::{
    domain::{
        challenge::{Challenge, Transition},
        event::Event,
    },
    events::published,
    store::{self, StoredChallenge},
};

impl Context {
    /// Locks the challenge, lets the domain decide, saves and tells.
    pub(super) async fn change(
        &self,
        caller: &Caller,
        action: &str,
        target: &Target,
        command: impl FnOnce(Challenge, OffsetDateTime) -> Transition,
    ) -> Result<ChallengeView, AppError> {
        let mut tx = self.database.begin_write().await?;
        let before = self.lock_for(tx.conn(), caller, action, target).await?;
        let now = tx.now();
        let (changed, event) = command(before.challenge.clone(), now)?;
        let stored = save_in_tx(&mut tx, &before, changed, &event).await?;
        tx.commit().await?;
        let reader = reader(caller, &stored.challenge);
        Ok(ChallengeView {
            stored,
            reader,
            now,
        })
    }
}

/// Saves a new state and tells of it. Stages and laureates are saved by those
/// commands that change them.
pub(super) async fn save_in_tx(
    tx: &mut WriteTx,
    before: &StoredChallenge,
    challenge: Challenge,
    event: &Event,
) -> Result<StoredChallenge, AppError> {
    let event_version = published::append_in_tx(
        tx,
        &challenge,
        event,
        before.version + 1,
        before.event_version,
    )
    .await?;
    let version =
        store::challenge::update_state(tx.conn(), &challenge, before.version, event_version)
            .await?;
    Ok(StoredChallenge {
        challenge,
        version,
        event_version,
    })
}
