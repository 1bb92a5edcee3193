//! Amendments as everybody gets them.

use linia_chassis::{grpc::timestamp, id::ChallengeId};
use linia_proto::challenges::v1 as pb;

use crate::domain::amending::{Amendment, FieldChange};

/// An amendment of a challenge as a message.
#[must_use]
pub fn to_message(challenge: ChallengeId, amendment: &Amendment) -> pb::Amendment {
    pb::Amendment {
        challenge: challenge.to_string(),
        number: amendment.number,
        create_time: Some(timestamp(amendment.create_time)),
        reason: amendment.reason.clone(),
        changes: amendment.changes.iter().map(change_to_message).collect(),
    }
}

fn change_to_message(change: &FieldChange) -> pb::FieldChange {
    pb::FieldChange {
        field: change.field.clone(),
        language_code: change.language_code.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
    }
}
