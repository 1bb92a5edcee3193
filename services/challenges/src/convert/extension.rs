//! Individual extensions as their readers get them.

use linia_chassis::{grpc::timestamp, id::ChallengeId};
use linia_proto::challenges::v1 as pb;

use crate::domain::extension::IndividualExtension;

/// An individual extension as a message; whose it is and why only if that is
/// `told`.
#[must_use]
pub fn to_message(
    challenge: ChallengeId,
    extension: &IndividualExtension,
    told: bool,
) -> pb::IndividualExtension {
    let (entrant, reason) = if told {
        (extension.entrant.to_string(), extension.reason.clone())
    } else {
        (String::new(), String::new())
    };
    pb::IndividualExtension {
        challenge: challenge.to_string(),
        number: extension.number,
        stage: extension.stage.to_string(),
        entrant,
        close_time: Some(timestamp(extension.close_time)),
        reason,
        author: extension.author.to_string(),
        create_time: Some(timestamp(extension.create_time)),
    }
}

/// Until when an entrant may hand in, for the service that takes entries.
#[must_use]
pub fn to_closing(extension: &IndividualExtension) -> pb::IndividualClosing {
    pb::IndividualClosing {
        entrant: extension.entrant.to_string(),
        close_time: Some(timestamp(extension.close_time)),
    }
}
