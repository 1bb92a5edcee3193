//! Takes applications, decides them, invites.
//!
//! The challenge is locked first, and the clock asked after that: so an
//! application that waited for the lock beyond the deadline is late, and the
//! events of the aggregate keep their order.

use linia_chassis::{
    auth::Caller,
    database::WriteTx,
    id::{ChallengeId, EntrantName},
    problem::Problem,
};

use super::{
    AppError, Context,
    access::{Target, resource},
};
use crate::{
    domain::{
        act::{ActKind, Deed},
        admission::{Admission, Verdict},
    },
    events::published::admission::append_in_tx,
    store::{self, StoredChallenge},
};

/// Who shall enter what.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// The contest.
    pub challenge: ChallengeId,
    /// Who.
    pub entrant: EntrantName,
}

/// An application.
#[derive(Debug)]
pub struct Application {
    /// Who applies to what.
    pub candidate: Candidate,
    /// Why they should be admitted.
    pub text: String,
}

/// A decision on an application.
#[derive(Debug)]
pub struct ApplicationVerdict {
    /// Who applied to what.
    pub candidate: Candidate,
    /// What is decided.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
}

impl Candidate {
    const fn ids(self) -> (ChallengeId, EntrantName) {
        (self.challenge, self.entrant)
    }
}

impl Context {
    /// Takes an application.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn apply_for_admission(
        &self,
        caller: &Caller,
        Application { candidate, text }: Application,
    ) -> Result<Admission, AppError> {
        let mut tx = self.database.begin_write().await?;
        let target = Target::any(candidate.challenge);
        let action = "apply_for_admission";
        let stored = self.lock_for(tx.conn(), caller, action, &target).await?;
        if !caller.speaks_for(&candidate.entrant) {
            let message = "the caller does not speak for the entrant";
            return Err(Problem::denied("NOT_PERMITTED", message).into());
        }
        let now = store::clock::now(tx.conn()).await?;
        stored.challenge.check_applications_open(now)?;
        let (challenge, entrant) = candidate.ids();
        let found = store::admission::find(tx.conn(), challenge, &entrant).await?;
        let is_new = found.is_none();
        let admission = Admission::apply(found, candidate.ids(), text, now)?;
        store::admission::save(tx.conn(), &admission).await?;
        if is_new {
            tell_in_tx(&mut tx, &stored, &admission).await?;
        }
        tx.commit().await?;
        Ok(admission)
    }

    /// Admits or refuses an applicant.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn decide_application(
        &self,
        caller: &Caller,
        command: ApplicationVerdict,
    ) -> Result<Admission, AppError> {
        let ApplicationVerdict {
            candidate,
            verdict,
            reason,
        } = command;
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        let target = Target::any(candidate.challenge);
        let action = "decide_application";
        let stored = self.lock_for(tx.conn(), caller, action, &target).await?;
        let (challenge, entrant) = candidate.ids();
        let now = store::clock::now(tx.conn()).await?;
        stored.challenge.check_decidable(now)?;
        let found = store::admission::find(tx.conn(), challenge, &entrant).await?;
        let found = found.ok_or_else(|| AppError::NotFound(entrant.to_string()))?;
        let Some(decided) = found.clone().decide(verdict, reason, now)? else {
            return Ok(found);
        };
        store::admission::save(tx.conn(), &decided).await?;
        tell_in_tx(&mut tx, &stored, &decided).await?;
        let deed = Deed::about(ActKind::ApplicationDecided, entrant);
        store::act::append(tx.conn(), challenge, stored.version, &deed, actor).await?;
        tx.commit().await?;
        Ok(decided)
    }

    /// Invites an entrant.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn invite_entrant(
        &self,
        caller: &Caller,
        candidate: Candidate,
    ) -> Result<Admission, AppError> {
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        let target = Target::any(candidate.challenge);
        let stored = self
            .lock_for(tx.conn(), caller, "invite_entrant", &target)
            .await?;
        let (challenge, entrant) = candidate.ids();
        let now = store::clock::now(tx.conn()).await?;
        stored.challenge.check_invitable(now)?;
        let found = store::admission::find(tx.conn(), challenge, &entrant).await?;
        if let Some(found) = found {
            return Ok(found);
        }
        let invited = Admission::invite(candidate.ids(), now);
        store::admission::save(tx.conn(), &invited).await?;
        tell_in_tx(&mut tx, &stored, &invited).await?;
        let deed = Deed::about(ActKind::EntrantInvited, entrant);
        store::act::append(tx.conn(), challenge, stored.version, &deed, actor).await?;
        tx.commit().await?;
        Ok(invited)
    }

    /// Whether the caller sees everybody's applications and invitations.
    pub(super) fn sees_all_admissions(&self, caller: &Caller, stored: &StoredChallenge) -> bool {
        let resource = resource(&stored.challenge);
        self.policy.allows(caller, "view_admissions", &resource)
    }
}

pub(super) async fn tell_in_tx(
    tx: &mut WriteTx,
    stored: &StoredChallenge,
    admission: &Admission,
) -> Result<(), AppError> {
    let number = append_in_tx(tx, &stored.challenge, admission).await?;
    store::challenge::note_event(tx.conn(), stored.challenge.id, number).await?;
    Ok(())
}
