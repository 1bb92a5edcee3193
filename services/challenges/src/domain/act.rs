//! What was done to a challenge, and who answers for it: the head of the
//! authority, and whoever was entrusted with a part (procurement law of 2019,
//! art. 52). What entrants do is no act: it could tell who they are.

use std::fmt;

use linia_chassis::id::AccountId;
use time::OffsetDateTime;

use super::event::Event;

mod kind;

pub use kind::ActKind;

/// Something that was done. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// From 1 within the challenge, in order.
    pub number: i32,
    /// The version of the challenge after it.
    pub version: i64,
    /// What was done.
    pub deed: Deed,
    /// By whom.
    pub actor: Actor,
    /// When.
    pub create_time: OffsetDateTime,
}

/// What is done, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// What is done.
    pub kind: ActKind,
    /// The resource name of what it is about within the challenge; empty if
    /// the whole.
    pub subject: String,
}

impl Deed {
    /// Something done to the challenge as a whole.
    #[must_use]
    pub const fn new(kind: ActKind) -> Self {
        Self {
            kind,
            subject: String::new(),
        }
    }

    /// Something done to a part of the challenge.
    #[must_use]
    pub fn about(kind: ActKind, subject: impl fmt::Display) -> Self {
        Self {
            kind,
            subject: subject.to_string(),
        }
    }

    /// What was done for this to happen.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        match event {
            Event::Drafted => Self::new(ActKind::Drafted),
            Event::ReviewRequested => Self::new(ActKind::ReviewRequested),
            Event::ChangesRequested => Self::new(ActKind::ChangesRequested),
            Event::ReviewAccepted => Self::new(ActKind::ReviewAccepted),
            Event::ApprovalRequested => Self::new(ActKind::ApprovalRequested),
            Event::Approved => Self::new(ActKind::Approved),
            Event::Returned => Self::new(ActKind::Returned),
            Event::Published => Self::new(ActKind::Published),
            Event::Amended(_) => Self::new(ActKind::Amended),
            Event::StageExtended { stage, .. } => Self::about(ActKind::StageExtended, stage),
            Event::Cancelled => Self::new(ActKind::Cancelled),
            Event::ResultReceived => Self::new(ActKind::ResultReceived),
            Event::ResultCorrected => Self::new(ActKind::ResultCorrected),
            Event::ResultApproved => Self::new(ActKind::ResultApproved),
            Event::ResultAnnulled => Self::new(ActKind::ResultAnnulled),
            Event::LaureatesRevealed => Self::new(ActKind::LaureatesRevealed),
            Event::AppealRecorded(appeal) => Self::about(ActKind::AppealRecorded, appeal),
            Event::AppealDecided { appeal, .. } => Self::about(ActKind::AppealDecided, appeal),
            Event::PrizesAwarded => Self::new(ActKind::PrizesAwarded),
            Event::RunnerUpCalled(work) => Self::about(ActKind::RunnerUpCalled, work),
            Event::RunnerUpRevealed(work) => Self::about(ActKind::RunnerUpRevealed, work),
            Event::RunnerUpAwarded(work) => Self::about(ActKind::RunnerUpAwarded, work),
        }
    }
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    Account(AccountId),
    /// This service, at a time that a person had set.
    Challenges,
    /// Submissions, which tells what the jury's work led to.
    Submissions,
}

const CHALLENGES: &str = "services/challenges";
const SUBMISSIONS: &str = "services/submissions";

impl Actor {
    /// The actor of this resource name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        match name {
            CHALLENGES => Some(Self::Challenges),
            SUBMISSIONS => Some(Self::Submissions),
            name => name.parse().ok().map(Self::Account),
        }
    }
}

impl From<AccountId> for Actor {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::Challenges => f.write_str(CHALLENGES),
            Self::Submissions => f.write_str(SUBMISSIONS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_actors_are_found_by_their_names() {
        for kind in ActKind::ALL {
            assert_eq!(ActKind::find(kind.as_str()), Some(kind));
        }
        let account = Actor::Account(AccountId::new());
        for actor in [account, Actor::Challenges, Actor::Submissions] {
            assert_eq!(Actor::find(&actor.to_string()), Some(actor));
        }
        assert_eq!(Actor::find("services/reporting"), None);
    }
}
