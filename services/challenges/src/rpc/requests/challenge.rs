//! Requests that write challenges and stages.

use linia_chassis::{
    id::{OrganizationId, StageId},
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{
    app::{create_challenge::CreateChallenge, extend_stage::ExtendStage},
    convert::{content, parse},
    domain::{limits, shape},
};

impl TryFrom<pb::CreateChallengeRequest> for CreateChallenge {
    type Error = Problem;

    fn try_from(request: pb::CreateChallengeRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let challenge = request.challenge.unwrap_or_default();
        let authority: Option<OrganizationId> =
            parse::name("challenge.authority", &challenge.authority, &mut violations);
        let content = content::from_message("challenge.", challenge, &mut violations);
        parse::findings(
            "challenge.",
            shape::malformations(&content),
            &mut violations,
        );
        violations.into_result()?;
        Ok(Self {
            authority: authority.expect("a name that cannot be read is a violation"),
            content,
        })
    }
}

impl TryFrom<pb::ExtendStageRequest> for ExtendStage {
    type Error = Problem;

    fn try_from(request: pb::ExtendStageRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let stage: Option<StageId> = parse::name("stage", &request.stage, &mut violations);
        let given = request.close_time.as_ref();
        violations.check(given.is_some(), "close_time", "MISSING", "must be set");
        let close_time = parse::time("close_time", given, &mut violations);
        parse::text(
            "reason",
            &request.reason,
            limits::REMARKS_CHARS,
            &mut violations,
        );
        violations.into_result()?;
        Ok(Self {
            stage: stage.expect("a name that cannot be read is a violation"),
            close_time: close_time.expect("a time that cannot be read is a violation"),
            reason: request.reason,
        })
    }
}
