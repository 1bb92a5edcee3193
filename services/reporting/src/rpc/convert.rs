//! Between the wire and the domain.

use linia_chassis::{id::ChallengeId, problem::Problem};
use linia_proto::reporting::v1 as proto;
use prost_types::Timestamp;
use time::OffsetDateTime;

use crate::{
    app::AppError,
    domain::{ChallengeReport, LedgerLine, PlatformReport, StageReport, notice::Package},
};

/// Tells a caller why a use case failed.
pub(super) fn status(error: AppError) -> tonic::Status {
    Problem::from(error).into()
}

/// Writes a release package.
pub(super) fn package_json(package: &Package) -> Result<String, Problem> {
    serde_json::to_string(package).map_err(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "package has no JSON"
        );
        Problem::internal()
    })
}

/// Reads the name of a challenge.
pub(super) fn challenge_name(name: &str) -> Result<ChallengeId, Problem> {
    name.parse()
        .map_err(|_| Problem::field("challenge", "MALFORMED", "must be challenges/ and a UUID"))
}

impl From<ChallengeReport> for proto::ChallengeReport {
    fn from(report: ChallengeReport) -> Self {
        Self {
            challenge: report.challenge.to_string(),
            authority: report.authority.to_string(),
            question_count: report.question_count,
            answered_question_count: report.answered_question_count,
            juror_count: report.juror_count,
            laureate_count: report.laureate_count,
            awarded: report.award_time.is_some(),
            publication_to_award_seconds: report.publication_to_award_seconds().unwrap_or(0),
            stages: report.stages.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<StageReport> for proto::StageReport {
    fn from(report: StageReport) -> Self {
        Self {
            stage: report.stage.to_string(),
            entry_count: report.entry_count,
            withdrawn_count: report.withdrawn_count,
            work_count: report.work_count,
            review_count: report.review_count,
            selected_count: report.selected_count,
        }
    }
}

impl From<PlatformReport> for proto::PlatformReport {
    fn from(report: PlatformReport) -> Self {
        Self {
            account_count: report.account_count,
            organization_count: report.organization_count,
            published_challenge_count: report.published_challenge_count,
            awarded_challenge_count: report.awarded_challenge_count,
            entry_count: report.entry_count,
        }
    }
}

impl From<LedgerLine> for proto::LedgerLine {
    fn from(line: LedgerLine) -> Self {
        Self {
            event_id: line.event_id.to_string(),
            event_type: line.event_type,
            event_time: Some(timestamp(line.event_time)),
            aggregate_id: line.aggregate_id.to_string(),
        }
    }
}

fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos: i32::try_from(time.nanosecond()).expect("a second has 10^9 nanoseconds"),
    }
}
