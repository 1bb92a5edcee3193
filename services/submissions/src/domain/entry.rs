//! Entries of opened stages.

use std::{fmt, str::FromStr};

use linia_chassis::id::{AccountId, ChallengeId, EntrantName, EntryId, StageId};

use crate::domain::error::TransitionError;

/// Who entered a stage, once it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The entry.
    pub id: EntryId,
    /// The stage it was handed in for.
    pub stage: StageId,
    /// Its challenge.
    pub challenge: ChallengeId,
    /// Who entered.
    pub entrant: EntrantName,
    /// Whom to tell.
    pub accounts: Vec<AccountId>,
    /// Whom the version that counts names besides the entrant.
    pub co_authors: Vec<AccountId>,
    /// Where it stands.
    pub state: EntryState,
}

/// Where an opened entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// In the jury's hands.
    Opened,
    /// Withdrawn before the stage closed.
    Withdrawn,
    /// No version was confirmed by all its co-authors when the stage closed.
    Unconfirmed,
    /// Goes on to the next stage.
    Advanced,
    /// Does not go on.
    NotAdvanced,
    /// Won.
    Laureate,
    /// Won, and the prize has fallen away since.
    PrizeLost,
}

/// What the jury's decision means to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Goes on to the next stage.
    Advances,
    /// Does not go on.
    Ends,
    /// Won.
    Wins,
}

impl EntryState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Opened,
        Self::Withdrawn,
        Self::Unconfirmed,
        Self::Advanced,
        Self::NotAdvanced,
        Self::Laureate,
        Self::PrizeLost,
    ];

    /// Decides the entry's outcome.
    ///
    /// # Errors
    /// [`TransitionError::EntryDecided`] unless it is in the jury's hands.
    pub const fn decide(self, outcome: Outcome) -> Result<Self, TransitionError> {
        match self {
            Self::Opened => Ok(match outcome {
                Outcome::Advances => Self::Advanced,
                Outcome::Ends => Self::NotAdvanced,
                Outcome::Wins => Self::Laureate,
            }),
            Self::Withdrawn
            | Self::Unconfirmed
            | Self::Advanced
            | Self::NotAdvanced
            | Self::Laureate
            | Self::PrizeLost => Err(TransitionError::EntryDecided),
        }
    }

    /// Takes the outcome away: there is no result, whether or not there was
    /// one before. Who advanced took part in the next stage all the same.
    ///
    /// # Errors
    /// [`TransitionError::EntryDecided`] if there is nothing to take away.
    pub const fn annul(self) -> Result<Self, TransitionError> {
        match self {
            Self::Opened | Self::Laureate => Ok(Self::NotAdvanced),
            Self::Withdrawn
            | Self::Unconfirmed
            | Self::Advanced
            | Self::NotAdvanced
            | Self::PrizeLost => Err(TransitionError::EntryDecided),
        }
    }

    /// Takes the prize away after the award.
    ///
    /// # Errors
    /// [`TransitionError::NotALaureate`] unless there is one.
    pub const fn lose_prize(self) -> Result<Self, TransitionError> {
        match self {
            Self::Laureate => Ok(Self::PrizeLost),
            Self::Opened
            | Self::Withdrawn
            | Self::Unconfirmed
            | Self::Advanced
            | Self::NotAdvanced
            | Self::PrizeLost => Err(TransitionError::NotALaureate),
        }
    }

    /// Wins a prize that another entry has lost.
    ///
    /// # Errors
    /// [`TransitionError::EntryDecided`] unless it ended without a prize.
    pub const fn step_in(self) -> Result<Self, TransitionError> {
        match self {
            Self::NotAdvanced => Ok(Self::Laureate),
            Self::Opened
            | Self::Withdrawn
            | Self::Unconfirmed
            | Self::Advanced
            | Self::Laureate
            | Self::PrizeLost => Err(TransitionError::EntryDecided),
        }
    }

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Withdrawn => "withdrawn",
            Self::Unconfirmed => "unconfirmed",
            Self::Advanced => "advanced",
            Self::NotAdvanced => "not_advanced",
            Self::Laureate => "laureate",
            Self::PrizeLost => "prize_lost",
        }
    }
}

impl fmt::Display for EntryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state of an entry")]
pub struct EntryStateError;

impl FromStr for EntryState {
    type Err = EntryStateError;

    fn from_str(text: &str) -> Result<Self, EntryStateError> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(EntryStateError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_entry_in_the_jurys_hands_gets_an_outcome() {
        use EntryState::{Advanced, Laureate, NotAdvanced, Opened};
        use Outcome::{Advances, Ends, Wins};
        for (outcome, state) in [(Advances, Advanced), (Ends, NotAdvanced), (Wins, Laureate)] {
            for from in EntryState::ALL {
                let expected = if from == Opened {
                    Ok(state)
                } else {
                    Err(TransitionError::EntryDecided)
                };
                assert_eq!(from.decide(outcome), expected, "{from} {outcome:?}");
            }
        }
    }

    #[test]
    fn annulment_leaves_neither_laureates_nor_open_entries() {
        use EntryState::{Laureate, NotAdvanced, Opened};
        for from in EntryState::ALL {
            let expected = match from {
                Opened | Laureate => Ok(NotAdvanced),
                _ => Err(TransitionError::EntryDecided),
            };
            assert_eq!(from.annul(), expected, "{from}");
        }
    }

    #[test]
    fn only_a_laureate_loses_a_prize() {
        use EntryState::{Laureate, PrizeLost};
        for from in EntryState::ALL {
            let expected = match from {
                Laureate => Ok(PrizeLost),
                _ => Err(TransitionError::NotALaureate),
            };
            assert_eq!(from.lose_prize(), expected, "{from}");
        }
    }

    #[test]
    fn only_an_entry_that_ended_without_a_prize_steps_in() {
        use EntryState::{Laureate, NotAdvanced};
        for from in EntryState::ALL {
            let expected = match from {
                NotAdvanced => Ok(Laureate),
                _ => Err(TransitionError::EntryDecided),
            };
            assert_eq!(from.step_in(), expected, "{from}");
        }
    }

    #[test]
    fn stored_state_reads_back() {
        for state in EntryState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }
}
