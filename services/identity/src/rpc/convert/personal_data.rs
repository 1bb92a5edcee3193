//! Erasures.

use linia_chassis::{
    erasure::Kept,
    grpc::offset_date_time,
    problem::{Problem, Violations},
};
use linia_proto::identity::v1 as pb;
use prost_types::Timestamp;

use super::ReadFields;
use crate::app::erasures::ReportErasure;

impl TryFrom<pb::ReportErasureRequest> for ReportErasure {
    type Error = Problem;

    fn try_from(request: pb::ReportErasureRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let erasure = violations.name("erasure", &request.erasure);
        let kept = read_kept(&mut violations, request.kept, request.keep_until.as_ref());
        let (Some(erasure), Some(kept)) = (erasure, kept) else {
            return Err(violations.into_problem());
        };
        Ok(Self { erasure, kept })
    }
}

fn read_kept(
    violations: &mut Violations,
    kept: bool,
    keep_until: Option<&Timestamp>,
) -> Option<Kept> {
    let Some(keep_until) = keep_until else {
        return Some(if kept { Kept::Open } else { Kept::Nothing });
    };
    let end = offset_date_time(keep_until);
    if end.is_none() {
        violations.add("keep_until", "TIME_INVALID", "must be a moment");
    } else if !kept {
        violations.add(
            "keep_until",
            "NOTHING_KEPT",
            "must be absent if nothing is kept",
        );
        return None;
    }
    end.map(Kept::Until)
}
