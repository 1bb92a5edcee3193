//! Sets, moves or takes back the time at which a challenge is published by
//! itself.

use linia_chassis::{auth::Caller, scheduler};
use serde_json::Value;
use time::OffsetDateTime;

use super::{
    AppError, ChallengeView, Context,
    access::{Target, reader},
};
use crate::{
    domain::{
        act::{ActKind, Deed},
        challenge::Challenge,
        error::TransitionError,
    },
    store::{self, StoredChallenge},
};

/// Kind of the due work that publishes a challenge.
pub const PUBLISH_CHALLENGE: &str = "publish_challenge";

const ACTION: &str = "publish_challenge";

impl Context {
    /// Sets the time of publication, or moves it.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn schedule_publication(
        &self,
        caller: &Caller,
        target: &Target,
        time: OffsetDateTime,
    ) -> Result<ChallengeView, AppError> {
        let kind = ActKind::PublicationScheduled;
        self.reschedule(caller, target, kind, |challenge, now| {
            challenge.schedule_publication(time, now)
        })
        .await
    }

    /// Takes the time of publication back.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn unschedule_publication(
        &self,
        caller: &Caller,
        target: &Target,
    ) -> Result<ChallengeView, AppError> {
        let kind = ActKind::PublicationUnscheduled;
        self.reschedule(caller, target, kind, Challenge::unschedule_publication)
            .await
    }

    /// Nobody is told: what is not published yet is nobody else's matter.
    async fn reschedule(
        &self,
        caller: &Caller,
        target: &Target,
        kind: ActKind,
        command: impl FnOnce(Challenge, OffsetDateTime) -> Result<Challenge, TransitionError>,
    ) -> Result<ChallengeView, AppError> {
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        let before = self.lock_for(tx.conn(), caller, ACTION, target).await?;
        let (now, event_version) = (tx.now(), before.event_version);
        let challenge = command(before.challenge, now)?;
        let version =
            store::challenge::update_state(tx.conn(), &challenge, before.version, event_version)
                .await?;
        store::act::append(tx.conn(), challenge.id, version, &Deed::new(kind), actor).await?;
        let key = challenge.id.as_uuid();
        match challenge.state.publish_at() {
            Some(time) => {
                let kind = PUBLISH_CHALLENGE;
                scheduler::schedule_in_tx(tx.conn(), kind, key, time, &Value::Null).await?;
            }
            None => scheduler::cancel_in_tx(tx.conn(), PUBLISH_CHALLENGE, key).await?,
        }
        tx.commit().await?;
        Ok(ChallengeView {
            reader: reader(caller, &challenge),
            stored: StoredChallenge {
                challenge,
                version,
                event_version,
            },
            now,
        })
    }
}
