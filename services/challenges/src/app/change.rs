//! The course of every command that changes a challenge's state.

use linia_chassis::{
    auth::Caller,
    database::WriteTx,
    id::{AccountId, StageId},
};
use time::OffsetDateTime;

use super::{
    AppError, ChallengeView, Context,
    access::{Target, reader},
};
use crate::{
    domain::{
        act::{Actor, Deed},
        challenge::{Challenge, Transition},
        event::Event,
        remark::{Remark, RemarkKind},
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
        self.change_with_remark(caller, action, target, None, command)
            .await
    }

    /// As [`change`](Self::change), and keeps what the caller says about it.
    pub(super) async fn change_with_remark(
        &self,
        caller: &Caller,
        action: &str,
        target: &Target,
        said: Option<(RemarkKind, String)>,
        command: impl FnOnce(Challenge, OffsetDateTime) -> Transition,
    ) -> Result<ChallengeView, AppError> {
        let mut tx = self.database.begin_write().await?;
        let actor = caller.account()?;
        let before = self.lock_for(tx.conn(), caller, action, target).await?;
        let now = tx.now();
        let (changed, event) = command(before.challenge.clone(), now)?;
        if let Some((kind, text)) = said {
            let remark = remark_on(&before, kind, text, Some(actor), now);
            store::remark::insert(tx.conn(), &remark).await?;
        }
        let stored = save_in_tx(&mut tx, &before, changed, &event, actor.into()).await?;
        tx.commit().await?;
        let reader = reader(caller, &stored.challenge);
        Ok(ChallengeView {
            stored,
            reader,
            now,
        })
    }
}

/// Locks the challenge of a stage for what became of its works: that was decided
/// elsewhere, so nobody is asked whether they may.
pub(super) async fn lock_of_stage_in_tx(
    tx: &mut WriteTx,
    stage: StageId,
) -> Result<StoredChallenge, AppError> {
    let unknown = || AppError::NotFound(stage.to_string());
    let id = store::stage::find_challenge(tx.conn(), stage).await?;
    let found = store::challenge::lock(tx.conn(), id.ok_or_else(unknown)?).await?;
    found.ok_or_else(unknown)
}

/// What is said about a challenge as it was before the change.
pub(super) const fn remark_on(
    before: &StoredChallenge,
    kind: RemarkKind,
    text: String,
    author: Option<AccountId>,
    now: OffsetDateTime,
) -> Remark {
    Remark {
        challenge: before.challenge.id,
        version: before.version,
        kind,
        text,
        author,
        create_time: now,
    }
}

/// Saves a new state, records who brought it about, and tells of it. Stages and
/// laureates are saved by those commands that change them.
pub(super) async fn save_in_tx(
    tx: &mut WriteTx,
    before: &StoredChallenge,
    challenge: Challenge,
    event: &Event,
    actor: Actor,
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
    store::act::append(tx.conn(), challenge.id, version, &Deed::of(event), actor).await?;
    Ok(StoredChallenge {
        challenge,
        version,
        event_version,
    })
}
