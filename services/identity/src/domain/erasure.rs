//! Erasure: a person's data goes (GDPR art. 17), but for what procurement law
//! orders to keep of a contest (art. 78; GDPR art. 17(3)(b)).

use std::collections::BTreeMap;

use linia_chassis::{
    erasure::Kept,
    id::{AccountId, ErasureId},
};
use time::{Duration, OffsetDateTime};

use super::TransitionError;

/// For how long the confirmation that the person was told is waited for: the
/// address goes after that in any case, within the month that GDPR art. 12(3)
/// gives.
pub const PATIENCE: Duration = Duration::days(14);

/// A service that may have to keep something of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keeping {
    /// Acts, applications, laureates.
    Challenges,
    /// Entries, juries, reviews.
    Submissions,
}

impl Keeping {
    /// All of them: the erasure waits until each has reported.
    pub const ALL: [Self; 2] = [Self::Challenges, Self::Submissions];
}

/// How far an erasure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureState {
    /// Asked for; access tokens may still live.
    Requested,
    /// The services erase and report.
    Begun,
    /// What is kept is known; the person is told.
    Settled,
    /// The account is gone.
    Erased {
        /// Since when.
        end_time: OffsetDateTime,
    },
}

/// The erasure of a person's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: ErasureId,
    /// Whose data.
    pub account: AccountId,
    /// When it was asked for.
    pub request_time: OffsetDateTime,
    /// When it begins.
    pub begin_time: OffsetDateTime,
    /// How far it is.
    pub state: ErasureState,
    /// What the services reported last.
    pub answers: BTreeMap<Keeping, Kept>,
}

/// What happened to an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureEvent {
    /// The person asked for it.
    Requested,
    /// The services are to erase.
    Begun,
    /// All who may keep something have reported.
    Settled(Kept),
    /// The account is gone.
    Completed,
}

impl Erasure {
    /// A person asks for it. It begins when no access token lives any more:
    /// else what is erased could be written again.
    #[must_use]
    pub fn request(
        account: AccountId,
        now: OffsetDateTime,
        tokens_live: Duration,
    ) -> (Self, ErasureEvent) {
        let erasure = Self {
            id: ErasureId::random(),
            account,
            request_time: now,
            begin_time: now + tokens_live,
            state: ErasureState::Requested,
            answers: BTreeMap::new(),
        };
        (erasure, ErasureEvent::Requested)
    }

    /// Has the services erase. Repeating it changes nothing.
    #[must_use]
    pub fn begin(self) -> (Self, Option<ErasureEvent>) {
        if self.state != ErasureState::Requested {
            return (self, None);
        }
        let state = ErasureState::Begun;
        (Self { state, ..self }, Some(ErasureEvent::Begun))
    }

    /// A service tells what it keeps; the last word counts.
    ///
    /// # Errors
    /// [`TransitionError::ErasureState`] before it has begun.
    pub fn answer(
        mut self,
        service: Keeping,
        kept: Kept,
    ) -> Result<(Self, Option<ErasureEvent>), TransitionError> {
        if self.state == ErasureState::Requested {
            return Err(TransitionError::ErasureState);
        }
        self.answers.insert(service, kept);
        let complete = Keeping::ALL.iter().all(|it| self.answers.contains_key(it));
        if self.state != ErasureState::Begun || !complete {
            return Ok((self, None));
        }
        let (state, settled) = (ErasureState::Settled, ErasureEvent::Settled(self.kept()));
        Ok((Self { state, ..self }, Some(settled)))
    }

    /// The person was told, or that was waited for long enough: the account
    /// goes. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`TransitionError::ErasureState`] while a service has not reported.
    pub fn complete(
        self,
        now: OffsetDateTime,
    ) -> Result<(Self, Option<ErasureEvent>), TransitionError> {
        match self.state {
            ErasureState::Requested | ErasureState::Begun => Err(TransitionError::ErasureState),
            ErasureState::Erased { .. } => Ok((self, None)),
            ErasureState::Settled => {
                let state = ErasureState::Erased { end_time: now };
                Ok((Self { state, ..self }, Some(ErasureEvent::Completed)))
            }
        }
    }

    /// Whether the account is gone.
    #[must_use]
    pub const fn is_erased(&self) -> bool {
        matches!(self.state, ErasureState::Erased { .. })
    }

    /// What is kept, by what was reported last.
    #[must_use]
    pub fn kept(&self) -> Kept {
        let answers = self.answers.values().copied();
        answers.fold(Kept::Nothing, Kept::and)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);
    const END: OffsetDateTime = datetime!(2030-11-21 12:00 UTC);

    fn requested() -> Erasure {
        Erasure::request(AccountId::random(), NOW, Duration::minutes(15)).0
    }

    fn begun() -> Erasure {
        requested().begin().0
    }

    fn answered_by_one() -> Erasure {
        let answered = begun().answer(Keeping::Submissions, Kept::Until(END));
        answered.expect("begun").0
    }

    fn settled() -> Erasure {
        let answered = answered_by_one().answer(Keeping::Challenges, Kept::Nothing);
        answered.expect("begun").0
    }

    fn erased() -> Erasure {
        settled().complete(NOW).expect("settled").0
    }

    #[test]
    fn each_state_answers_each_command() {
        use ErasureEvent::{Begun, Completed, Settled};

        let too_early = || Err(TransitionError::ErasureState);
        for (erasure, begin, answer, complete) in [
            (requested(), Some(Begun), too_early(), too_early()),
            (begun(), None, Ok(None), too_early()),
            (
                answered_by_one(),
                None,
                Ok(Some(Settled(Kept::Until(END)))),
                too_early(),
            ),
            (settled(), None, Ok(None), Ok(Some(Completed))),
            (erased(), None, Ok(None), Ok(None)),
        ] {
            assert_eq!(erasure.clone().begin().1, begin);
            let answered = erasure.clone().answer(Keeping::Challenges, Kept::Nothing);
            assert_eq!(answered.map(|(_, event)| event), answer);
            let completed = erasure.complete(NOW);
            assert_eq!(completed.map(|(_, event)| event), complete);
        }
    }

    #[test]
    fn last_word_of_a_service_counts_even_after_the_erasure() {
        let open = begun().answer(Keeping::Submissions, Kept::Open);
        let (open, _) = open.expect("begun");
        let (settled, event) = open
            .answer(Keeping::Challenges, Kept::Until(END))
            .expect("begun");
        assert_eq!(event, Some(ErasureEvent::Settled(Kept::Open)));
        let (erased, _) = settled.complete(NOW).expect("settled");
        let (erased, _) = erased
            .answer(Keeping::Submissions, Kept::Nothing)
            .expect("begun");
        assert_eq!(erased.kept(), Kept::Until(END));
    }

    #[test]
    fn erasure_begins_when_no_token_lives_any_more() {
        assert_eq!(requested().begin_time, NOW + Duration::minutes(15));
    }
}
