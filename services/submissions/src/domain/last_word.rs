//! What challenges, which decides on closing times, said of one.

use time::OffsetDateTime;

/// A closing time, and when it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastWord {
    /// When the stage closes.
    pub close_time: OffsetDateTime,
    /// Challenges said so no earlier than this.
    pub ask_time: OffsetDateTime,
    /// Whether challenges said that it moves no more.
    pub settled: bool,
}

impl LastWord {
    /// Whether it decides about what came at `time`. Closing times only move
    /// later: so whoever comes before one is in time, whatever is said
    /// afterwards; and about whoever comes later, what is said after they came
    /// decides, or what was said for good.
    #[must_use]
    pub fn decides(self, time: OffsetDateTime) -> bool {
        time < self.close_time || time <= self.ask_time || self.settled
    }

    /// Whether everybody is late from `time` on.
    #[must_use]
    pub fn ends_by(self, time: OffsetDateTime) -> bool {
        self.settled && self.close_time <= time
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;

    const CLOSE: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn word(ask_time: OffsetDateTime, settled: bool) -> LastWord {
        LastWord {
            close_time: CLOSE,
            ask_time,
            settled,
        }
    }

    #[test]
    fn word_given_before_the_end_decides_until_the_end() {
        let word = word(CLOSE - Duration::HOUR, false);
        assert!(word.decides(CLOSE - Duration::MICROSECOND));
        assert!(!word.decides(CLOSE));
    }

    #[test]
    fn word_decides_about_whoever_came_before_it_was_given() {
        let word = word(CLOSE + Duration::HOUR, false);
        assert!(word.decides(CLOSE + Duration::HOUR));
        assert!(!word.decides(CLOSE + Duration::HOUR + Duration::MICROSECOND));
        assert!(!word.ends_by(CLOSE + Duration::HOUR));
    }

    #[test]
    fn settled_word_decides_for_good_even_if_it_was_given_before_the_end() {
        let word = word(CLOSE - Duration::SECOND, true);
        assert!(word.decides(CLOSE + Duration::HOUR));
        assert!(!word.ends_by(CLOSE - Duration::MICROSECOND));
        assert!(word.ends_by(CLOSE));
    }
}
