//! Requests for key shares.

use linia_chassis::{
    id::StageId,
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{
    convert::parse,
    domain::{
        key_release::{KeyPurpose, ReleaseRequest},
        state::Sha256,
    },
};

impl TryFrom<pb::ReleaseStageKeyShareRequest> for ReleaseRequest {
    type Error = Problem;

    fn try_from(request: pb::ReleaseStageKeyShareRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let stage: Option<StageId> = parse::name("stage", &request.stage, &mut violations);
        let purpose = match request.purpose() {
            pb::KeyPurpose::Sealing => Some(KeyPurpose::Sealing),
            pb::KeyPurpose::Unmasking => Some(KeyPurpose::Unmasking),
            pb::KeyPurpose::Unspecified => None,
        };
        violations.check(
            purpose.is_some(),
            "purpose",
            "KIND_UNKNOWN",
            "must be a known purpose",
        );
        let record: Option<Sha256> = request.record_sha256.as_ref().try_into().ok();
        violations.check(
            record.is_some(),
            "record_sha256",
            "LENGTH",
            "must have 32 octets",
        );
        violations.into_result()?;
        Ok(Self {
            stage: stage.expect("a name that cannot be read is a violation"),
            purpose: purpose.expect("an unknown purpose is a violation"),
            record_sha256: record.expect("a hash of another length is a violation"),
        })
    }
}
