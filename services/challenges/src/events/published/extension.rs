//! Individual extensions.

use linia_chassis::{
    database::{DbError, WriteTx},
    grpc::timestamp,
};
use linia_proto::challenges::events::v1 as pb;

use crate::domain::{challenge::Challenge, extension::IndividualExtension};

/// Tells that one entrant has more time. Returns the number of the event.
///
/// # Errors
/// If the statement fails.
pub async fn append_in_tx(
    tx: &mut WriteTx,
    challenge: &Challenge,
    extension: &IndividualExtension,
) -> Result<i64, DbError> {
    let event = pb::IndividualExtensionGranted {
        challenge: challenge.id.to_string(),
        authority: challenge.authority.to_string(),
        stage: extension.stage.to_string(),
        entrant: extension.entrant.to_string(),
        close_time: Some(timestamp(extension.close_time)),
        reason: extension.reason.clone(),
    };
    tx.append(challenge.id.as_uuid(), &event).await
}
