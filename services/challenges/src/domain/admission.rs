//! Who may enter a contest that is not open to everybody. Who of them does
//! enter is not known to this service.

use linia_chassis::id::{ChallengeId, EntrantName};
use time::OffsetDateTime;

use super::{challenge::Challenge, error::TransitionError, state::State};

/// Who may enter; all but the first are `selective` in OCDS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AdmissionMode {
    /// Everybody.
    #[default]
    Open,
    /// Whoever applied and was admitted.
    Restricted,
    /// Whom the authority invited.
    InvitationOnly,
}

impl AdmissionMode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Open, Self::Restricted, Self::InvitationOnly];

    /// The name as it is stored and told.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Restricted => "RESTRICTED",
            Self::InvitationOnly => "INVITATION_ONLY",
        }
    }

    /// The mode of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
}

/// An application or invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// To what.
    pub challenge: ChallengeId,
    /// Whose.
    pub entrant: EntrantName,
    /// What the applicant wrote; empty for an invitation.
    pub text: String,
    /// When it was applied or invited first.
    pub create_time: OffsetDateTime,
    /// Where it stands.
    pub state: AdmissionState,
    /// Where they were carried from, if they were.
    pub carried: Option<Carried>,
}

/// Where somebody won who was carried into another challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carried {
    /// Which challenge.
    pub from: ChallengeId,
    /// From 1.
    pub rank: i32,
}

/// Where an application or invitation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdmissionState {
    /// Waits for the authority.
    Applied,
    /// May enter.
    Admitted(Decision),
    /// May not enter.
    Refused(Decision),
    /// May enter, without having applied.
    Invited,
}

/// What can be decided on an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They may enter.
    Admit,
    /// They may not.
    Refuse,
}

/// What the authority decided on an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Why.
    pub reason: String,
    /// When.
    pub decide_time: OffsetDateTime,
}

impl Admission {
    /// Applies, or writes an application anew that is not decided yet.
    ///
    /// # Errors
    /// [`TransitionError::ApplicationDecided`].
    pub fn apply(
        found: Option<Self>,
        (challenge, entrant): (ChallengeId, EntrantName),
        text: String,
        now: OffsetDateTime,
    ) -> Result<Self, TransitionError> {
        let create_time = match found {
            None => now,
            Some(found) if found.state == AdmissionState::Applied => found.create_time,
            Some(_) => return Err(TransitionError::ApplicationDecided),
        };
        Ok(Self {
            challenge,
            entrant,
            text,
            create_time,
            state: AdmissionState::Applied,
            carried: None,
        })
    }

    /// Decides an application. Nothing if it was decided so before.
    ///
    /// # Errors
    /// [`TransitionError::ApplicationDecided`] if it was decided otherwise.
    pub fn decide(
        self,
        verdict: Verdict,
        reason: String,
        now: OffsetDateTime,
    ) -> Result<Option<Self>, TransitionError> {
        let decision = Decision {
            reason,
            decide_time: now,
        };
        let state = match (&self.state, verdict) {
            (AdmissionState::Applied, Verdict::Admit) => AdmissionState::Admitted(decision),
            (AdmissionState::Applied, Verdict::Refuse) => AdmissionState::Refused(decision),
            (AdmissionState::Admitted(_), Verdict::Admit)
            | (AdmissionState::Refused(_), Verdict::Refuse) => return Ok(None),
            (AdmissionState::Admitted(_), Verdict::Refuse)
            | (AdmissionState::Refused(_), Verdict::Admit)
            | (AdmissionState::Invited, _) => return Err(TransitionError::ApplicationDecided),
        };
        Ok(Some(Self { state, ..self }))
    }

    /// Invites.
    #[must_use]
    pub const fn invite(
        (challenge, entrant): (ChallengeId, EntrantName),
        now: OffsetDateTime,
    ) -> Self {
        Self {
            challenge,
            entrant,
            text: String::new(),
            create_time: now,
            state: AdmissionState::Invited,
            carried: None,
        }
    }

    /// Lets a winner in. Nothing if it was decided on them before: a decision
    /// stays, an invitation is one already.
    #[must_use]
    pub fn carry(
        found: Option<&Self>,
        ids: (ChallengeId, EntrantName),
        carried: Carried,
        now: OffsetDateTime,
    ) -> Option<Self> {
        let invited = Self {
            carried: Some(carried),
            ..Self::invite(ids, now)
        };
        match found {
            None => Some(invited),
            Some(found) if found.state == AdmissionState::Applied => Some(Self {
                text: found.text.clone(),
                create_time: found.create_time,
                ..invited
            }),
            Some(_) => None,
        }
    }
}

impl Challenge {
    /// Refuses an application unless they are taken now.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::AdmissionMode`],
    /// [`TransitionError::ApplicationsClosed`].
    pub fn check_applications_open(&self, now: OffsetDateTime) -> Result<(), TransitionError> {
        self.check_mode(AdmissionMode::Restricted)?;
        self.check_runs("apply to")?;
        match self.content.application_deadline {
            Some(deadline) if now < deadline => Ok(()),
            _ => Err(TransitionError::ApplicationsClosed),
        }
    }

    /// Refuses a decision on an application unless the applicant could still
    /// enter.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::AdmissionMode`],
    /// [`TransitionError::StageClosed`].
    pub fn check_decidable(&self, now: OffsetDateTime) -> Result<(), TransitionError> {
        self.check_mode(AdmissionMode::Restricted)?;
        self.check_runs("decide an application to")?;
        self.check_can_enter(now)
    }

    /// Refuses an invitation unless the invited one could still enter.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::AdmissionMode`],
    /// [`TransitionError::StageClosed`].
    pub fn check_invitable(&self, now: OffsetDateTime) -> Result<(), TransitionError> {
        self.check_mode(AdmissionMode::InvitationOnly)?;
        self.check_runs("invite to")?;
        self.check_can_enter(now)
    }

    /// Refuses to let winners of another challenge in unless they could still
    /// enter.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::AdmissionMode`],
    /// [`TransitionError::StageClosed`].
    pub fn check_takes_winners(&self, now: OffsetDateTime) -> Result<(), TransitionError> {
        let mode = self.content.admission;
        if mode == AdmissionMode::Open {
            return Err(TransitionError::AdmissionMode { mode });
        }
        self.check_runs("carry winners into")?;
        self.check_can_enter(now)
    }

    fn check_mode(&self, mode: AdmissionMode) -> Result<(), TransitionError> {
        let told = self.content.admission;
        if told == mode {
            Ok(())
        } else {
            Err(TransitionError::AdmissionMode { mode: told })
        }
    }

    fn check_runs(&self, command: &'static str) -> Result<(), TransitionError> {
        match self.state {
            State::Published(_) => Ok(()),
            _ => Err(self.wrong_state(command)),
        }
    }

    fn check_can_enter(&self, now: OffsetDateTime) -> Result<(), TransitionError> {
        match self.content.stages.first().and_then(|s| s.close_time) {
            Some(close_time) if close_time <= now => {
                Err(TransitionError::StageClosed { close_time })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
