//! Runners-up: what is told of a prize that fell away.

use linia_chassis::{
    database::{DbError, WriteTx},
    id::WorkId,
};
use linia_proto::challenges::events::v1 as pb;

use crate::{convert::challenge::laureates_to_messages, domain::challenge::Challenge};

/// Tells that the prize of a work fell away.
pub(super) async fn append_called_in_tx(
    tx: &mut WriteTx,
    changed: &Challenge,
    work: WorkId,
) -> Result<i64, DbError> {
    let call = changed.find_runner_up_call(work);
    let publication = changed.state.publication();
    let last = publication.and_then(|publication| publication.stages.last());
    let event = pb::RunnerUpCalled {
        challenge: changed.id.to_string(),
        authority: changed.authority.to_string(),
        stage: last.map(|stage| stage.id.to_string()).unwrap_or_default(),
        work: work.to_string(),
        prize_rank: call.map_or(0, |call| call.prize_rank),
        reason: call.map(|call| call.reason.clone()).unwrap_or_default(),
        account: call
            .map(|call| call.account.to_string())
            .unwrap_or_default(),
    };
    tx.append(changed.id.as_uuid(), &event).await
}

/// Tells that the prize of a work was awarded to whoever stepped in.
pub(super) async fn append_awarded_in_tx(
    tx: &mut WriteTx,
    changed: &Challenge,
    work: WorkId,
) -> Result<i64, DbError> {
    let successors = changed.successors_of(work).unwrap_or_default();
    let event = pb::RunnerUpAwarded {
        challenge: changed.id.to_string(),
        authority: changed.authority.to_string(),
        work: work.to_string(),
        runners_up: laureates_to_messages(&successors),
    };
    tx.append(changed.id.as_uuid(), &event).await
}
