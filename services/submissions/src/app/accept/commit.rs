//! One batch, one transaction. A failure of one does not fail the others: the
//! batch is halved until the culprit is alone.

use linia_chassis::{database::DbError, failpoint};

use super::{AcceptError, Command, line::Line};
use crate::{
    domain::acceptance::{AcceptAnswer, NewVersion},
    store::{accept::accept_versions, locks::lock_for_accept},
};

/// Two versions of one request.
const SAME_REQUEST: &str = "entry_version_request";

/// Commits a batch and answers everybody in it.
pub(super) async fn commit(line: &mut Line, batch: Vec<Command>) {
    let mut parts = vec![batch];
    while let Some(mut part) = parts.pop() {
        let taken = take_all(line, &part).await;
        if taken.is_err() {
            line.cut().await;
        }
        match taken {
            Ok(answers) => {
                for (command, answer) in part.into_iter().zip(answers) {
                    // Whoever does not wait any more will ask again.
                    command.answer.send(Ok(answer)).ok();
                }
            }
            Err(error) if error.is_unavailable() => fail_all(part, error),
            // Another replica was taking the same request at the same moment,
            // with another body. By now it is there and can be answered.
            Err(error) if part.len() == 1 && error.constraint() == Some(SAME_REQUEST) => {
                parts.push(part);
            }
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

async fn take_all(line: &mut Line, part: &[Command]) -> Result<Vec<AcceptAnswer>, DbError> {
    let versions: Vec<&NewVersion> = part.iter().map(|command| &*command.version).collect();
    let mut tx = line.begin().await?;
    let stages = versions.iter().map(|version| version.stage);
    let entries = versions.iter().map(|version| version.entry);
    lock_for_accept(&mut tx, stages, entries).await?;
    let answers = accept_versions(&mut tx, &versions).await?;
    failpoint::reach("accept.before_commit");
    tx.commit().await?;
    failpoint::reach("accept.after_commit");
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
