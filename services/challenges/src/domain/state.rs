//! Where a challenge stands. Each state carries what is known in it and
//! nothing else.

use linia_chassis::id::{EntrantName, StageId, WorkId};
use time::OffsetDateTime;

/// SHA-256 of a document.
pub type Sha256 = [u8; 32];

/// Where a challenge stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Draft {
        /// What is to be changed, if it came back.
        remarks: Option<String>,
    },
    /// Waiting for an operator.
    InReview,
    /// Waiting for the head of the authority.
    PendingApproval,
    /// May be published.
    Approved {
        /// When it is published by itself, if a time was set.
        publish_at: Option<OffsetDateTime>,
    },
    /// The contest runs.
    Published(Publication),
    /// The jury has proposed its result.
    Judged {
        /// What was published.
        publication: Publication,
        /// The jury's proposal.
        proposal: Proposal,
    },
    /// The head of the authority approved the result.
    ResultApproved {
        /// What was published.
        publication: Publication,
        /// The jury's proposal, now the result.
        proposal: Proposal,
        /// When and with which consequence.
        approval: Approval,
    },
    /// The head of the authority annulled the contest.
    ResultAnnulled {
        /// What was published.
        publication: Publication,
        /// The jury's proposal, without effect.
        proposal: Proposal,
        /// When.
        annul_time: OffsetDateTime,
        /// Why; published.
        reason: String,
    },
    /// The prizes were awarded.
    Awarded {
        /// What was published.
        publication: Publication,
        /// The result.
        proposal: Proposal,
        /// When it was approved.
        approval: Approval,
        /// When the prizes were awarded.
        award_time: OffsetDateTime,
    },
    /// Ended before a result.
    Cancelled {
        /// What was published, if anything was.
        publication: Option<Publication>,
        /// Why; published if the challenge was.
        reason: String,
    },
}

/// What publication fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// When.
    pub publish_time: OffsetDateTime,
    /// The stages' identities and keys, one for each stage that is written, in
    /// the same order.
    pub stages: Vec<PublishedStage>,
}

/// A stage's identity, which it has from publication on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedStage {
    /// Its id.
    pub id: StageId,
    /// What works are sealed to.
    pub sealing_recipient: String,
    /// What the link between entries and works is sealed to.
    pub unmasking_recipient: String,
    /// Whether its entries are found under a secret, which stages published
    /// earlier than there was one do without.
    pub has_secret: bool,
    /// SHA-256 of the jury's protocol, once it was received.
    pub protocol_sha256: Option<Sha256>,
}

/// What the jury proposes (procurement law of 2019, art. 355).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// In order of rank.
    pub laureates: Vec<Laureate>,
    /// SHA-256 of the protocol of the last stage.
    pub protocol_sha256: Sha256,
    /// When it was received.
    pub propose_time: OffsetDateTime,
}

impl Proposal {
    /// Whether it is known who every laureate is.
    #[must_use]
    pub fn is_revealed(&self) -> bool {
        self.laureates.iter().all(|l| l.entrant.is_some())
    }

    /// Whether it is known who some laureate is.
    #[must_use]
    pub fn is_revealed_in_part(&self) -> bool {
        self.laureates.iter().any(|l| l.entrant.is_some())
    }
}

/// A work that gets a prize.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Laureate {
    /// From 1.
    pub rank: i32,
    /// The work.
    pub work: WorkId,
    /// Who is behind it, once revealed.
    pub entrant: Option<EntrantName>,
}

/// The approval of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    /// When.
    pub approve_time: OffsetDateTime,
    /// From when on the prizes may be awarded.
    pub earliest_award_time: OffsetDateTime,
}

/// The name of a state, without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StateKind {
    /// See [`State::Draft`].
    Draft,
    /// See [`State::InReview`].
    InReview,
    /// See [`State::PendingApproval`].
    PendingApproval,
    /// See [`State::Approved`].
    Approved,
    /// See [`State::Published`].
    Published,
    /// See [`State::Judged`].
    Judged,
    /// See [`State::ResultApproved`].
    ResultApproved,
    /// See [`State::ResultAnnulled`].
    ResultAnnulled,
    /// See [`State::Awarded`].
    Awarded,
    /// See [`State::Cancelled`].
    Cancelled,
}

impl StateKind {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::InReview,
        Self::PendingApproval,
        Self::Approved,
        Self::Published,
        Self::Judged,
        Self::ResultApproved,
        Self::ResultAnnulled,
        Self::Awarded,
        Self::Cancelled,
    ];

    /// The name as it is stored and told, in UPPER_SNAKE.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::InReview => "IN_REVIEW",
            Self::PendingApproval => "PENDING_APPROVAL",
            Self::Approved => "APPROVED",
            Self::Published => "PUBLISHED",
            Self::Judged => "JUDGED",
            Self::ResultApproved => "RESULT_APPROVED",
            Self::ResultAnnulled => "RESULT_ANNULLED",
            Self::Awarded => "AWARDED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl State {
    /// Its name.
    #[must_use]
    pub const fn kind(&self) -> StateKind {
        match self {
            Self::Draft { .. } => StateKind::Draft,
            Self::InReview => StateKind::InReview,
            Self::PendingApproval => StateKind::PendingApproval,
            Self::Approved { .. } => StateKind::Approved,
            Self::Published(_) => StateKind::Published,
            Self::Judged { .. } => StateKind::Judged,
            Self::ResultApproved { .. } => StateKind::ResultApproved,
            Self::ResultAnnulled { .. } => StateKind::ResultAnnulled,
            Self::Awarded { .. } => StateKind::Awarded,
            Self::Cancelled { .. } => StateKind::Cancelled,
        }
    }

    /// What was published, if anything was.
    #[must_use]
    pub const fn publication(&self) -> Option<&Publication> {
        match self {
            Self::Draft { .. } | Self::InReview | Self::PendingApproval | Self::Approved { .. } => {
                None
            }
            Self::Published(publication)
            | Self::Judged { publication, .. }
            | Self::ResultApproved { publication, .. }
            | Self::ResultAnnulled { publication, .. }
            | Self::Awarded { publication, .. } => Some(publication),
            Self::Cancelled { publication, .. } => publication.as_ref(),
        }
    }

    /// What the jury proposed, if it did.
    #[must_use]
    pub const fn proposal(&self) -> Option<&Proposal> {
        match self {
            Self::Judged { proposal, .. }
            | Self::ResultApproved { proposal, .. }
            | Self::ResultAnnulled { proposal, .. }
            | Self::Awarded { proposal, .. } => Some(proposal),
            Self::Draft { .. }
            | Self::InReview
            | Self::PendingApproval
            | Self::Approved { .. }
            | Self::Published(_)
            | Self::Cancelled { .. } => None,
        }
    }

    /// The approval of the result, if it was approved.
    #[must_use]
    pub const fn approval(&self) -> Option<&Approval> {
        match self {
            Self::ResultApproved { approval, .. } | Self::Awarded { approval, .. } => {
                Some(approval)
            }
            Self::Draft { .. }
            | Self::InReview
            | Self::PendingApproval
            | Self::Approved { .. }
            | Self::Published(_)
            | Self::Judged { .. }
            | Self::ResultAnnulled { .. }
            | Self::Cancelled { .. } => None,
        }
    }

    /// When it is published by itself, if a time was set.
    #[must_use]
    pub const fn publish_at(&self) -> Option<OffsetDateTime> {
        match self {
            Self::Approved { publish_at } => *publish_at,
            Self::Draft { .. }
            | Self::InReview
            | Self::PendingApproval
            | Self::Published(_)
            | Self::Judged { .. }
            | Self::ResultApproved { .. }
            | Self::ResultAnnulled { .. }
            | Self::Awarded { .. }
            | Self::Cancelled { .. } => None,
        }
    }

    /// Why it was returned, cancelled or annulled.
    #[must_use]
    pub fn remarks(&self) -> Option<&str> {
        match self {
            Self::Draft { remarks } => remarks.as_deref(),
            Self::ResultAnnulled { reason, .. } | Self::Cancelled { reason, .. } => Some(reason),
            Self::InReview
            | Self::PendingApproval
            | Self::Approved { .. }
            | Self::Published(_)
            | Self::Judged { .. }
            | Self::ResultApproved { .. }
            | Self::Awarded { .. } => None,
        }
    }
}
