//! Requests about enrolments.

use linia_chassis::{
    id::{EntrantName, ProgrammeId},
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{app::enrolments::Participant, convert::parse, domain::limits};

/// Reads whose part in which programme is meant.
pub(in crate::rpc) fn participant(programme: &str, entrant: &str) -> Result<Participant, Problem> {
    let mut violations = Violations::default();
    let names = Names::read(programme, entrant, &mut violations);
    violations.into_result()?;
    Ok(names.known())
}

/// Reads whom to remove, and why.
pub(in crate::rpc) fn participant_with_reason(
    request: pb::RemoveEnrolmentRequest,
) -> Result<(Participant, String), Problem> {
    let mut violations = Violations::default();
    let names = Names::read(&request.programme, &request.entrant, &mut violations);
    let reason = request.reason;
    parse::text("reason", &reason, limits::REMARKS_CHARS, &mut violations);
    violations.into_result()?;
    Ok((names.known(), reason))
}

/// Reads whom to let go on, and to which phase. Nobody goes on to the first.
pub(in crate::rpc) fn participant_with_phase(
    request: &pb::AdvanceEnrolmentRequest,
) -> Result<(Participant, i32), Problem> {
    let mut violations = Violations::default();
    let names = Names::read(&request.programme, &request.entrant, &mut violations);
    let phase = request.phase;
    let last = usize::try_from(phase).unwrap_or_default();
    violations.check(
        (2..=limits::PHASES).contains(&last),
        "phase",
        "OUT_OF_RANGE",
        format!("must be from 2 to {}", limits::PHASES),
    );
    violations.into_result()?;
    Ok((names.known(), phase))
}

/// Whose part in which programme, as far as it can be read.
struct Names(Option<ProgrammeId>, Option<EntrantName>);

impl Names {
    fn read(programme: &str, entrant: &str, violations: &mut Violations) -> Self {
        let programme = parse::name("programme", programme, violations);
        Self(programme, parse::name("entrant", entrant, violations))
    }

    /// After what was found wrong was refused.
    fn known(self) -> Participant {
        Participant {
            programme: self.0.expect("a name that cannot be read is a violation"),
            entrant: self.1.expect("a name that cannot be read is a violation"),
        }
    }
}
