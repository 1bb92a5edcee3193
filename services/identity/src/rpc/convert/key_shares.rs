//! Key shares.

use linia_chassis::{
    grpc::offset_date_time,
    problem::{Problem, Violations},
};
use linia_proto::identity::v1 as pb;
use prost_types::Timestamp;
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

use super::ReadFields;
use crate::{
    app::key_shares::{DepositKeyShare, PostponeKeyShare, ProveKeyShare, ReleaseKeyShare},
    domain::key_share::KeyPurpose,
};

impl TryFrom<pb::DepositKeyShareRequest> for DepositKeyShare {
    type Error = Problem;

    fn try_from(request: pb::DepositKeyShareRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let stage = violations.name("stage", &request.stage);
        let purpose = read_purpose(&mut violations, request.purpose());
        let share = violations
            .octets("share", &request.share)
            .map(Zeroizing::new);
        let release_time = read_release_time(&mut violations, request.release_time.as_ref());
        let (Some(stage), Some(purpose), Some(share), Some(release_time)) =
            (stage, purpose, share, release_time)
        else {
            return Err(violations.into_problem());
        };
        Ok(Self {
            stage,
            purpose,
            share,
            release_time,
        })
    }
}

impl TryFrom<pb::ProveKeyShareRequest> for ProveKeyShare {
    type Error = Problem;

    fn try_from(request: pb::ProveKeyShareRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let stage = violations.name("stage", &request.stage);
        let purpose = read_purpose(&mut violations, request.purpose());
        let (Some(stage), Some(purpose)) = (stage, purpose) else {
            return Err(violations.into_problem());
        };
        Ok(Self { stage, purpose })
    }
}

impl TryFrom<pb::PostponeKeyShareRequest> for PostponeKeyShare {
    type Error = Problem;

    fn try_from(request: pb::PostponeKeyShareRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let stage = violations.name("stage", &request.stage);
        let release_time = read_release_time(&mut violations, request.release_time.as_ref());
        let (Some(stage), Some(release_time)) = (stage, release_time) else {
            return Err(violations.into_problem());
        };
        Ok(Self {
            stage,
            release_time,
        })
    }
}

impl TryFrom<pb::ReleaseKeyShareRequest> for ReleaseKeyShare {
    type Error = Problem;

    fn try_from(request: pb::ReleaseKeyShareRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let stage = violations.name("stage", &request.stage);
        let purpose = read_purpose(&mut violations, request.purpose());
        let record_sha256 = violations.octets("record_sha256", &request.record_sha256);
        let (Some(stage), Some(purpose), Some(record_sha256)) = (stage, purpose, record_sha256)
        else {
            return Err(violations.into_problem());
        };
        Ok(Self {
            stage,
            purpose,
            record_sha256,
        })
    }
}

fn read_purpose(violations: &mut Violations, purpose: pb::StageKeyPurpose) -> Option<KeyPurpose> {
    match purpose {
        pb::StageKeyPurpose::Unspecified => {
            violations.missing("purpose");
            None
        }
        pb::StageKeyPurpose::Sealing => Some(KeyPurpose::Sealing),
        pb::StageKeyPurpose::Unmasking => Some(KeyPurpose::Unmasking),
    }
}

/// The database keeps microseconds. What is finer is rounded up: a share is
/// rather held too long than given out too early.
fn read_release_time(
    violations: &mut Violations,
    release_time: Option<&Timestamp>,
) -> Option<OffsetDateTime> {
    const FIELD: &str = "release_time";
    let Some(release_time) = release_time else {
        violations.missing(FIELD);
        return None;
    };
    let rounded = offset_date_time(release_time).and_then(|time| {
        let over = time.nanosecond() % 1000;
        let missing = Duration::nanoseconds(i64::from((1000 - over) % 1000));
        time.checked_add(missing)
    });
    if rounded.is_none() {
        violations.add(FIELD, "OUT_OF_RANGE", "is not a time");
    }
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn release_time_is_never_rounded_down() {
        for (nanos, kept) in [
            (0, 0),
            (1000, 1000),
            (1, 1000),
            (1999, 2000),
            (999_999_999, 0),
        ] {
            let given = Timestamp {
                seconds: 1_795_262_400,
                nanos,
            };
            let mut violations = Violations::default();
            let read = read_release_time(&mut violations, Some(&given)).expect("a time");
            assert!(read >= offset_date_time(&given).expect("a time"));
            assert_eq!(read.nanosecond(), kept, "{nanos}");
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let request = pb::DepositKeyShareRequest {
            stage: "stages/1".to_owned(),
            purpose: 7,
            share: vec![1; 31].into(),
            release_time: None,
        };
        let problem = DepositKeyShare::try_from(request)
            .map(|_| ())
            .expect_err("all wrong");
        let violations = problem.violations().iter();
        let fields: Vec<_> = violations.map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["stage", "purpose", "share", "release_time"]);
    }
}
