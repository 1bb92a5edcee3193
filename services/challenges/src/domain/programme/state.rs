//! Where a programme stands.

use time::OffsetDateTime;

/// Where a programme stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgrammeState {
    /// Is being written.
    Draft,
    /// Takes participants, and leads them through its phases.
    Published {
        /// When.
        publish_time: OffsetDateTime,
    },
    /// Nothing happens in it any more.
    Ended {
        /// When it was published.
        publish_time: OffsetDateTime,
        /// When it ended.
        end_time: OffsetDateTime,
        /// Why; published.
        reason: String,
    },
}

/// A state without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgrammeStateKind {
    /// See [`ProgrammeState::Draft`].
    Draft,
    /// See [`ProgrammeState::Published`].
    Published,
    /// See [`ProgrammeState::Ended`].
    Ended,
}

impl ProgrammeStateKind {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Ended];

    /// The name as it is stored and told.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Published => "PUBLISHED",
            Self::Ended => "ENDED",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl ProgrammeState {
    /// The state without its data.
    #[must_use]
    pub const fn kind(&self) -> ProgrammeStateKind {
        match self {
            Self::Draft => ProgrammeStateKind::Draft,
            Self::Published { .. } => ProgrammeStateKind::Published,
            Self::Ended { .. } => ProgrammeStateKind::Ended,
        }
    }

    /// When it was published.
    #[must_use]
    pub const fn publish_time(&self) -> Option<OffsetDateTime> {
        match self {
            Self::Draft => None,
            Self::Published { publish_time } | Self::Ended { publish_time, .. } => {
                Some(*publish_time)
            }
        }
    }

    /// When it ended, and why.
    #[must_use]
    pub fn end(&self) -> Option<(OffsetDateTime, &str)> {
        match self {
            Self::Draft | Self::Published { .. } => None,
            Self::Ended {
                end_time, reason, ..
            } => Some((*end_time, reason)),
        }
    }
}
