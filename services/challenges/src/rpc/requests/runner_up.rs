//! Requests about runners-up.

use linia_chassis::{
    id::{ChallengeId, WorkId},
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{app::call_runner_up::CallRunnerUp, convert::parse, domain::limits};

/// A prize that fell away.
pub(in crate::rpc) struct FallenPrize {
    pub(in crate::rpc) challenge: ChallengeId,
    /// The work that held it.
    pub(in crate::rpc) work: WorkId,
}

impl TryFrom<pb::AwardRunnerUpRequest> for FallenPrize {
    type Error = Problem;

    fn try_from(request: pb::AwardRunnerUpRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let challenge = parse::name("challenge", &request.challenge, &mut violations);
        let work = parse::name("work", &request.work, &mut violations);
        violations.into_result()?;
        Ok(Self {
            challenge: challenge.expect("a name that cannot be read is a violation"),
            work: work.expect("a name that cannot be read is a violation"),
        })
    }
}

impl TryFrom<pb::CallRunnerUpRequest> for CallRunnerUp {
    type Error = Problem;

    fn try_from(request: pb::CallRunnerUpRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let challenge = parse::name("challenge", &request.challenge, &mut violations);
        let work = parse::name("work", &request.work, &mut violations);
        parse::text(
            "reason",
            &request.reason,
            limits::REMARKS_CHARS,
            &mut violations,
        );
        violations.into_result()?;
        Ok(Self {
            challenge: challenge.expect("a name that cannot be read is a violation"),
            work: work.expect("a name that cannot be read is a violation"),
            reason: request.reason,
        })
    }
}
