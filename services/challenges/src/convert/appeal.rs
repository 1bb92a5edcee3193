//! An appeal as everybody gets it.

use linia_chassis::{grpc::timestamp, id::ChallengeId};
use linia_proto::challenges::v1 as pb;

use crate::domain::appeal::{Appeal, AppealDecision};

/// An appeal as a message.
#[must_use]
pub fn to_message(challenge: ChallengeId, appeal: &Appeal) -> pb::Appeal {
    let verdict = appeal.verdict.as_ref();
    pb::Appeal {
        name: appeal.id.to_string(),
        challenge: challenge.to_string(),
        reference: appeal.reference.clone(),
        decision: verdict
            .map(|verdict| decision_to_message(verdict.decision))
            .unwrap_or_default()
            .into(),
        reason: verdict
            .map(|verdict| verdict.reason.clone())
            .unwrap_or_default(),
        create_time: Some(timestamp(appeal.create_time)),
        decide_time: verdict.map(|verdict| timestamp(verdict.decide_time)),
    }
}

/// A decision as a message.
#[must_use]
pub const fn decision_to_message(decision: AppealDecision) -> pb::AppealDecision {
    match decision {
        AppealDecision::Dismissed => pb::AppealDecision::Dismissed,
        AppealDecision::ResultReturned => pb::AppealDecision::UpheldResultReturned,
        AppealDecision::ResultAnnulled => pb::AppealDecision::UpheldResultAnnulled,
    }
}

/// A decision as a message says it; nothing if it says none.
#[must_use]
pub const fn decision(message: pb::AppealDecision) -> Option<AppealDecision> {
    match message {
        pb::AppealDecision::Unspecified => None,
        pb::AppealDecision::Dismissed => Some(AppealDecision::Dismissed),
        pb::AppealDecision::UpheldResultReturned => Some(AppealDecision::ResultReturned),
        pb::AppealDecision::UpheldResultAnnulled => Some(AppealDecision::ResultAnnulled),
    }
}
