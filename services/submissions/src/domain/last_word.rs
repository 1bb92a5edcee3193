//! What challenges, which decides on closing times, said of one.

use time::OffsetDateTime;

/// A closing time, and when it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastWord {
    /// When the stage closes.
    pub close_time: OffsetDateTime,
    /// Challenges said so no earlier than this.
    pub ask_time: OffsetDateTime,
}

impl LastWord {
    /// Whether it decides about what came at `time`. Closing times only move
    /// later, and no more once they are past (challenges refuses it some
    /// seconds before: `STAGE_CLOSES_SOON`): who asks then is told the last one.
    #[must_use]
    pub fn decides(self, time: OffsetDateTime) -> bool {
        time < self.close_time || self.is_final()
    }

    /// Whether it was said when the closing time was past.
    #[must_use]
    pub fn is_final(self) -> bool {
        self.close_time <= self.ask_time
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;

    #[test]
    fn word_given_before_the_end_decides_until_the_end() {
        let close_time = OffsetDateTime::UNIX_EPOCH;
        let word = LastWord {
            close_time,
            ask_time: close_time - Duration::HOUR,
        };
        assert!(word.decides(close_time - Duration::MICROSECOND));
        assert!(!word.decides(close_time));
    }

    #[test]
    fn word_given_after_the_end_is_the_last_one() {
        let close_time = OffsetDateTime::UNIX_EPOCH;
        let word = LastWord {
            close_time,
            ask_time: close_time,
        };
        assert!(word.decides(close_time));
        assert!(word.decides(close_time + Duration::HOUR));
    }
}
