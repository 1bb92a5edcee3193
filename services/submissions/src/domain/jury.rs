//! Juries (procurement law of 2019, art. 335 and 336).

use linia_chassis::id::{AccountId, ChallengeId, EntrantName, StageId};
use time::OffsetDateTime;

use crate::domain::{error::TransitionError, length::Length};

/// How many natural persons judge at least (art. 336).
pub const SMALLEST_JURY: usize = 3;

/// How long a reason for leaving the jury is.
pub const RECUSAL_REASON: Length = Length::new(1, 5000);

/// How long a reason for dismissing a juror is; it is kept with who says so.
pub const DISMISSAL_REASON: Length = Length::new(1, 4000);

/// A person who judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Juror {
    /// The contest.
    pub challenge: ChallengeId,
    /// The person.
    pub account: AccountId,
    /// Whether the person leads the jury.
    pub chair: bool,
    /// Whether the person holds the qualifications that the contest requires.
    pub qualified: bool,
    /// Whether the person still judges.
    pub state: JurorState,
    /// What was declared before reading.
    pub declarations: Vec<Declaration>,
}

/// Whether a juror still judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JurorState {
    /// Judges.
    Sitting,
    /// Left the jury; no score of theirs counts.
    Recused {
        /// When.
        time: OffsetDateTime,
        /// Kept in the protocol.
        reason: String,
    },
}

/// A juror's declaration for a stage, made before any work is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The stage.
    pub stage: StageId,
    /// The entrants with whom there is a conflict; none declares impartiality.
    pub conflicts: Vec<EntrantName>,
}

impl Juror {
    /// Somebody who was just appointed.
    #[must_use]
    pub const fn appointed(
        challenge: ChallengeId,
        account: AccountId,
        chair: bool,
        qualified: bool,
    ) -> Self {
        Self {
            challenge,
            account,
            chair,
            qualified,
            state: JurorState::Sitting,
            declarations: Vec::new(),
        }
    }

    /// Appoints the person again: the roles are taken over.
    ///
    /// # Errors
    /// [`TransitionError::JurorRecused`]: who has left does not come back.
    pub fn reappoint(self, chair: bool, qualified: bool) -> Result<Self, TransitionError> {
        match self.state {
            JurorState::Sitting => Ok(Self {
                chair,
                qualified,
                ..self
            }),
            JurorState::Recused { .. } => Err(TransitionError::JurorRecused),
        }
    }

    /// Leaves the jury. The first reason stays.
    #[must_use]
    pub fn recuse(self, reason: String, now: OffsetDateTime) -> Self {
        let state = match self.state {
            JurorState::Sitting => JurorState::Recused { time: now, reason },
            recused @ JurorState::Recused { .. } => recused,
        };
        Self { state, ..self }
    }

    /// Is dismissed by the head of the authority: leaves the jury, and the
    /// reason tells that it was not of the juror's own accord.
    #[must_use]
    pub fn dismiss(self, reason: &str, now: OffsetDateTime) -> Self {
        self.recuse(format!("dismissed by the authority: {reason}"), now)
    }

    /// Declares impartiality for a stage, or conflicts. A conflict recuses the
    /// juror from the contest, because every juror reads every work.
    ///
    /// # Errors
    /// [`TransitionError::AlreadyDeclared`] for a second declaration;
    /// [`TransitionError::JurorRecused`] after leaving.
    pub fn declare(
        mut self,
        declaration: Declaration,
        now: OffsetDateTime,
    ) -> Result<Self, TransitionError> {
        if self.declaration(declaration.stage).is_some() {
            return Err(TransitionError::AlreadyDeclared);
        }
        if self.is_recused() {
            return Err(TransitionError::JurorRecused);
        }
        let conflicted = !declaration.conflicts.is_empty();
        self.declarations.push(declaration);
        Ok(if conflicted {
            self.recuse("declared a conflict of interest".to_owned(), now)
        } else {
            self
        })
    }

    /// Allows reading and scoring the works of a stage.
    ///
    /// # Errors
    /// [`TransitionError::DeclarationMissing`] before declaring impartiality
    /// and after leaving the jury.
    pub fn may_read_works(&self, stage: StageId) -> Result<(), TransitionError> {
        match (&self.state, self.declaration(stage)) {
            (JurorState::Sitting, Some(_)) => Ok(()),
            _ => Err(TransitionError::DeclarationMissing),
        }
    }

    /// Whether the juror has left.
    #[must_use]
    pub const fn is_recused(&self) -> bool {
        matches!(self.state, JurorState::Recused { .. })
    }

    /// What the juror declared for a stage.
    #[must_use]
    pub fn declaration(&self, stage: StageId) -> Option<&Declaration> {
        self.declarations.iter().find(|d| d.stage == stage)
    }
}

/// Why a jury may not judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JuryFault {
    /// Fewer than three people judge.
    #[error("the jury has {sitting} jurors who sit")]
    TooSmall {
        /// How many sit.
        sitting: usize,
    },
    /// Fewer than a third of the jury, or not its chair, hold the required
    /// qualifications.
    #[error("{qualified} of {sitting} jurors are qualified, and the chair must be one of them")]
    NotQualified {
        /// How many sit.
        sitting: usize,
        /// How many of these hold the qualifications.
        qualified: usize,
    },
}

/// Holds those who sit against the law (art. 336): at least three, and where the
/// contest requires qualifications, at least a third with them, the chair
/// included.
///
/// # Errors
/// [`JuryFault`].
pub fn check_composition(jurors: &[Juror], qualifications_required: bool) -> Result<(), JuryFault> {
    let sitting: Vec<_> = jurors.iter().filter(|juror| !juror.is_recused()).collect();
    let all = sitting.len();
    if all < SMALLEST_JURY {
        return Err(JuryFault::TooSmall { sitting: all });
    }
    let qualified = sitting.iter().filter(|juror| juror.qualified).count();
    let chair = sitting.iter().any(|juror| juror.chair && juror.qualified);
    if qualifications_required && (3 * qualified < all || !chair) {
        return Err(JuryFault::NotQualified {
            sitting: all,
            qualified,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn juror() -> Juror {
        Juror::appointed(ChallengeId::new(), AccountId::new(), false, true)
    }

    fn declaration(stage: StageId, conflicts: usize) -> Declaration {
        let conflicts = (0..conflicts)
            .map(|_| EntrantName::Account(AccountId::new()))
            .collect();
        Declaration { stage, conflicts }
    }

    #[test]
    fn nobody_reads_before_declaring_impartiality() {
        let (one, two) = (StageId::new(), StageId::new());
        let juror = juror();
        let missing = Err(TransitionError::DeclarationMissing);
        assert_eq!(juror.may_read_works(one), missing);
        let juror = juror.declare(declaration(one, 0), NOW).expect("first");
        assert_eq!(juror.may_read_works(one), Ok(()));
        assert_eq!(juror.may_read_works(two), missing);
    }

    #[test]
    fn third_of_the_jury_and_its_chair_are_qualified_where_that_is_required() {
        let jury = |qualified: &[bool]| -> Vec<_> {
            let jurors = qualified.iter().enumerate();
            jurors
                .map(|(n, qualified)| {
                    let challenge = ChallengeId::new();
                    Juror::appointed(challenge, AccountId::new(), n == 0, *qualified)
                })
                .collect()
        };
        let (yes, no) = (true, false);
        for (members, required, holds) in [
            (jury(&[yes, no]), false, false),
            (jury(&[no, no, no]), false, true),
            (jury(&[no, no, no]), true, false),
            (jury(&[yes, no, no]), true, true),
            (jury(&[no, yes, yes]), true, false),
            (jury(&[yes, no, no, no]), true, false),
            (jury(&[yes, yes, no, no]), true, true),
        ] {
            let checked = check_composition(&members, required);
            assert_eq!(checked.is_ok(), holds, "{members:?}");
        }
        let mut left = jury(&[yes, no, no, no]);
        left[1] = left[1].clone().recuse("ill".into(), NOW);
        assert_eq!(check_composition(&left, true), Ok(()));
        left[2] = left[2].clone().recuse("ill".into(), NOW);
        assert_eq!(
            check_composition(&left, false),
            Err(JuryFault::TooSmall { sitting: 2 })
        );
    }

    #[test]
    fn conflict_recuses_from_the_contest() {
        let (one, two) = (StageId::new(), StageId::new());
        let juror = juror().declare(declaration(one, 0), NOW).expect("first");
        let juror = juror.declare(declaration(two, 1), NOW).expect("second");
        assert!(juror.is_recused());
        let missing = Err(TransitionError::DeclarationMissing);
        assert_eq!(juror.may_read_works(one), missing);
        assert_eq!(juror.may_read_works(two), missing);
    }

    #[test]
    fn declaration_is_made_once() {
        let stage = StageId::new();
        let juror = juror().declare(declaration(stage, 0), NOW).expect("first");
        assert_eq!(
            juror.clone().declare(declaration(stage, 1), NOW),
            Err(TransitionError::AlreadyDeclared)
        );
        assert_eq!(
            juror
                .recuse("ill".into(), NOW)
                .declare(declaration(StageId::new(), 0), NOW),
            Err(TransitionError::JurorRecused)
        );
    }

    #[test]
    fn who_has_left_does_not_come_back_and_the_first_reason_stays() {
        let gone = juror().recuse("ill".into(), NOW);
        assert_eq!(gone.clone().recuse("other".into(), NOW), gone);
        assert_eq!(
            gone.reappoint(true, true),
            Err(TransitionError::JurorRecused)
        );
        let chair = juror().reappoint(true, false).expect("sits");
        assert!(chair.chair && !chair.qualified);
    }
}
