//! Requests about individual extensions.

use linia_chassis::{
    id::{EntrantName, StageId},
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{app::grant_extension::GrantExtension, convert::parse, domain::limits};

impl TryFrom<pb::GrantExtensionRequest> for GrantExtension {
    type Error = Problem;

    fn try_from(request: pb::GrantExtensionRequest) -> Result<Self, Problem> {
        const CLOSE_TIME: &str = "close_time";
        let mut violations = Violations::default();
        let stage: Option<StageId> = parse::name("stage", &request.stage, &mut violations);
        let entrant: Option<EntrantName> =
            parse::name("entrant", &request.entrant, &mut violations);
        let close_time = request.close_time;
        violations.check(
            close_time.is_some(),
            CLOSE_TIME,
            "TIME_MISSING",
            "must be set",
        );
        let close_time = parse::time(CLOSE_TIME, close_time.as_ref(), &mut violations);
        let reason = request.reason;
        parse::text("reason", &reason, limits::REMARKS_CHARS, &mut violations);
        violations.into_result()?;
        Ok(Self {
            stage: stage.expect("a name that cannot be read is a violation"),
            entrant: entrant.expect("a name that cannot be read is a violation"),
            close_time: close_time.expect("a time that cannot be read is a violation"),
            reason,
        })
    }
}
