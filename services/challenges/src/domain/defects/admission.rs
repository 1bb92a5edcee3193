//! Admission: a restricted contest has a time to apply that leaves time to
//! enter; no other has one.

use time::OffsetDateTime;

use crate::domain::{admission::AdmissionMode, content::Content, finding::Findings};

const FIELD: &str = "application_deadline";

pub(super) fn check(content: &Content, now: OffsetDateTime, found: &mut Findings) {
    match (content.admission, content.application_deadline) {
        (AdmissionMode::Restricted, None) => {
            found.add(FIELD, "APPLICATION_DEADLINE_MISSING", "must be set");
        }
        (AdmissionMode::Restricted, Some(deadline)) => {
            found.check(
                deadline > now,
                FIELD,
                "TIME_PASSED",
                "must be in the future",
            );
            let closes = content.stages.first().and_then(|stage| stage.close_time);
            found.check(
                closes.is_none_or(|closes| deadline < closes),
                FIELD,
                "APPLICATION_DEADLINE_NOT_BEFORE_CLOSE",
                "must be before the first stage closes",
            );
        }
        (AdmissionMode::Open | AdmissionMode::InvitationOnly, Some(_)) => found.add(
            FIELD,
            "APPLICATION_DEADLINE_UNEXPECTED",
            "nobody applies to this contest",
        ),
        (AdmissionMode::Open | AdmissionMode::InvitationOnly, None) => {}
    }
}
