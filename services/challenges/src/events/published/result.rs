//! The result: approved, published, awarded.

use bytes::Bytes;
use linia_chassis::{
    database::{DbError, WriteTx},
    grpc::timestamp,
};
use linia_proto::challenges::{events::v1 as pb, v1::Laureate};

use crate::{
    convert::challenge::laureates_to_messages,
    domain::{challenge::Challenge, state::Proposal},
};

/// Tells that the result was approved; where its laureates were revealed before
/// an appeal took it back, it is published with that.
pub(super) async fn append_approved_in_tx(
    tx: &mut WriteTx,
    changed: &Challenge,
) -> Result<i64, DbError> {
    let id = changed.id.as_uuid();
    let number = tx.append(id, &approved(changed)).await?;
    if !changed.state.proposal().is_some_and(Proposal::is_revealed) {
        return Ok(number);
    }
    tx.append(id, &published(changed)).await
}

fn approved(changed: &Challenge) -> pb::ResultApproved {
    let publication = changed.state.publication();
    let last = publication.and_then(|publication| publication.stages.last());
    let protocol = changed
        .state
        .proposal()
        .map(|proposal| proposal.protocol_sha256);
    pb::ResultApproved {
        challenge: changed.id.to_string(),
        authority: changed.authority.to_string(),
        stage: last.map(|stage| stage.id.to_string()).unwrap_or_default(),
        protocol_sha256: protocol
            .map(|hash| Bytes::copy_from_slice(&hash))
            .unwrap_or_default(),
    }
}

/// Tells who the laureates of the approved result are.
pub(super) fn published(changed: &Challenge) -> pb::ResultPublished {
    let approval = changed.state.approval();
    pb::ResultPublished {
        challenge: changed.id.to_string(),
        authority: changed.authority.to_string(),
        approve_time: approval.map(|approval| timestamp(approval.approve_time)),
        laureates: laureates(changed),
    }
}

/// Tells that the prizes were awarded.
pub(super) fn awarded(changed: &Challenge) -> pb::PrizesAwarded {
    pb::PrizesAwarded {
        challenge: changed.id.to_string(),
        authority: changed.authority.to_string(),
        laureates: laureates(changed),
    }
}

fn laureates(changed: &Challenge) -> Vec<Laureate> {
    let proposal = changed.state.proposal();
    let laureates = proposal.map(|proposal| laureates_to_messages(&proposal.laureates));
    laureates.unwrap_or_default()
}
