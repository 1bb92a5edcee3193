//! Where an enrolment stands.

/// Where an enrolment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrolmentState {
    /// Has a place.
    Enrolled {
        /// In which phase, from 1.
        phase: i32,
    },
    /// Waits for a place.
    Waiting,
    /// Has left.
    Left,
    /// Was removed, for good.
    Removed {
        /// Why.
        reason: String,
    },
}

/// A state without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrolmentStateKind {
    /// See [`EnrolmentState::Enrolled`].
    Enrolled,
    /// See [`EnrolmentState::Waiting`].
    Waiting,
    /// See [`EnrolmentState::Left`].
    Left,
    /// See [`EnrolmentState::Removed`].
    Removed,
}

impl EnrolmentStateKind {
    /// The name as it is stored and told.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enrolled => "ENROLLED",
            Self::Waiting => "WAITING",
            Self::Left => "LEFT",
            Self::Removed => "REMOVED",
        }
    }
}

impl EnrolmentState {
    /// The state without its data.
    #[must_use]
    pub const fn kind(&self) -> EnrolmentStateKind {
        match self {
            Self::Enrolled { .. } => EnrolmentStateKind::Enrolled,
            Self::Waiting => EnrolmentStateKind::Waiting,
            Self::Left => EnrolmentStateKind::Left,
            Self::Removed { .. } => EnrolmentStateKind::Removed,
        }
    }

    /// The phase of whoever has a place, from 1.
    #[must_use]
    pub const fn phase(&self) -> Option<i32> {
        match self {
            Self::Enrolled { phase } => Some(*phase),
            Self::Waiting | Self::Left | Self::Removed { .. } => None,
        }
    }

    /// Why somebody was removed.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Removed { reason } => Some(reason),
            Self::Enrolled { .. } | Self::Waiting | Self::Left => None,
        }
    }
}
