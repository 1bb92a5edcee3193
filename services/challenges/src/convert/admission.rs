//! Admission modes, applications and invitations.

use linia_chassis::{grpc::timestamp, problem::Violations};
use linia_proto::challenges::v1 as pb;

use crate::domain::admission::{Admission, AdmissionMode, AdmissionState, Verdict};

/// A mode as a message; what was not stated is shown as what it means.
#[must_use]
pub const fn mode_to_message(mode: AdmissionMode) -> pb::AdmissionMode {
    match mode {
        AdmissionMode::Open => pb::AdmissionMode::Open,
        AdmissionMode::Restricted => pb::AdmissionMode::Restricted,
        AdmissionMode::InvitationOnly => pb::AdmissionMode::InvitationOnly,
    }
}

/// Reads the mode of a challenge whose path, with its dot, is `prefix`.
#[must_use]
pub fn mode_from_message(prefix: &str, mode: i32, violations: &mut Violations) -> AdmissionMode {
    match pb::AdmissionMode::try_from(mode) {
        Ok(pb::AdmissionMode::Unspecified | pb::AdmissionMode::Open) => AdmissionMode::Open,
        Ok(pb::AdmissionMode::Restricted) => AdmissionMode::Restricted,
        Ok(pb::AdmissionMode::InvitationOnly) => AdmissionMode::InvitationOnly,
        Err(_) => {
            let field = format!("{prefix}admission");
            violations.add(field, "KIND_UNKNOWN", "must be a known kind");
            AdmissionMode::Open
        }
    }
}

/// A decision as a message says it; nothing if it says none.
#[must_use]
pub const fn verdict(message: pb::ApplicationDecision) -> Option<Verdict> {
    match message {
        pb::ApplicationDecision::Unspecified => None,
        pb::ApplicationDecision::Admit => Some(Verdict::Admit),
        pb::ApplicationDecision::Refuse => Some(Verdict::Refuse),
    }
}

/// An application or invitation as a message.
#[must_use]
pub fn to_message(admission: &Admission) -> pb::Admission {
    let (state, decision) = match &admission.state {
        AdmissionState::Applied => (pb::AdmissionState::Applied, None),
        AdmissionState::Admitted(decision) => (pb::AdmissionState::Admitted, Some(decision)),
        AdmissionState::Refused(decision) => (pb::AdmissionState::Refused, Some(decision)),
        AdmissionState::Invited => (pb::AdmissionState::Invited, None),
    };
    pb::Admission {
        challenge: admission.challenge.to_string(),
        entrant: admission.entrant.to_string(),
        state: state.into(),
        text: admission.text.clone(),
        reason: decision.map(|d| d.reason.clone()).unwrap_or_default(),
        create_time: Some(timestamp(admission.create_time)),
        decide_time: decision.map(|d| timestamp(d.decide_time)),
        carried_from: admission
            .carried
            .map(|carried| carried.from.to_string())
            .unwrap_or_default(),
        carried_rank: admission.carried.map_or(0, |carried| carried.rank),
    }
}
