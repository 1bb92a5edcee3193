//! Where a projection has got to in a stream.

use async_nats::jetstream::stream::{RawMessageErrorKind, Stream};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{ProjectionRunner, ReadError};
use crate::{
    broker::BrokerError,
    consumer::{EventRecord, Projection},
    database::DbError,
    relay::{EPOCH_HEADER, EVENT_ID_HEADER},
};

/// The last message whose effect is in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::consumer) struct Checkpoint {
    pub(super) epoch: i64,
    pub(in crate::consumer) sequence: u64,
    pub(super) event_id: Uuid,
}

impl From<&EventRecord> for Checkpoint {
    fn from(event: &EventRecord) -> Self {
        Self {
            epoch: event.position.epoch,
            sequence: event.position.sequence,
            event_id: event.id,
        }
    }
}

impl<P: Projection> ProjectionRunner<P> {
    /// The checkpoint, if the stream still holds that very message there; else
    /// `None`: the stream was filled again, and is read from its beginning.
    /// What is known already is then skipped by version.
    pub(super) async fn find_checkpoint(
        &self,
        source: &str,
        stream: &Stream,
    ) -> Result<Option<Checkpoint>, ReadError> {
        let Some(checkpoint) = self.stored(source).await? else {
            return Ok(None);
        };
        if holds(stream, checkpoint).await? {
            return Ok(Some(checkpoint));
        }
        tracing::warn!(
            source,
            "stream was filled again; it is read from its beginning"
        );
        sqlx::query!(
            "DELETE FROM projection_checkpoint WHERE projection = $1 AND source = $2",
            self.projection.name(),
            source,
        )
        .execute(self.database.pool())
        .await?;
        Ok(None)
    }

    async fn stored(&self, source: &str) -> Result<Option<Checkpoint>, ReadError> {
        let mut conn = self.database.read().await?;
        Ok(stored(&mut conn, self.projection.name(), source).await?)
    }

    /// A stream that was replaced delivers nothing, for our place in it is
    /// beyond its end; and a rebuild takes the checkpoint away.
    pub(super) async fn check_still_there(
        &self,
        source: &str,
        stream: &Stream,
        checkpoint: Option<Checkpoint>,
    ) -> Result<(), ReadError> {
        if self.stored(source).await? != checkpoint {
            return Err(ReadError::LostTrack);
        }
        match checkpoint {
            Some(checkpoint) if !holds(stream, checkpoint).await? => Err(ReadError::LostTrack),
            _ => Ok(()),
        }
    }
}

/// The checkpoint of a projection in the stream of `source`.
pub(in crate::consumer) async fn stored(
    conn: &mut PgConnection,
    projection: &str,
    source: &str,
) -> Result<Option<Checkpoint>, DbError> {
    let row = sqlx::query!(
        "SELECT epoch, sequence, event_id FROM projection_checkpoint \
         WHERE projection = $1 AND source = $2",
        projection,
        source,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Checkpoint {
        epoch: row.epoch,
        sequence: u64::try_from(row.sequence).unwrap_or_default(),
        event_id: row.event_id,
    }))
}

async fn holds(stream: &Stream, checkpoint: Checkpoint) -> Result<bool, BrokerError> {
    match stream.get_raw_message(checkpoint.sequence).await {
        Ok(message) => {
            let is = |name: &'static str, value: String| {
                message
                    .headers
                    .get(name)
                    .is_some_and(|has| has.as_str() == value)
            };
            // The same event in the same place is not enough: before it, a
            // stream filled again may hold others.
            Ok(is(EVENT_ID_HEADER, checkpoint.event_id.to_string())
                && is(EPOCH_HEADER, checkpoint.epoch.to_string()))
        }
        Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(false),
        Err(error) => Err(BrokerError::refused("message cannot be read", error)),
    }
}

/// Moves the checkpoint, if it is still where this reader left it. To be
/// called first in the transaction: a rebuild waits here for the reader, and
/// the reader for a rebuild.
///
/// The transaction's commit will not wait for the disk: what a crash takes
/// away is effect and checkpoint together, and is read again.
pub(super) async fn advance_in_tx(
    conn: &mut PgConnection,
    projection: &str,
    source: &str,
    from: Option<Checkpoint>,
    to: Checkpoint,
) -> Result<bool, DbError> {
    let number = |sequence: u64| i64::try_from(sequence).expect("a stream is shorter than 2^63");
    let moved =
        match from {
            None => sqlx::query_scalar!(
                r#"INSERT INTO projection_checkpoint (projection, source, epoch, sequence, event_id)
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
                   RETURNING set_config('synchronous_commit', 'off', true) AS "mode!""#,
                projection,
                source,
                to.epoch,
                number(to.sequence),
                to.event_id,
            )
            .fetch_optional(conn)
            .await?,
            Some(from) => {
                sqlx::query_scalar!(
                    r#"UPDATE projection_checkpoint SET epoch = $3, sequence = $4, event_id = $5
                   WHERE projection = $1 AND source = $2 AND event_id = $6 AND sequence = $7
                   RETURNING set_config('synchronous_commit', 'off', true) AS "mode!""#,
                    projection,
                    source,
                    to.epoch,
                    number(to.sequence),
                    to.event_id,
                    from.event_id,
                    number(from.sequence),
                )
                .fetch_optional(conn)
                .await?
            }
        };
    Ok(moved.is_some())
}
