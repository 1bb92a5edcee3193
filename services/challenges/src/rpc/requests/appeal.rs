//! Requests about appeals.

use linia_chassis::{
    id::{AppealId, ChallengeId},
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{
    app::{decide_appeal::DecideAppeal, record_appeal::RecordAppeal},
    convert::{appeal, parse},
    domain::limits,
};

impl TryFrom<pb::RecordAppealRequest> for RecordAppeal {
    type Error = Problem;

    fn try_from(request: pb::RecordAppealRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let challenge: Option<ChallengeId> =
            parse::name("challenge", &request.challenge, &mut violations);
        parse::text(
            "reference",
            &request.reference,
            limits::REFERENCE_CHARS,
            &mut violations,
        );
        violations.into_result()?;
        Ok(Self {
            challenge: challenge.expect("a name that cannot be read is a violation"),
            reference: request.reference,
        })
    }
}

impl TryFrom<pb::DecideAppealRequest> for DecideAppeal {
    type Error = Problem;

    fn try_from(request: pb::DecideAppealRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let id: Option<AppealId> = parse::name("name", &request.name, &mut violations);
        let decision = appeal::decision(request.decision());
        violations.check(
            decision.is_some(),
            "decision",
            "MISSING",
            "must say what was decided",
        );
        parse::text(
            "reason",
            &request.reason,
            limits::REMARKS_CHARS,
            &mut violations,
        );
        violations.into_result()?;
        Ok(Self {
            appeal: id.expect("a name that cannot be read is a violation"),
            decision: decision.expect("a decision that is not stated is a violation"),
            reason: request.reason,
        })
    }
}
