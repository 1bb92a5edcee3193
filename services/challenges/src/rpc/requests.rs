//! Reading requests: everything that is wrong with one is told at once.

mod admission;
mod amendment;
mod appeal;
mod challenge;
mod enrolment;
mod extension;
mod programme;
mod question;
mod runner_up;
mod search;
mod stage_key;
mod update;

use linia_chassis::{
    id::ChallengeId,
    problem::{Problem, Violations},
};

use linia_proto::challenges::v1::SchedulePublicationRequest;
use time::OffsetDateTime;

pub(super) use enrolment::{participant, participant_with_phase, participant_with_reason};
pub(super) use programme::{programme_target, programme_target_with_reason};
pub(super) use runner_up::FallenPrize;
pub(super) use search::similar_request;

use crate::{app::access::Target, convert::parse, domain::limits};

/// A challenge and the text that goes with the command.
pub(super) struct TargetWithText {
    pub(super) target: Target,
    pub(super) text: String,
}

/// A challenge and the time that goes with the command.
pub(super) struct TargetWithTime {
    pub(super) target: Target,
    pub(super) time: OffsetDateTime,
}

/// Reads a challenge and when to publish it.
pub(super) fn target_with_time(
    request: SchedulePublicationRequest,
) -> Result<TargetWithTime, Problem> {
    const FIELD: &str = "publish_time";
    let mut violations = Violations::default();
    let challenge: Option<ChallengeId> = parse::name("name", &request.name, &mut violations);
    let time = request.publish_time;
    violations.check(time.is_some(), FIELD, "TIME_MISSING", "must be set");
    let time = parse::time(FIELD, time.as_ref(), &mut violations);
    violations.into_result()?;
    let challenge = challenge.expect("a name that cannot be read is a violation");
    let etag = request.etag;
    Ok(TargetWithTime {
        target: Target { challenge, etag },
        time: time.expect("a time that cannot be read is a violation"),
    })
}

/// Reads the name and etag of a challenge.
pub(super) fn target(name: &str, etag: String) -> Result<Target, Problem> {
    let challenge = parse::only_name("name", name)?;
    Ok(Target { challenge, etag })
}

/// Reads the name and etag of a challenge and a text that explains the
/// command.
pub(super) fn target_with_text(
    name: &str,
    etag: String,
    field: &str,
    text: String,
) -> Result<TargetWithText, Problem> {
    let mut violations = Violations::default();
    let challenge: Option<ChallengeId> = parse::name("name", name, &mut violations);
    parse::text(field, &text, limits::REMARKS_CHARS, &mut violations);
    violations.into_result()?;
    let challenge = challenge.expect("a name that cannot be read is a violation");
    let target = Target { challenge, etag };
    Ok(TargetWithText { target, text })
}
