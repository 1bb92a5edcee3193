//! Publication: at once, or by itself at a set time.

use time::OffsetDateTime;

use super::{
    challenge::{Challenge, Transition},
    defects::defects,
    error::TransitionError,
    event::Event,
    state::{Publication, PublishedStage, State},
};

impl Challenge {
    /// Sets the time at which it is published by itself, or moves it.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::PublishTimePassed`],
    /// [`TransitionError::PublishTimeTooLate`].
    pub fn schedule_publication(
        self,
        time: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Self, TransitionError> {
        let State::Approved { .. } = self.state else {
            return Err(self.wrong_state("schedule the publication of"));
        };
        if time <= now {
            return Err(TransitionError::PublishTimePassed);
        }
        if let Some((field, _)) = self.dates().find(|(_, date)| *date <= time) {
            return Err(TransitionError::PublishTimeTooLate { field });
        }
        let publish_at = Some(time);
        Ok(self.enter(State::Approved { publish_at }, now))
    }

    /// Takes the time of publication back.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::NotScheduled`].
    pub fn unschedule_publication(self, now: OffsetDateTime) -> Result<Self, TransitionError> {
        match self.state {
            State::Approved { publish_at: None } => Err(TransitionError::NotScheduled),
            State::Approved { .. } => Ok(self.enter(State::Approved { publish_at: None }, now)),
            State::Draft { .. }
            | State::InReview
            | State::PendingApproval
            | State::Published(_)
            | State::Judged { .. }
            | State::ResultApproved { .. }
            | State::ResultAnnulled { .. }
            | State::Awarded { .. }
            | State::Cancelled { .. } => Err(self.wrong_state("unschedule the publication of")),
        }
    }

    /// Tells whether [`publish`](Self::publish) would succeed: asked before the
    /// keys are made, which takes time and another service.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::StageDatePassed`],
    /// [`TransitionError::HasDefects`].
    pub fn check_publishable(&self, now: OffsetDateTime) -> Result<(), TransitionError> {
        let State::Approved { .. } = self.state else {
            return Err(self.wrong_state("publish"));
        };
        if let Some((field, _)) = self.dates().find(|(_, time)| *time <= now) {
            return Err(TransitionError::StageDatePassed { field });
        }
        // It had none when approval was requested; the rules may have become
        // stricter since.
        let defects = defects(&self.content, now);
        if defects.is_empty() {
            Ok(())
        } else {
            Err(TransitionError::HasDefects(defects))
        }
    }

    /// Publishes an approved challenge with the identities and keys of its
    /// stages, one for each stage that is written, in the same order.
    ///
    /// # Errors
    /// As [`check_publishable`](Self::check_publishable).
    ///
    /// # Panics
    /// If there are more or fewer of them than stages: a mistake in the
    /// program.
    pub fn publish(self, stages: Vec<PublishedStage>, now: OffsetDateTime) -> Transition {
        self.check_publishable(now)?;
        assert_eq!(
            stages.len(),
            self.content.stages.len(),
            "every stage gets its keys"
        );
        let publication = Publication {
            publish_time: now,
            stages,
        };
        Ok((
            self.enter(State::Published(publication), now),
            Event::Published,
        ))
    }

    /// The dates of its stages, with their paths, in order.
    fn dates(&self) -> impl Iterator<Item = (String, OffsetDateTime)> {
        let stages = self.content.stages.iter().enumerate();
        stages.flat_map(|(i, stage)| {
            let times = [
                ("open_time", stage.open_time),
                ("close_time", stage.close_time),
            ];
            let dates = times
                .into_iter()
                .filter_map(|(name, time)| Some((name, time?)));
            dates.map(move |(name, time)| (format!("stages[{i}].{name}"), time))
        })
    }
}
