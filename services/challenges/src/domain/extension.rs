//! Individual extensions: one entrant may hand in until a later time than all
//! others (rule 2). It is logged, and the keys wait for it.

use linia_chassis::id::{AccountId, EntrantName, StageId};
use time::OffsetDateTime;

use super::{challenge::Challenge, error::TransitionError, state::State};

/// A later closing time for one entrant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndividualExtension {
    /// From 1 within the challenge.
    pub number: i32,
    /// Of which stage.
    pub stage: StageId,
    /// For whom.
    pub entrant: EntrantName,
    /// What they hand in is taken before this moment.
    pub close_time: OffsetDateTime,
    /// Why.
    pub reason: String,
    /// The head who granted it.
    pub author: AccountId,
    /// When.
    pub create_time: OffsetDateTime,
}

impl Challenge {
    /// When the stage closes for the last of its entrants: nothing is opened
    /// before. `None` if there is no such stage.
    #[must_use]
    pub fn last_close_time(&self, stage: StageId) -> Option<OffsetDateTime> {
        let view = self.find_stage(stage)?;
        let own = self.extensions_of(stage).map(|it| it.close_time);
        own.chain([view.close_time]).max()
    }

    /// The individual extensions of a stage.
    pub fn extensions_of(&self, stage: StageId) -> impl Iterator<Item = &IndividualExtension> {
        self.extensions.iter().filter(move |it| it.stage == stage)
    }

    /// Gives one entrant more time, while all others still have some: what is
    /// told at the closing time is the last word for everybody.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::StageUnknown`],
    /// [`TransitionError::StageClosed`], [`TransitionError::StageClosesSoon`],
    /// [`TransitionError::CloseTimeNotLater`], [`TransitionError::NextStageCloses`].
    pub fn extend_for(
        mut self,
        extension: IndividualExtension,
        now: OffsetDateTime,
    ) -> Result<Self, TransitionError> {
        let State::Published(_) = self.state else {
            return Err(self.wrong_state("extend a stage of"));
        };
        let stage = extension.stage;
        let unknown = TransitionError::StageUnknown(stage);
        let view = self.find_stage(stage).ok_or(unknown)?;
        let close_time = view.close_time;
        if close_time <= now {
            return Err(TransitionError::StageClosed { close_time });
        }
        view.require_movable(now)?;
        let present = self
            .extensions_of(stage)
            .filter(|it| it.entrant == extension.entrant)
            .map(|it| it.close_time)
            .chain([view.close_time])
            .max()
            .unwrap_or(view.close_time);
        if extension.close_time <= present {
            return Err(TransitionError::CloseTimeNotLater {
                close_time: present,
            });
        }
        let next = self.content.stages.get(view.index + 1);
        if let Some(next_close_time) = next.and_then(|next| next.close_time)
            && extension.close_time >= next_close_time
        {
            return Err(TransitionError::NextStageCloses { next_close_time });
        }
        self.extensions.push(extension);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;
    use crate::domain::{
        examples::{self, NOW},
        key_release::{KeyPurpose, Refusal, ReleaseRequest},
        running::LAST_WORD,
        state::StateKind,
    };

    /// An extension of a challenge's first stage, until so long after its
    /// closing.
    fn extension(challenge: &Challenge, entrant: u128, later: Duration) -> IndividualExtension {
        let stage = challenge.state.publication().map(|it| it.stages[0].id);
        let closes = challenge.content.stages[0].close_time.expect("is set");
        IndividualExtension {
            number: 1,
            stage: stage.unwrap_or_else(StageId::new),
            entrant: EntrantName::Account(AccountId::from(uuid::Uuid::from_u128(entrant))),
            close_time: closes + later,
            reason: "the power was cut".into(),
            author: AccountId::from(uuid::Uuid::from_u128(9)),
            create_time: NOW,
        }
    }

    #[test]
    fn more_time_is_given_while_the_contest_runs_only() {
        for kind in StateKind::ALL {
            let challenge = examples::in_state(kind);
            let granted = extension(&challenge, 1, Duration::HOUR);
            let outcome = challenge.extend_for(granted, NOW);
            assert_eq!(outcome.is_ok(), kind == StateKind::Published, "{kind:?}");
        }
    }

    #[test]
    fn keys_wait_for_the_last_entrant_and_all_others_do_not() {
        let challenge = examples::published();
        let granted = extension(&challenge, 1, Duration::HOUR);
        let (stage, closes) = (granted.stage, granted.close_time);
        let challenge = challenge.extend_for(granted, NOW).expect("in time");
        assert_eq!(challenge.last_close_time(stage), Some(closes));
        let view = challenge.find_stage(stage).expect("is there");
        assert_eq!(view.close_time, closes - Duration::HOUR);
        let request = ReleaseRequest {
            stage,
            purpose: KeyPurpose::Sealing,
            record_sha256: [1; 32],
        };
        let both = examples::approved_by_two();
        let early = challenge.check_release(&request, None, &both, closes - Duration::SECOND);
        let refusal = Refusal::StageNotClosed { close_time: closes };
        assert_eq!(early, Err(refusal));
        assert_eq!(
            challenge.check_release(&request, None, &both, closes),
            Ok(())
        );
    }

    #[test]
    fn each_entrant_gets_only_more_time_than_they_have() {
        let challenge = examples::published();
        let (one, other) = (
            extension(&challenge, 1, Duration::HOUR),
            extension(&challenge, 2, Duration::MINUTE),
        );
        let not_later = |close_time| Err(TransitionError::CloseTimeNotLater { close_time });
        let none = extension(&challenge, 1, Duration::ZERO);
        let closes = none.close_time;
        assert_eq!(
            challenge.clone().extend_for(none, NOW).map(|_| ()),
            not_later(closes)
        );
        let challenge = challenge.extend_for(one.clone(), NOW).expect("in time");
        let again = challenge.clone().extend_for(one.clone(), NOW).map(|_| ());
        assert_eq!(again, not_later(one.close_time));
        assert!(challenge.extend_for(other, NOW).is_ok());
    }

    #[test]
    fn nobody_gets_more_time_once_the_stage_has_closed_for_all_others() {
        let challenge = examples::published();
        let late = extension(&challenge, 1, Duration::HOUR);
        let close_time = late.close_time - Duration::HOUR;
        for (now, expected) in [
            (close_time, TransitionError::StageClosed { close_time }),
            (
                close_time - LAST_WORD,
                TransitionError::StageClosesSoon { close_time },
            ),
        ] {
            let outcome = challenge.clone().extend_for(late.clone(), now);
            assert_eq!(outcome.map(|_| ()), Err(expected));
        }
        let next = challenge.content.stages[1].close_time.expect("is set");
        let too_long = IndividualExtension {
            close_time: next,
            ..late
        };
        let outcome = challenge.extend_for(too_long, NOW).map(|_| ());
        let refused = TransitionError::NextStageCloses {
            next_close_time: next,
        };
        assert_eq!(outcome, Err(refused));
    }
}
