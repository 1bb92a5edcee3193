//! What a caller is told when a use case fails.

mod programme;

use std::{error::Error, time::Duration};

use linia_chassis::problem::Problem;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::AppError;
use crate::{
    domain::{error::TransitionError, key_release::Refusal},
    store::StoreError,
};

const RETRY_AFTER: Duration = Duration::from_secs(1);

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(problem) => problem,
            AppError::NotFound(name) => Self::not_found(name),
            AppError::EtagMismatch => {
                Self::aborted("ETAG_MISMATCH", "it was changed since it was read")
            }
            AppError::NotAnAuthority => Self::failed_precondition(
                "NOT_A_CONTRACTING_AUTHORITY",
                "only contracting authorities run challenges",
            ),
            AppError::Transition(error) => transition(error),
            AppError::Programme(error) => programme::refused(error),
            AppError::KeyRefused(refusal) => key_refused(&refusal),
            AppError::KeyNotKept(error) => {
                tracing::warn!(error = &error as &dyn Error, "identity keeps no key shares");
                Self::unavailable(
                    "KEY_SHARES_NOT_KEPT",
                    "identity cannot keep its key shares for now",
                    RETRY_AFTER,
                )
            }
            AppError::KeyDamaged => {
                tracing::error!("key share cannot be read back as it was stored");
                Self::data_loss("KEY_SHARE_DAMAGED", "a key share is damaged")
            }
            AppError::Crypto(error) => {
                tracing::error!(error = &error as &dyn Error, "key operation failed");
                Self::internal()
            }
            AppError::Identity(error) => {
                tracing::warn!(error = &error as &dyn Error, "identity cannot be asked");
                Self::unavailable(
                    "IDENTITY_UNAVAILABLE",
                    "identity cannot be asked",
                    RETRY_AFTER,
                )
            }
            AppError::Store(error) => store(error),
        }
    }
}

fn transition(error: TransitionError) -> Problem {
    let message = error.to_string();
    let refuse = |reason| Problem::failed_precondition(reason, message.clone());
    match error {
        TransitionError::WrongState { state, .. } => {
            refuse("CHALLENGE_STATE").metadata("state", state.as_str())
        }
        TransitionError::NotDraft { state } => {
            refuse("CHALLENGE_NOT_DRAFT").metadata("state", state.as_str())
        }
        TransitionError::HasDefects(defects) => defects
            .into_iter()
            .fold(refuse("CHALLENGE_HAS_DEFECTS"), |problem, defect| {
                problem.violation(defect.field, defect.reason, defect.description)
            }),
        TransitionError::AdmissionMode { mode } => {
            refuse("ADMISSION_MODE").metadata("admission", mode.as_str())
        }
        TransitionError::ApplicationsClosed => refuse("APPLICATIONS_CLOSED"),
        TransitionError::ApplicationDecided => refuse("APPLICATION_DECIDED"),
        TransitionError::PublishTimePassed => refuse("PUBLISH_TIME_PASSED"),
        TransitionError::PublishTimeTooLate { field } => {
            refuse("PUBLISH_TIME_TOO_LATE").metadata("field", field)
        }
        TransitionError::NotScheduled => refuse("PUBLICATION_NOT_SCHEDULED"),
        TransitionError::StageDatePassed { field } => {
            refuse("STAGE_DATE_PASSED").metadata("field", field)
        }
        TransitionError::StageUnknown(stage) => Problem::not_found(stage),
        TransitionError::StageClosed { close_time } => {
            refuse("STAGE_CLOSED").metadata("close_time", rfc3339(close_time))
        }
        TransitionError::StageClosesSoon { close_time } => {
            refuse("STAGE_CLOSES_SOON").metadata("close_time", rfc3339(close_time))
        }
        TransitionError::CloseTimeNotLater { close_time } => {
            refuse("CLOSE_TIME_NOT_LATER").metadata("close_time", rfc3339(close_time))
        }
        TransitionError::NextStageCloses { next_close_time } => {
            refuse("NEXT_STAGE_CLOSES").metadata("next_close_time", rfc3339(next_close_time))
        }
        TransitionError::WorksDeadlinePassed { close_time } => {
            refuse("WORKS_DEADLINE_PASSED").metadata("close_time", rfc3339(close_time))
        }
        TransitionError::TextWithdrawn {
            field,
            language_code,
        } => refuse("TEXT_WITHDRAWN")
            .metadata("field", field)
            .metadata("language_code", language_code),
        TransitionError::NothingAmended => refuse("NOTHING_AMENDED"),
        TransitionError::ProtocolDiffers(_) => refuse("PROTOCOL_DIFFERS"),
        TransitionError::NoLaureates => refuse("NO_LAUREATES"),
        TransitionError::TimeZoneUnknown(_) => {
            tracing::error!("published challenge has a time zone that is unknown by now");
            Problem::internal()
        }
        TransitionError::LaureatesDiffer => refuse("LAUREATES_DIFFER"),
        TransitionError::LaureatesNotRevealed => refuse("LAUREATES_NOT_REVEALED"),
        TransitionError::AwardTooEarly {
            earliest_award_time,
        } => {
            refuse("AWARD_TOO_EARLY").metadata("earliest_award_time", rfc3339(earliest_award_time))
        }
        TransitionError::RunnerUpNotAllowed => refuse("RUNNER_UP_NOT_ALLOWED"),
        TransitionError::NotALaureate(_) => refuse("NOT_A_LAUREATE"),
        TransitionError::RunnerUpCalled(_) => refuse("RUNNER_UP_CALLED"),
        TransitionError::RunnerUpNotCalled(_) => refuse("RUNNER_UP_NOT_CALLED"),
        TransitionError::RunnerUpRevealed(_) => refuse("RUNNER_UP_REVEALED"),
        TransitionError::RunnerUpNotRevealed(_) => refuse("RUNNER_UP_NOT_REVEALED"),
        TransitionError::NoRunnerUp(_) => refuse("NO_RUNNER_UP"),
        TransitionError::RunnerUpAwarded(_) => refuse("RUNNER_UP_AWARDED"),
        TransitionError::AppealPending(appeal) => {
            refuse("APPEAL_PENDING").metadata("appeal", appeal)
        }
        TransitionError::AppealUpheld(appeal) => refuse("APPEAL_UPHELD").metadata("appeal", appeal),
        TransitionError::AppealKnown(appeal) => refuse("APPEAL_KNOWN").metadata("appeal", appeal),
        TransitionError::AppealUnknown(appeal) => Problem::not_found(appeal),
        TransitionError::AppealDecided(_) => refuse("APPEAL_DECIDED"),
        TransitionError::QuestionAnswered(_) => refuse("QUESTION_ANSWERED"),
        TransitionError::QuestionMerged(_) => refuse("QUESTION_MERGED"),
        TransitionError::MergeTargetUnfit(_) => refuse("MERGE_TARGET_UNFIT"),
        TransitionError::QuestionsClosed {
            question_close_time,
        } => {
            refuse("QUESTIONS_CLOSED").metadata("question_close_time", rfc3339(question_close_time))
        }
    }
}

fn key_refused(refusal: &Refusal) -> Problem {
    let message = refusal.to_string();
    match refusal {
        Refusal::StageUnknown(stage) => Problem::not_found(stage),
        Refusal::StageNotClosed { close_time } => {
            Problem::failed_precondition(refusal.reason(), message)
                .metadata("close_time", rfc3339(*close_time))
        }
        Refusal::PreviousStageUndecided
        | Refusal::OpensByItself
        | Refusal::OpeningNotApproved
        | Refusal::ChallengeCancelled
        | Refusal::ClosingRecordDiffers
        | Refusal::ResultNotApproved => Problem::failed_precondition(refusal.reason(), message),
        // It is on its way: asking again helps.
        Refusal::ProtocolNotReceived => {
            Problem::unavailable(refusal.reason(), message, RETRY_AFTER)
        }
    }
}

fn store(error: StoreError) -> Problem {
    match error {
        StoreError::Database(error) => error.into(),
        StoreError::Corrupt(what) => {
            tracing::error!(what, "stored row is corrupt");
            Problem::internal()
        }
        StoreError::Changed => {
            Problem::aborted("CONCURRENT_CHANGE", "somebody else changed it; repeat")
        }
    }
}

fn rfc3339(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_else(|_| time.to_string())
}

#[cfg(test)]
mod tests;
