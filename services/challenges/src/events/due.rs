//! What falls due.

use std::sync::Arc;

use linia_chassis::{
    consumer::HandlerError,
    database::Database,
    id::ChallengeId,
    scheduler::{DueHandler, DueWork},
};

use crate::app::{
    AppError, Context,
    index_challenge::{INDEX_CHALLENGE, reindex_in_tx},
    publish_scheduled::{Scheduled, give_back_in_tx},
    schedule_publication::PUBLISH_CHALLENGE,
};

/// Publishes a challenge at its set time.
pub struct PublishChallenge(pub Arc<Context>);

impl DueHandler for PublishChallenge {
    fn kind(&self) -> &'static str {
        PUBLISH_CHALLENGE
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let context = &self.0;
        let prepared = context.prepare_scheduled(ChallengeId::from(work.key)).await;
        let prepared = prepared.map_err(again)?;
        let mut tx = database.begin_write().await?;
        match prepared {
            Scheduled::NotBefore(time) => {
                work.postpone_in_tx(&mut tx, time).await?;
                tx.commit().await?;
                return Ok(());
            }
            Scheduled::Nothing => {}
            Scheduled::Publish(stored, keys) => {
                let published = context.publish_scheduled_in_tx(&mut tx, &stored, keys);
                published.await.map_err(again)?;
            }
            Scheduled::GiveBack(stored, reason) => {
                give_back_in_tx(&mut tx, &stored, &reason)
                    .await
                    .map_err(again)?;
            }
        }
        work.complete_in_tx(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whatever went wrong may go well later: identity is away, somebody changed
/// the challenge, a date passed between the decision and the statement.
fn again(error: AppError) -> HandlerError {
    HandlerError::retry(error)
}

/// Indexes a challenge anew.
pub struct IndexChallenge;

impl DueHandler for IndexChallenge {
    fn kind(&self) -> &'static str {
        INDEX_CHALLENGE
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let mut tx = database.begin_write().await?;
        reindex_in_tx(&mut tx, ChallengeId::from(work.key))
            .await
            .map_err(HandlerError::retry)?;
        work.complete_in_tx(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}
