//! One batch, one transaction. A failure of one does not fail the others: the
//! batch is halved until the culprit is alone.

use linia_chassis::database::{Database, DbError};

use super::{AcceptError, Command};
use crate::{
    domain::acceptance::{AcceptAnswer, NewVersion},
    store::{accept::accept_versions, locks::lock_for_accept},
};

/// Commits a batch and answers everybody in it.
pub(super) async fn commit(database: &Database, batch: Vec<Command>) {
    let mut parts = vec![batch];
    while let Some(mut part) = parts.pop() {
        match take_all(database, &part).await {
            Ok(answers) => {
                for (command, answer) in part.into_iter().zip(answers) {
                    // Whoever does not wait any more will ask again.
                    command.answer.send(Ok(answer)).ok();
                }
            }
            Err(error) if error.is_unavailable() => fail_all(part, error),
            Err(error) if part.len() == 1 => fail_all(part, error),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    batch.size = part.len(),
                    "batch failed and is halved"
                );
                let half = part.split_off(part.len() / 2);
                parts.extend([half, part]);
            }
        }
    }
}

async fn take_all(database: &Database, part: &[Command]) -> Result<Vec<AcceptAnswer>, DbError> {
    let versions: Vec<&NewVersion> = part.iter().map(|command| &*command.version).collect();
    let mut tx = database.pool().begin().await?;
    let stages = versions.iter().map(|version| version.stage);
    let entries = versions.iter().map(|version| version.entry);
    lock_for_accept(&mut tx, stages, entries).await?;
    let answers = accept_versions(&mut tx, &versions).await?;
    tx.commit().await?;
    Ok(answers)
}

/// The error cannot be told to several: the first who waits gets it, to be
/// logged once.
fn fail_all(part: Vec<Command>, error: DbError) {
    let mut error = Some(error);
    for command in part {
        let failure = error
            .take()
            .map_or(AcceptError::DatabaseAway, AcceptError::Database);
        command.answer.send(Err(failure)).ok();
    }
}
