//! Until when questions are taken: early enough that the answers can still be
//! used (compare art. 135(2) of the procurement law of 2019: answers no later
//! than 6 days before the deadline).

use time::{Duration, OffsetDateTime};

use super::{challenge::Challenge, content::StageContent, error::TransitionError, state::State};

/// Days between the last question and the closing time, where a stage states
/// none.
const LEAD_DAYS: i32 = 6;

impl StageContent {
    /// Questions are taken before this moment: so many days before the stage
    /// closes, but not before half of its window has passed. It moves with the
    /// closing time. `None` while the window is not written.
    #[must_use]
    pub fn question_close_time(&self) -> Option<OffsetDateTime> {
        let (open, close) = self.open_time.zip(self.close_time)?;
        let days = match self.rules.question_lead_days {
            0 => LEAD_DAYS,
            days => days,
        };
        let half = open + (close - open) / 2;
        Some((close - Duration::days(days.into())).max(half))
    }
}

impl Challenge {
    /// Refuses a question unless it can still be answered in time to all: the
    /// contest runs, and the question period of the stage that closes next has
    /// not ended.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::QuestionsClosed`].
    pub fn check_questions_open(&self, now: OffsetDateTime) -> Result<(), TransitionError> {
        let State::Published(_) = self.state else {
            return Err(self.wrong_state("ask about"));
        };
        let closes_later =
            |stage: &&StageContent| stage.close_time.is_some_and(|close_time| now < close_time);
        let next = self.content.stages.iter().find(closes_later);
        let stage = next.or(self.content.stages.last());
        match stage.and_then(StageContent::question_close_time) {
            Some(question_close_time) if now >= question_close_time => {
                Err(TransitionError::QuestionsClosed {
                    question_close_time,
                })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::{super::examples, *};

    const OPEN: OffsetDateTime = datetime!(2026-03-01 00:00 UTC);

    fn stage(window_days: i64, question_lead_days: i32) -> StageContent {
        let mut stage = StageContent {
            open_time: Some(OPEN),
            close_time: Some(OPEN + Duration::days(window_days)),
            ..StageContent::default()
        };
        stage.rules.question_lead_days = question_lead_days;
        stage
    }

    #[test]
    fn questions_end_some_days_before_the_stage_but_not_in_its_first_half() {
        for (window_days, lead_days, last_day) in [
            (30, 0, 24),
            (30, 1, 29),
            (30, 20, 15),
            (10, 0, 5),
            (12, 0, 6),
        ] {
            let expected = Some(OPEN + Duration::days(last_day));
            assert_eq!(
                stage(window_days, lead_days).question_close_time(),
                expected
            );
        }
        assert_eq!(StageContent::default().question_close_time(), None);
    }

    #[test]
    fn question_period_ends_with_that_of_the_stage_that_closes_next() {
        let challenge = examples::published();
        let [first, second] = &challenge.content.stages[..] else {
            panic!("has two stages");
        };
        for stage in [first, second] {
            let end = stage.question_close_time().expect("has a window");
            let last = end - Duration::NANOSECOND;
            assert_eq!(challenge.check_questions_open(last), Ok(()));
            let refused = Err(TransitionError::QuestionsClosed {
                question_close_time: end,
            });
            let close_time = stage.close_time.expect("has a window");
            for late in [end, close_time - Duration::NANOSECOND] {
                assert_eq!(challenge.check_questions_open(late), refused);
            }
        }
        let after = first.close_time.expect("has a window");
        assert_eq!(challenge.check_questions_open(after), Ok(()));
        let end = second.close_time.expect("has a window");
        assert!(challenge.check_questions_open(end).is_err());
    }

    #[test]
    fn extension_moves_the_end_of_the_question_period() {
        let mut challenge = examples::published();
        let end = challenge.content.stages[0].question_close_time();
        let end = end.expect("has a window");
        assert!(challenge.check_questions_open(end).is_err());
        let close_time = &mut challenge.content.stages[0].close_time;
        *close_time = close_time.map(|time| time + Duration::DAY);
        assert_eq!(challenge.check_questions_open(end), Ok(()));
    }
}
