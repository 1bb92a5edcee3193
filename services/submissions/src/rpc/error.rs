//! What a caller is told when a use case fails.

mod eligibility;
mod files;

use std::time::Duration;

use linia_chassis::problem::{Problem, Violations};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tonic::Status;

use self::eligibility::not_eligible;
use crate::{
    app::{accept::AcceptError, error::AppError},
    clients::{ClientError, ObjectError},
    domain::{
        assignment::{Shortage, WhyShort},
        error::TransitionError,
        jury::JuryFault,
        ranking::RankingError,
        review::ScoreFault,
        succession::TooLittleTime,
    },
};

/// How soon another attempt is worth while.
const SOON: Duration = Duration::from_secs(1);
/// How soon challenges may be back.
const UNDECIDED: Duration = Duration::from_secs(5);

/// Ends a handler: an error becomes the status that the caller gets.
pub(super) fn refuse(error: AppError) -> Status {
    Problem::from(error).into()
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(problem) => problem,
            AppError::Database(error) => error.into(),
            AppError::Idempotency(error) => error.into(),
            AppError::Accept(error) => error.into(),
            AppError::Client(error) => error.into(),
            AppError::Transition(error) => error.into(),
            AppError::Ranking(error) => error.into(),
            AppError::TooLittleTime(short) => too_little_time(short),
            AppError::Object(error) => error.into(),
            AppError::Jury(fault) => jury(fault),
            AppError::Shortage(shortage) => impossible(&shortage),
            AppError::ForeignReceipt => foreign_receipt(),
            AppError::ResultNotKnown => Self::failed_precondition(
                "RESULT_NOT_KNOWN",
                "the entrants were not told the result of this stage",
            ),
            AppError::Scores(faults) => scores(&faults),
            AppError::FileRules(faults) => files::file(&faults),
            AppError::FilesRules(fault) => files::files(&fault),
            AppError::Uploads(faults) => files::uploads(&faults),
            AppError::Fields(faults) => files::fields(&faults),
            AppError::AttachmentNotFound(name) => Self::not_found(name),
            AppError::UploadNotFound => Self::not_found("upload"),
            AppError::TooManyUploads => Self::failed_precondition(
                "TOO_MANY_UPLOADS",
                "the entrant has as many uploads for this stage as one may have",
            ),
            AppError::OffsetDiffers { received_octets } => {
                let message = format!("the upload goes on from octet {received_octets}");
                Self::failed_precondition("OFFSET_DIFFERS", message)
                    .metadata("received_octets", received_octets)
            }
            AppError::UploadIncomplete { received_octets } => {
                let message = format!("the upload has come to octet {received_octets} only");
                Self::failed_precondition("UPLOAD_INCOMPLETE", message)
                    .metadata("received_octets", received_octets)
            }
            AppError::UploadFinished => {
                Self::failed_precondition("UPLOAD_FINISHED", "the upload is finished")
            }
            AppError::UploadElsewhere => Self::aborted(
                "UPLOAD_ELSEWHERE",
                "the upload is carried on by another call",
            ),
            AppError::UploadTooLong => {
                Self::invalid("UPLOAD_TOO_LONG", "more octets came than were declared")
            }
            AppError::MediaTypeDiffers { found } => Self::invalid(
                "MEDIA_TYPE_DIFFERS",
                "the file is not what it is said to be; start a new upload",
            )
            .metadata("found", found),
            AppError::Sha256Differs { found } => Self::invalid(
                "SHA256_DIFFERS",
                "the file has another SHA-256 than declared; start a new upload",
            )
            .metadata("found", hex::encode(found)),
            AppError::OffsetBeyond => {
                Self::invalid("OFFSET_BEYOND", "the offset is beyond the file")
            }
            AppError::StageNotFound(name) => Self::not_found(name),
            AppError::ChallengeNotFound(name) => Self::not_found(name),
            AppError::WorkNotFound(name) => Self::not_found(name),
            AppError::AccountNotFound(name) => Self::not_found(name),
            AppError::EntryNotFound(name) => Self::not_found(name),
            AppError::DraftNotFound => Self::not_found("draft"),
            AppError::NothingToWithdraw => Self::not_found("entry"),
            AppError::NotEntrant => {
                Self::denied("NOT_PERMITTED", "the caller does not speak for the entrant")
            }
            AppError::StageNotOpen => {
                Self::failed_precondition("STAGE_NOT_OPEN", "the stage takes no works now")
            }
            AppError::ChallengeCancelled => {
                Self::failed_precondition("CHALLENGE_CANCELLED", "the challenge was cancelled")
            }
            AppError::DeadlinePassed { close_time } => {
                let close_time = close_time.format(&Rfc3339).unwrap_or_default();
                Self::failed_precondition(
                    "DEADLINE_PASSED",
                    format!("the stage closed at {close_time}"),
                )
                .metadata("close_time", close_time)
            }
            AppError::DeadlineUndecided => Self::unavailable(
                "DEADLINE_UNDECIDED",
                "it arrived after the closing time known here and is held with its time of arrival; \
                 repeat with the same request_id to learn what became of it",
                UNDECIDED,
            ),
            AppError::NotAFinalist => Self::failed_precondition(
                "NOT_A_FINALIST",
                "only those who advanced may enter this stage",
            ),
            AppError::NotEligible(unmet) => not_eligible(&unmet),
            AppError::NotAdmitted => Self::failed_precondition(
                "NOT_ADMITTED",
                "only those whom the authority admitted or invited may enter",
            ),
            AppError::RequestIdReused => Self::invalid(
                "REQUEST_ID_REUSED",
                "request_id was used for another request",
            ),
            AppError::JurorApproves => Self::failed_precondition(
                "JUROR_APPROVES",
                "the head of the authority approves the result and cannot judge it",
            ),
            AppError::ChairTaken => {
                Self::failed_precondition("CHAIR_TAKEN", "somebody else leads the jury")
            }
            AppError::UnknownEntrants { indices } => unknown_entrants(&indices),
            AppError::UnfitCorrection { fields } => unfit_correction(&fields),
            AppError::Crypto(_)
            | AppError::File(_)
            | AppError::SealedFileDiffers
            | AppError::SealedContent(_)
            | AppError::Unlinked(_)
            | AppError::EntryWithoutWork(_)
            | AppError::Digest(_)
            | AppError::ClosingRecordDiffers
            | AppError::ProtocolDiffers => {
                tracing::error!(error = &error as &dyn std::error::Error, "use case failed");
                Self::internal()
            }
        }
    }
}

impl From<AcceptError> for Problem {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Overloaded => {
                Self::exhausted("OVERLOADED", "too many entries arrive at once", SOON)
            }
            AcceptError::Stopped => Self::unavailable("STOPPING", "the service is stopping", SOON),
            AcceptError::Database(error) => error.into(),
            AcceptError::DatabaseAway => Self::unavailable(
                "DATABASE_UNAVAILABLE",
                "the service's database is unavailable",
                SOON,
            ),
        }
    }
}

impl From<ObjectError> for Problem {
    fn from(error: ObjectError) -> Self {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "object storage failed"
        );
        Self::unavailable(
            "STORAGE_UNAVAILABLE",
            "the storage of files does not answer",
            SOON,
        )
    }
}

impl From<ClientError> for Problem {
    fn from(error: ClientError) -> Self {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "peer did not give what is needed"
        );
        match error {
            ClientError::Call { service, .. } => Self::unavailable(
                "PEER_UNAVAILABLE",
                format!("the service {service} is needed and does not answer"),
                SOON,
            )
            .metadata("service", service),
            ClientError::Malformed { .. } => Self::internal(),
        }
    }
}

impl From<TransitionError> for Problem {
    fn from(error: TransitionError) -> Self {
        let reason = match error {
            TransitionError::StageClosed => "STAGE_CLOSED",
            TransitionError::StageNotClosed => "STAGE_NOT_CLOSED",
            TransitionError::StageNotOpened => "STAGE_NOT_OPENED",
            TransitionError::StageOpened => "STAGE_OPENED",
            TransitionError::StageJudged => "STAGE_JUDGED",
            TransitionError::StageNotJudged => "STAGE_NOT_JUDGED",
            TransitionError::JurorRecused => "JUROR_RECUSED",
            TransitionError::AlreadyDeclared => "ALREADY_DECLARED",
            TransitionError::DeclarationMissing => "DECLARATION_MISSING",
            TransitionError::ReviewFinal => "REVIEW_FINAL",
            TransitionError::EntryDecided => "ENTRY_DECIDED",
            TransitionError::AlreadyAssigned => "ALREADY_ASSIGNED",
            TransitionError::NotAssigned => "NOT_ASSIGNED",
            TransitionError::ReleasedFromWork => "RELEASED_FROM_WORK",
            TransitionError::NothingCanBeCured => "NOTHING_CAN_BE_CURED",
            TransitionError::NothingToCure => "NOTHING_TO_CURE",
            TransitionError::CurePeriodOver => "CURE_PERIOD_OVER",
            TransitionError::CurePeriodRuns => "CURE_PERIOD_RUNS",
            TransitionError::DefectNotReported => "DEFECT_NOT_REPORTED",
            TransitionError::WorkExcluded => "WORK_EXCLUDED",
            TransitionError::EveryJurorReadsAll => "EVERY_JUROR_READS_ALL",
            TransitionError::NotASubstitute => "NOT_A_SUBSTITUTE",
            TransitionError::JurorFull => "JUROR_FULL",
            TransitionError::OpensByItself => "OPENS_BY_ITSELF",
            TransitionError::EntrantsInformed => "ENTRANTS_INFORMED",
            TransitionError::ResultApproved => "RESULT_APPROVED",
            TransitionError::ContestEnded => "CONTEST_ENDED",
            TransitionError::NotALaureate => "NOT_A_LAUREATE",
        };
        Self::failed_precondition(reason, error.to_string())
    }
}

impl From<RankingError> for Problem {
    fn from(error: RankingError) -> Self {
        let message = error.to_string();
        match error {
            RankingError::JuryTooSmall { sitting } => {
                Self::failed_precondition("JURY_TOO_SMALL", message).metadata("sitting", sitting)
            }
            RankingError::ReviewsMissing { missing } => {
                Self::failed_precondition("REVIEWS_MISSING", message).metadata("missing", missing)
            }
        }
    }
}

fn too_little_time(short: TooLittleTime) -> Problem {
    let rfc3339 = |time: OffsetDateTime| time.format(&Rfc3339).unwrap_or_default();
    Problem::failed_precondition("NEXT_STAGE_CLOSES_SOON", short.to_string())
        .metadata("close_time", rfc3339(short.close_time))
        .metadata("least_close_time", rfc3339(short.least_close_time))
}

fn jury(fault: JuryFault) -> Problem {
    let message = fault.to_string();
    match fault {
        JuryFault::TooSmall { sitting } => {
            Problem::failed_precondition("JURY_TOO_SMALL", message).metadata("sitting", sitting)
        }
        JuryFault::NotQualified { sitting, qualified } => {
            Problem::failed_precondition("JURY_NOT_QUALIFIED", message)
                .metadata("sitting", sitting)
                .metadata("qualified", qualified)
        }
    }
}

/// In counts only: which works fall short may tell of a conflict.
fn impossible(shortage: &Shortage) -> Problem {
    Problem::failed_precondition("ASSIGNMENT_IMPOSSIBLE", shortage.to_string())
        .metadata("missing_reviews", shortage.missing)
        .metadata("short_works", shortage.works.len())
        .metadata(
            "nobody_qualified",
            shortage.count(WhyShort::NobodyQualified),
        )
        .metadata("too_few_jurors", shortage.count(WhyShort::TooFewJurors))
        .metadata("jurors_full", shortage.count(WhyShort::JurorsFull))
        .metadata("exhausted_jurors", shortage.exhausted.len())
}

fn foreign_receipt() -> Problem {
    let mut violations = Violations::default();
    let told_why = "must be our receipt for the version of a work that counts in the stage";
    violations.add("receipt", "FOREIGN_RECEIPT", told_why);
    told(violations)
}

fn scores(faults: &[ScoreFault]) -> Problem {
    let mut violations = Violations::default();
    for fault in faults {
        let (field, reason) = match fault {
            ScoreFault::Unknown { index } => (
                format!("review.scores[{index}].criterion"),
                "UNKNOWN_CRITERION",
            ),
            ScoreFault::Repeated { index } => (
                format!("review.scores[{index}].criterion"),
                "REPEATED_CRITERION",
            ),
            ScoreFault::OutOfRange { index, .. } => {
                (format!("review.scores[{index}].points"), "OUT_OF_RANGE")
            }
            ScoreFault::Missing { .. } => ("review.scores".to_owned(), "MISSING_SCORE"),
        };
        violations.add(field, reason, fault.to_string());
    }
    told(violations)
}

fn unknown_entrants(indices: &[usize]) -> Problem {
    let mut violations = Violations::default();
    for index in indices {
        violations.add(
            format!("conflicting_entrants[{index}]"),
            "UNKNOWN_ENTRANT",
            "did not enter the stage",
        );
    }
    told(violations)
}

fn unfit_correction(fields: &[String]) -> Problem {
    let mut violations = Violations::default();
    for field in fields {
        let told_why = "must be of this stage: a work, or a juror who sits and does not call";
        violations.add(field.clone(), "NOT_OF_THE_STAGE", told_why);
    }
    told(violations)
}

fn told(violations: Violations) -> Problem {
    violations
        .into_result()
        .err()
        .unwrap_or_else(Problem::internal)
}
