//! Publishes a challenge whose time has come.
//!
//! As with a publication by hand, the keys are made outside of any
//! transaction; what changed meanwhile is found by its version, and decided
//! anew at the next attempt.

use linia_chassis::{database::WriteTx, id::ChallengeId};
use time::OffsetDateTime;

use super::{
    AppError, Context,
    change::{remark_on, save_in_tx},
    key_ceremony::StageKeys,
};
use crate::{
    domain::{act::Actor, error::TransitionError, remark::RemarkKind},
    store::{self, StoreError, StoredChallenge},
};

/// What is to be done about a challenge whose publication fell due.
pub enum Scheduled {
    /// It was published, returned, cancelled or taken off the schedule.
    Nothing,
    /// Its time was moved.
    NotBefore(OffsetDateTime),
    /// To publish it with these keys.
    Publish(Box<StoredChallenge>, Vec<StageKeys>),
    /// To give it back, because it cannot be published any more.
    GiveBack(Box<StoredChallenge>, TransitionError),
}

impl Context {
    /// Finds out what is to be done, and makes the keys if it is to be
    /// published.
    ///
    /// # Errors
    /// [`AppError`], if identity cannot keep its shares for now, among others.
    pub async fn prepare_scheduled(&self, challenge: ChallengeId) -> Result<Scheduled, AppError> {
        let mut connection = self.database.read().await?;
        let found = store::challenge::find(&mut connection, challenge).await?;
        let now = store::clock::now(&mut connection).await?;
        drop(connection);
        let Some(stored) = found.map(Box::new) else {
            return Ok(Scheduled::Nothing);
        };
        let Some(time) = stored.challenge.state.publish_at() else {
            return Ok(Scheduled::Nothing);
        };
        if now < time {
            return Ok(Scheduled::NotBefore(time));
        }
        match stored.challenge.check_publishable(now) {
            Ok(()) => {
                let keys = self.make_keys(&stored.challenge).await?;
                Ok(Scheduled::Publish(stored, keys))
            }
            Err(error) => Ok(Scheduled::GiveBack(stored, error)),
        }
    }

    /// Publishes it.
    ///
    /// # Errors
    /// [`AppError`]; [`StoreError::Changed`] if it is another one meanwhile.
    pub async fn publish_scheduled_in_tx(
        &self,
        tx: &mut WriteTx,
        prepared: &StoredChallenge,
        keys: Vec<StageKeys>,
    ) -> Result<(), AppError> {
        let before = lock_unchanged(tx, prepared).await?;
        self.publish_in_tx(tx, before, keys, Actor::Challenges)
            .await?;
        Ok(())
    }
}

/// Gives a challenge that could not be published at its time back to its
/// editors, with the reason as a remark.
///
/// # Errors
/// [`AppError`]; [`StoreError::Changed`] if it is another one meanwhile.
pub async fn give_back_in_tx(
    tx: &mut WriteTx,
    prepared: &StoredChallenge,
    reason: &TransitionError,
) -> Result<(), AppError> {
    let before = lock_unchanged(tx, prepared).await?;
    let now = tx.now();
    let text = format!("could not be published at its set time: {reason}");
    let remark = remark_on(&before, RemarkKind::NotPublished, text.clone(), None, now);
    store::remark::insert(tx.conn(), &remark).await?;
    let (returned, event) = before.challenge.clone().send_back(text, now)?;
    save_in_tx(tx, &before, returned, &event, Actor::Challenges).await?;
    Ok(())
}

async fn lock_unchanged(
    tx: &mut WriteTx,
    prepared: &StoredChallenge,
) -> Result<StoredChallenge, AppError> {
    let found = store::challenge::lock(tx.conn(), prepared.challenge.id).await?;
    found
        .filter(|found| found.version == prepared.version)
        .ok_or_else(|| StoreError::Changed.into())
}
