//! Key shares: identity's half of the private keys that seal a stage. It is
//! held back until the time told at its deposit, so that neither this service
//! nor challenges alone can open what was handed in (Directive 2014/24/EU
//! art. 22(3) and 82; Annex IV, points b to e).

use linia_chassis::id::StageId;
use time::OffsetDateTime;

use super::TransitionError;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyPurpose {
    /// Opens what was handed in.
    Sealing,
    /// Opens the link between entries and works.
    Unmasking,
}

/// SHA-256 of a share or of a record.
pub type Digest = [u8; 32];

/// What is known of a share, without the share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyShare {
    /// The stage that the key seals.
    pub stage: StageId,
    /// What the key is for.
    pub purpose: KeyPurpose,
    /// SHA-256 of the share.
    pub share_sha256: Digest,
    /// It is not given out before this time.
    pub release_time: OffsetDateTime,
    /// Whether it was given out.
    pub state: KeyShareState,
}

/// Whether a share was given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShareState {
    /// Not yet.
    Held,
    /// It was.
    Released {
        /// What it was given out against: SHA-256 of the closing record, or of
        /// the published decision. It is given out again only against the same.
        record_sha256: Digest,
    },
}

/// What became of an attempt to get a share, as it is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseOutcome {
    /// It was given out.
    Released,
    /// Whoever asked may not have it.
    NotPermitted,
    /// There is none.
    Unknown,
    /// Its time has not come.
    NotClosed,
    /// It was given out against another record.
    RecordDiffers,
    /// It cannot be unwrapped, or is not the one that was deposited.
    Damaged,
}

impl KeyShare {
    /// Takes a share into keeping.
    ///
    /// # Errors
    /// [`TransitionError::ReleaseTimePassed`] if it could be had at once.
    pub fn deposit(
        stage: StageId,
        purpose: KeyPurpose,
        share_sha256: Digest,
        release_time: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Self, TransitionError> {
        if release_time <= now {
            return Err(TransitionError::ReleaseTimePassed);
        }
        Ok(Self {
            stage,
            purpose,
            share_sha256,
            release_time,
            state: KeyShareState::Held,
        })
    }

    /// The same share is handed in again. It is kept as it is.
    ///
    /// # Errors
    /// [`TransitionError::KeyShareDiffers`] if it is another share, or the
    /// depositor wants it held longer than this one is: silence would let it
    /// believe so.
    pub fn require_same(
        &self,
        share_sha256: &Digest,
        release_time: OffsetDateTime,
    ) -> Result<(), TransitionError> {
        if *share_sha256 != self.share_sha256 || release_time > self.release_time {
            return Err(TransitionError::KeyShareDiffers);
        }
        Ok(())
    }

    /// Holds the share back longer. The time that is stored already changes
    /// nothing.
    ///
    /// # Errors
    /// [`TransitionError::KeyShareReleased`] once it was given out;
    /// [`TransitionError::ReleaseTimeNotLater`] for an earlier time.
    pub fn postpone(self, release_time: OffsetDateTime) -> Result<Self, TransitionError> {
        match self.state {
            KeyShareState::Released { .. } => Err(TransitionError::KeyShareReleased),
            KeyShareState::Held if release_time < self.release_time => {
                Err(TransitionError::ReleaseTimeNotLater)
            }
            KeyShareState::Held => Ok(Self {
                release_time,
                ..self
            }),
        }
    }

    /// Gives the share out. Repeating it against the same record is harmless.
    ///
    /// # Errors
    /// [`TransitionError::StageNotClosed`] before the release time;
    /// [`TransitionError::ClosingRecordDiffers`] if it was given out against
    /// another record.
    pub fn release(
        self,
        record_sha256: Digest,
        now: OffsetDateTime,
    ) -> Result<Self, TransitionError> {
        if now < self.release_time {
            return Err(TransitionError::StageNotClosed);
        }
        match self.state {
            KeyShareState::Released {
                record_sha256: first,
            } if first != record_sha256 => Err(TransitionError::ClosingRecordDiffers),
            KeyShareState::Held | KeyShareState::Released { .. } => Ok(Self {
                state: KeyShareState::Released { record_sha256 },
                ..self
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    const CLOSE: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);
    const SHARE: Digest = [1; 32];
    const RECORD: Digest = [2; 32];
    const OTHER: Digest = [3; 32];

    fn held() -> KeyShare {
        let before = CLOSE - Duration::DAY;
        KeyShare::deposit(StageId::new(), KeyPurpose::Sealing, SHARE, CLOSE, before)
            .expect("in time")
    }

    fn released() -> KeyShare {
        held().release(RECORD, CLOSE).expect("closed")
    }

    #[test]
    fn each_state_answers_each_command() {
        use TransitionError::{
            ClosingRecordDiffers, KeyShareReleased, ReleaseTimeNotLater, StageNotClosed,
        };

        let tick = Duration::NANOSECOND;
        for (share, record, time, expected) in [
            (held(), RECORD, CLOSE - tick, Err(StageNotClosed)),
            (held(), RECORD, CLOSE, Ok(())),
            (held(), OTHER, CLOSE + tick, Ok(())),
            (released(), RECORD, CLOSE, Ok(())),
            (released(), OTHER, CLOSE, Err(ClosingRecordDiffers)),
            (released(), RECORD, CLOSE - tick, Err(StageNotClosed)),
        ] {
            assert_eq!(share.release(record, time).map(|_| ()), expected);
        }
        for (share, time, expected) in [
            (held(), CLOSE - tick, Err(ReleaseTimeNotLater)),
            (held(), CLOSE, Ok(())),
            (held(), CLOSE + tick, Ok(())),
            (released(), CLOSE + tick, Err(KeyShareReleased)),
        ] {
            assert_eq!(share.postpone(time).map(|_| ()), expected);
        }
    }

    #[test]
    fn postponed_share_is_held_until_the_new_time() {
        let later = CLOSE + Duration::DAY;
        let share = held().postpone(later).expect("later");
        assert_eq!(
            share.release(RECORD, CLOSE),
            Err(TransitionError::StageNotClosed)
        );
        assert!(share.release(RECORD, later).is_ok());
    }

    #[test]
    fn share_that_could_be_had_at_once_is_not_taken() {
        let deposit = KeyShare::deposit(StageId::new(), KeyPurpose::Sealing, SHARE, CLOSE, CLOSE);
        assert_eq!(deposit, Err(TransitionError::ReleaseTimePassed));
    }

    #[test]
    fn only_the_same_share_can_be_deposited_again() {
        let differs = Err(TransitionError::KeyShareDiffers);
        assert_eq!(held().require_same(&SHARE, CLOSE), Ok(()));
        assert_eq!(held().require_same(&SHARE, CLOSE - Duration::DAY), Ok(()));
        assert_eq!(held().require_same(&SHARE, CLOSE + Duration::DAY), differs);
        assert_eq!(held().require_same(&OTHER, CLOSE), differs);
    }
}
