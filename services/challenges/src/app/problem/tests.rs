//! Code and reason of every refusal, as the contract states them.

use linia_chassis::id::{AppealId, QuestionId, StageId};
use tonic::Code;

use super::*;
use crate::{
    clients::identity::IdentityError,
    domain::{examples::NOW, finding::Finding, state::StateKind},
};

#[test]
fn every_refusal_has_its_code_and_reason() {
    use TransitionError as T;
    let state = StateKind::Draft;
    let stage = StageId::new();
    let close_time = NOW;
    let cases: Vec<(AppError, Code, &str)> = vec![
        (
            T::WrongState {
                command: "publish",
                state,
            }
            .into(),
            Code::FailedPrecondition,
            "CHALLENGE_STATE",
        ),
        (
            T::NotDraft { state }.into(),
            Code::FailedPrecondition,
            "CHALLENGE_NOT_DRAFT",
        ),
        (
            T::HasDefects(Vec::new()).into(),
            Code::FailedPrecondition,
            "CHALLENGE_HAS_DEFECTS",
        ),
        (
            T::StageDatePassed {
                field: String::new(),
            }
            .into(),
            Code::FailedPrecondition,
            "STAGE_DATE_PASSED",
        ),
        (T::StageUnknown(stage).into(), Code::NotFound, "NOT_FOUND"),
        (
            T::StageClosed { close_time }.into(),
            Code::FailedPrecondition,
            "STAGE_CLOSED",
        ),
        (
            T::StageClosesSoon { close_time }.into(),
            Code::FailedPrecondition,
            "STAGE_CLOSES_SOON",
        ),
        (
            T::CloseTimeNotLater { close_time }.into(),
            Code::FailedPrecondition,
            "CLOSE_TIME_NOT_LATER",
        ),
        (
            T::NextStageCloses {
                next_close_time: NOW,
            }
            .into(),
            Code::FailedPrecondition,
            "NEXT_STAGE_CLOSES",
        ),
        (
            T::ProtocolDiffers(stage).into(),
            Code::FailedPrecondition,
            "PROTOCOL_DIFFERS",
        ),
        (
            T::AppealPending(AppealId::new()).into(),
            Code::FailedPrecondition,
            "APPEAL_PENDING",
        ),
        (
            T::AppealUpheld(AppealId::new()).into(),
            Code::FailedPrecondition,
            "APPEAL_UPHELD",
        ),
        (
            T::AppealKnown(AppealId::new()).into(),
            Code::FailedPrecondition,
            "APPEAL_KNOWN",
        ),
        (
            T::AppealUnknown(AppealId::new()).into(),
            Code::NotFound,
            "NOT_FOUND",
        ),
        (
            T::AppealDecided(AppealId::new()).into(),
            Code::FailedPrecondition,
            "APPEAL_DECIDED",
        ),
        (
            T::NoLaureates.into(),
            Code::FailedPrecondition,
            "NO_LAUREATES",
        ),
        (
            T::TimeZoneUnknown(String::new()).into(),
            Code::Internal,
            "INTERNAL",
        ),
        (
            T::LaureatesDiffer.into(),
            Code::FailedPrecondition,
            "LAUREATES_DIFFER",
        ),
        (
            T::LaureatesNotRevealed.into(),
            Code::FailedPrecondition,
            "LAUREATES_NOT_REVEALED",
        ),
        (
            T::AwardTooEarly {
                earliest_award_time: NOW,
            }
            .into(),
            Code::FailedPrecondition,
            "AWARD_TOO_EARLY",
        ),
        (
            T::QuestionAnswered(QuestionId::new()).into(),
            Code::FailedPrecondition,
            "QUESTION_ANSWERED",
        ),
        (
            Refusal::StageUnknown(stage).into(),
            Code::NotFound,
            "NOT_FOUND",
        ),
        (
            Refusal::StageNotClosed { close_time }.into(),
            Code::FailedPrecondition,
            "STAGE_NOT_CLOSED",
        ),
        (
            Refusal::PreviousStageUndecided.into(),
            Code::FailedPrecondition,
            "PREVIOUS_STAGE_UNDECIDED",
        ),
        (
            Refusal::OpensByItself.into(),
            Code::FailedPrecondition,
            "OPENS_BY_ITSELF",
        ),
        (
            Refusal::OpeningNotApproved.into(),
            Code::FailedPrecondition,
            "OPENING_NOT_APPROVED",
        ),
        (
            Refusal::ChallengeCancelled.into(),
            Code::FailedPrecondition,
            "CHALLENGE_CANCELLED",
        ),
        (
            Refusal::ClosingRecordDiffers.into(),
            Code::FailedPrecondition,
            "CLOSING_RECORD_DIFFERS",
        ),
        (
            Refusal::ResultNotApproved.into(),
            Code::FailedPrecondition,
            "RESULT_NOT_APPROVED",
        ),
        (
            Refusal::ProtocolNotReceived.into(),
            Code::Unavailable,
            "PROTOCOL_NOT_RECEIVED",
        ),
        (
            AppError::NotFound(String::new()),
            Code::NotFound,
            "NOT_FOUND",
        ),
        (AppError::EtagMismatch, Code::Aborted, "ETAG_MISMATCH"),
        (
            AppError::NotAnAuthority,
            Code::FailedPrecondition,
            "NOT_A_CONTRACTING_AUTHORITY",
        ),
        (
            AppError::KeyNotKept(IdentityError::Malformed),
            Code::Unavailable,
            "KEY_SHARES_NOT_KEPT",
        ),
        (AppError::KeyDamaged, Code::DataLoss, "KEY_SHARE_DAMAGED"),
        (
            AppError::Identity(IdentityError::Malformed),
            Code::Unavailable,
            "IDENTITY_UNAVAILABLE",
        ),
        (
            AppError::Store(StoreError::Corrupt("row")),
            Code::Internal,
            "INTERNAL",
        ),
        (
            AppError::Store(StoreError::Changed),
            Code::Aborted,
            "CONCURRENT_CHANGE",
        ),
    ];
    for (error, code, reason) in cases {
        let problem = Problem::from(error);
        assert_eq!((problem.code(), problem.reason()), (code, reason));
    }
}

#[test]
fn every_defect_is_told() {
    let defect = |field: &str| Finding {
        field: field.to_owned(),
        reason: "TEXT_MISSING",
        description: "must be set".to_owned(),
    };
    let defects = vec![defect("titles"), defect("descriptions")];
    let problem = Problem::from(AppError::from(TransitionError::HasDefects(defects)));
    let fields: Vec<_> = problem
        .violations()
        .iter()
        .map(|v| v.field.as_str())
        .collect();
    assert_eq!(fields, ["titles", "descriptions"]);
}
