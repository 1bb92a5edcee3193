//! When this service's share of a stage's key may be given out.

use linia_chassis::id::StageId;
use time::OffsetDateTime;

use super::{
    challenge::{Challenge, StageView},
    opening::OpeningApprovals,
    state::{Sha256, State},
};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyPurpose {
    /// Opens what was handed in.
    Sealing,
    /// Opens the link between entries and works.
    Unmasking,
}

impl KeyPurpose {
    /// Every purpose; a stage has a key for each.
    pub const ALL: [Self; 2] = [Self::Sealing, Self::Unmasking];

    /// The name as it is stored, in UPPER_SNAKE.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sealing => "SEALING",
            Self::Unmasking => "UNMASKING",
        }
    }
}

/// Why a share is not given out, or an opening not asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The challenge has no such stage, or is not published.
    #[error("{0} is not a published stage")]
    StageUnknown(StageId),
    /// Works are still taken.
    #[error("stage closes at {close_time}")]
    StageNotClosed {
        /// Until when.
        close_time: OffsetDateTime,
    },
    /// Finalists will still hand works in, sealed to the same key.
    #[error("stage before it is not judged")]
    PreviousStageUndecided,
    /// The contest does not state that two people open the stage.
    #[error("stage opens by itself")]
    OpensByItself,
    /// Two people open the stage, and have not asked for it yet.
    #[error("opening is not approved by two people, one of them of the authority")]
    OpeningNotApproved,
    /// What was handed in to a cancelled contest is never read.
    #[error("challenge was cancelled")]
    ChallengeCancelled,
    /// The record is not the one that was presented first, or not the
    /// protocol's.
    #[error("closing record differs")]
    ClosingRecordDiffers,
    /// Nobody is unmasked before the head of the authority has approved.
    #[error("result is not approved")]
    ResultNotApproved,
    /// The protocol of a stage that has a successor has not arrived here yet.
    #[error("protocol was not received yet")]
    ProtocolNotReceived,
}

impl Refusal {
    /// The reason as it is told and recorded, in UPPER_SNAKE.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::StageUnknown(_) => "NOT_FOUND",
            Self::StageNotClosed { .. } => "STAGE_NOT_CLOSED",
            Self::PreviousStageUndecided => "PREVIOUS_STAGE_UNDECIDED",
            Self::OpensByItself => "OPENS_BY_ITSELF",
            Self::OpeningNotApproved => "OPENING_NOT_APPROVED",
            Self::ChallengeCancelled => "CHALLENGE_CANCELLED",
            Self::ClosingRecordDiffers => "CLOSING_RECORD_DIFFERS",
            Self::ResultNotApproved => "RESULT_NOT_APPROVED",
            Self::ProtocolNotReceived => "PROTOCOL_NOT_RECEIVED",
        }
    }
}

/// What a share is asked for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleaseRequest {
    /// Which stage.
    pub stage: StageId,
    /// Which of its keys.
    pub purpose: KeyPurpose,
    /// SHA-256 of the closing record (sealing) or of the jury's protocol
    /// (unmasking).
    pub record_sha256: Sha256,
}

impl Challenge {
    /// Decides whether a share may be given out. `released_against` is the
    /// record that was presented when it first was: the only one that is
    /// accepted from then on. A stage that was opened then needs no other
    /// approval.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn check_release(
        &self,
        request: &ReleaseRequest,
        released_against: Option<Sha256>,
        approvals: &OpeningApprovals,
        now: OffsetDateTime,
    ) -> Result<(), Refusal> {
        let stage = self.find_closed_stage(request.stage, now)?;
        if released_against.is_some_and(|record| record != request.record_sha256) {
            return Err(Refusal::ClosingRecordDiffers);
        }
        match request.purpose {
            KeyPurpose::Sealing if stage.waits => Err(Refusal::PreviousStageUndecided),
            KeyPurpose::Sealing
                if stage.is_opened_by_two()
                    && released_against.is_none()
                    && !approvals.suffice() =>
            {
                Err(Refusal::OpeningNotApproved)
            }
            KeyPurpose::Sealing => Ok(()),
            KeyPurpose::Unmasking => self.check_unmasking(stage, request.record_sha256),
        }
    }

    /// A stage that takes no works any more, of a contest that was not cancelled.
    pub(super) fn find_closed_stage(
        &self,
        stage: StageId,
        now: OffsetDateTime,
    ) -> Result<StageView<'_>, Refusal> {
        let found = self.find_stage(stage);
        let view = found.ok_or(Refusal::StageUnknown(stage))?;
        let close_time = self.last_close_time(stage);
        if let Some(close_time) = close_time.filter(|close_time| now < *close_time) {
            return Err(Refusal::StageNotClosed { close_time });
        }
        if matches!(self.state, State::Cancelled { .. }) {
            return Err(Refusal::ChallengeCancelled);
        }
        Ok(view)
    }

    /// In the last stage the identities wait for the approval; before it, those
    /// who do not advance must be told at once, so the signed protocol is
    /// enough.
    fn check_unmasking(&self, stage: StageView<'_>, record: Sha256) -> Result<(), Refusal> {
        let protocol = stage.published.protocol_sha256;
        let protocol = if stage.last {
            let approved = self.state.approval().is_some();
            protocol
                .filter(|_| approved)
                .ok_or(Refusal::ResultNotApproved)
        } else {
            protocol.ok_or(Refusal::ProtocolNotReceived)
        };
        if protocol? == record {
            Ok(())
        } else {
            Err(Refusal::ClosingRecordDiffers)
        }
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::{super::examples::*, *};

    fn request(challenge: &Challenge, index: usize, purpose: KeyPurpose) -> ReleaseRequest {
        let publication = challenge.state.publication().expect("is published");
        ReleaseRequest {
            stage: publication.stages[index].id,
            purpose,
            record_sha256: PROTOCOL,
        }
    }

    fn close_time(challenge: &Challenge, index: usize) -> OffsetDateTime {
        challenge.content.stages[index].close_time.expect("is set")
    }

    #[test]
    fn sealing_key_is_released_from_closing_time_on_and_not_before() {
        let challenge = published();
        let request = request(&challenge, 0, KeyPurpose::Sealing);
        let close_time = close_time(&challenge, 0);
        let before = close_time - Duration::NANOSECOND;
        let refusal = challenge.check_release(&request, None, &approved_by_two(), before);
        assert_eq!(refusal, Err(Refusal::StageNotClosed { close_time }));
        assert_eq!(
            challenge.check_release(&request, None, &approved_by_two(), close_time),
            Ok(())
        );
    }

    #[test]
    fn key_of_a_later_stage_is_kept_until_the_stage_before_it_is_judged() {
        let challenge = published();
        let request = request(&challenge, 1, KeyPurpose::Sealing);
        let now = close_time(&challenge, 1);
        let refusal = challenge.check_release(&request, None, &approved_by_two(), now);
        assert_eq!(refusal, Err(Refusal::PreviousStageUndecided));
        let challenge = first_judged(challenge);
        assert_eq!(
            challenge.check_release(&request, None, &approved_by_two(), now),
            Ok(())
        );
    }

    #[test]
    fn stage_that_two_people_open_keeps_its_key_until_both_have_asked() {
        let none = OpeningApprovals::default();
        let challenge = first_judged(published());
        for (index, purpose, expected) in [
            (0, KeyPurpose::Sealing, Err(Refusal::OpeningNotApproved)),
            // The link is the jury's decision's, and this stage opens by itself.
            (0, KeyPurpose::Unmasking, Ok(())),
            (1, KeyPurpose::Sealing, Ok(())),
        ] {
            let request = request(&challenge, index, purpose);
            let now = close_time(&challenge, index);
            let decided = challenge.check_release(&request, None, &none, now);
            assert_eq!(decided, expected, "{purpose:?} of stage {index}");
            let decided = challenge.check_release(&request, None, &approved_by_two(), now);
            assert_eq!(decided, Ok(()), "{purpose:?} of stage {index}");
        }
        let request = request(&challenge, 0, KeyPurpose::Sealing);
        let now = close_time(&challenge, 0);
        let again = Some(request.record_sha256);
        let decided = challenge.check_release(&request, again, &none, now);
        assert_eq!(decided, Ok(()), "it was opened before");
        let decided = challenge.check_release(&request, Some([9; 32]), &none, now);
        assert_eq!(decided, Err(Refusal::ClosingRecordDiffers));
    }

    #[test]
    fn extended_stage_is_not_opened_at_its_former_closing_time() {
        let challenge = published();
        let former = close_time(&challenge, 0);
        let request = request(&challenge, 0, KeyPurpose::Sealing);
        let later = former + Duration::HOUR;
        let (challenge, _) = challenge
            .extend_stage(request.stage, later, "flood".into(), NOW)
            .expect("can be extended");
        let refusal = challenge.check_release(&request, None, &approved_by_two(), former);
        assert_eq!(refusal, Err(Refusal::StageNotClosed { close_time: later }));
    }

    #[test]
    fn first_record_is_the_only_one() {
        let challenge = published();
        let request = request(&challenge, 0, KeyPurpose::Sealing);
        let now = close_time(&challenge, 0);
        let same = Some(request.record_sha256);
        assert_eq!(
            challenge.check_release(&request, same, &approved_by_two(), now),
            Ok(())
        );
        let refusal = challenge.check_release(&request, Some([9; 32]), &approved_by_two(), now);
        assert_eq!(refusal, Err(Refusal::ClosingRecordDiffers));
    }

    #[test]
    fn works_of_a_cancelled_contest_are_never_opened() {
        let challenge = published();
        let request = request(&challenge, 0, KeyPurpose::Sealing);
        let now = close_time(&challenge, 0);
        let (challenge, _) = challenge.cancel("no budget".into(), NOW).expect("runs");
        let refusal = challenge.check_release(&request, None, &approved_by_two(), now);
        assert_eq!(refusal, Err(Refusal::ChallengeCancelled));
    }

    #[test]
    fn nobody_of_the_last_stage_is_unmasked_before_approval() {
        for (challenge, expected) in [
            (published(), Err(Refusal::ResultNotApproved)),
            (judged(), Err(Refusal::ResultNotApproved)),
            (annulled(), Err(Refusal::ResultNotApproved)),
            (approved_result(), Ok(())),
            (awarded(), Ok(())),
        ] {
            let request = request(&challenge, 1, KeyPurpose::Unmasking);
            let now = close_time(&challenge, 1);
            assert_eq!(
                challenge.check_release(&request, None, &approved_by_two(), now),
                expected
            );
        }
    }

    #[test]
    fn unmasking_needs_the_approved_protocol() {
        let challenge = approved_result();
        let other = ReleaseRequest {
            record_sha256: [9; 32],
            ..request(&challenge, 1, KeyPurpose::Unmasking)
        };
        let now = close_time(&challenge, 1);
        let refusal = challenge.check_release(&other, None, &approved_by_two(), now);
        assert_eq!(refusal, Err(Refusal::ClosingRecordDiffers));
    }

    #[test]
    fn stage_with_a_successor_is_unmasked_by_its_protocol() {
        let challenge = published();
        let request = request(&challenge, 0, KeyPurpose::Unmasking);
        let now = close_time(&challenge, 0);
        let refusal = challenge.check_release(&request, None, &approved_by_two(), now);
        assert_eq!(refusal, Err(Refusal::ProtocolNotReceived));
        let (challenge, event) = challenge
            .receive_protocol(request.stage, PROTOCOL, Vec::new(), now)
            .expect("runs");
        assert_eq!(event, None);
        assert_eq!(
            challenge.check_release(&request, None, &approved_by_two(), now),
            Ok(())
        );
    }
}
