//! Publishes the releases that a batch of events calls for.

use std::collections::HashMap;

use linia_chassis::{database::DbError, id::ChallengeId};
use sqlx::PgConnection;

use crate::{
    domain::notice::{Happening, Issued, issue},
    store,
};

/// Publishes releases; those that came out already stay as they are. The events
/// of a challenge come in their order.
///
/// # Errors
/// If a statement fails; then the batch must be applied again.
pub(crate) async fn publish_in_tx(
    conn: &mut PgConnection,
    happenings: &[Happening],
) -> Result<(), DbError> {
    if happenings.is_empty() {
        return Ok(());
    }
    store::lock_releases(conn).await?;
    let challenges: Vec<_> = happenings.iter().map(|it| it.challenge).collect();
    let last = store::last_releases(conn, &challenges).await?;
    let mut last: HashMap<ChallengeId, Issued> =
        last.into_iter().map(|it| (it.challenge, it)).collect();
    for event in happenings {
        let before = last.get(&event.challenge);
        if before.is_some_and(|before| event.version <= before.version) {
            continue;
        }
        if let Some(release) = issue(before, event) {
            store::insert_release(conn, &release).await?;
            last.insert(event.challenge, release);
        }
    }
    Ok(())
}
