//! The relay's statements: pending events, and what is known of the stream.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Position, Relay, RelayError};
use crate::outbox::audience_text;

/// An event on its way to the stream.
#[derive(Debug)]
pub(super) struct PendingEvent {
    pub(super) position: i64,
    pub(super) id: Uuid,
    pub(super) aggregate_id: Uuid,
    pub(super) version: i64,
    pub(super) r#type: String,
    pub(super) occur_time: OffsetDateTime,
    pub(super) traceparent: Option<String>,
    pub(super) payload: String,
    /// The epoch that it is to be published under.
    pub(super) epoch: i64,
}

impl Relay {
    fn audience_text(&self) -> &'static str {
        audience_text(self.audience)
    }

    /// The oldest pending events but for those under way. Per aggregate, order
    /// of position is order of commit, so none is ever seen before its
    /// predecessor.
    pub(super) async fn pending(
        &self,
        under_way: &[i64],
        limit: i64,
    ) -> Result<Vec<PendingEvent>, RelayError> {
        Ok(sqlx::query_as!(
            PendingEvent,
            "SELECT e.position, e.id, e.aggregate_id, e.version, e.type, e.occur_time, \
                    e.traceparent, e.payload, coalesce(r.epoch, 0) AS \"epoch!\" \
             FROM outbox_pending p JOIN outbox_event e USING (position) \
             LEFT JOIN relay_state r ON r.audience = p.audience \
             WHERE p.audience = $1 AND p.position <> ALL($3) AND NOT EXISTS ( \
                 SELECT FROM outbox_parked k \
                 WHERE k.audience = p.audience AND k.aggregate_id = e.aggregate_id) \
             ORDER BY p.position LIMIT $2",
            self.audience_text(),
            limit,
            under_way,
        )
        .fetch_all(self.database.pool())
        .await?)
    }

    /// Marks events as being in the stream. A new epoch that has begun
    /// meanwhile wants them again: then nothing is marked.
    ///
    /// The commit does not wait for the disk: a mark that a crash takes away
    /// is found in the stream and made again.
    pub(super) async fn acknowledge(
        &self,
        positions: &[i64],
        position: Position,
    ) -> Result<(), RelayError> {
        let row = sqlx::query!(
            r#"WITH noted AS (
                   UPDATE relay_state SET sequence = $4, event_id = $5
                   WHERE audience = $2 AND epoch = $3 RETURNING audience
               ), sent AS (
                   DELETE FROM outbox_pending
                   WHERE position = ANY($1) AND EXISTS (SELECT FROM noted)
               )
               SELECT EXISTS (SELECT FROM noted) AS "noted!",
                      set_config('synchronous_commit', 'off', true) AS "mode!""#,
            positions,
            self.audience_text(),
            position.epoch,
            i64::try_from(position.sequence).expect("a stream is shorter than 2^63"),
            position.event_id,
        )
        .fetch_one(self.database.pool())
        .await?;
        if row.noted {
            Ok(())
        } else {
            Err(RelayError::LostTrack)
        }
    }

    /// What the stream last acknowledged, as this side remembers it.
    pub(super) async fn remembered(&self) -> Result<Position, RelayError> {
        let row = sqlx::query!(
            "INSERT INTO relay_state (audience) VALUES ($1) \
             ON CONFLICT (audience) DO UPDATE SET audience = excluded.audience \
             RETURNING epoch, sequence, event_id",
            self.audience_text(),
        )
        .fetch_one(self.database.pool())
        .await?;
        Ok(Position {
            epoch: row.epoch,
            sequence: u64::try_from(row.sequence).unwrap_or_default(),
            event_id: row.event_id,
        })
    }

    /// The journal positions of events; fewer than asked if some are unknown.
    pub(super) async fn positions_of(&self, ids: &[Uuid]) -> Result<Vec<i64>, RelayError> {
        Ok(sqlx::query_scalar!(
            "SELECT position FROM outbox_event WHERE id = ANY($1) AND audience = $2",
            ids,
            self.audience_text(),
        )
        .fetch_all(self.database.pool())
        .await?)
    }

    /// Makes the whole journal pending again, under a new epoch, behind what
    /// the stream holds now.
    pub(super) async fn begin_epoch(
        &self,
        sequence: u64,
        event_id: Option<Uuid>,
    ) -> Result<Position, RelayError> {
        let mut tx = self.database.pool().begin().await?;
        // However long the journal is.
        sqlx::query!("SET LOCAL statement_timeout = 0")
            .execute(&mut *tx)
            .await?;
        let epoch = sqlx::query_scalar!(
            "WITH again AS ( \
                 INSERT INTO outbox_pending (position, audience) \
                 SELECT position, audience FROM outbox_event WHERE audience = $1 \
                 ON CONFLICT (position) DO NOTHING) \
             UPDATE relay_state SET epoch = epoch + 1, sequence = $2, event_id = $3 \
             WHERE audience = $1 RETURNING epoch",
            self.audience_text(),
            i64::try_from(sequence).expect("a stream is shorter than 2^63"),
            event_id,
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Position {
            epoch,
            sequence,
            event_id,
        })
    }

    /// Gives aggregates that were set aside another chance.
    pub(super) async fn free_parked(&self) -> Result<(), RelayError> {
        sqlx::query!(
            "DELETE FROM outbox_parked WHERE audience = $1",
            self.audience_text()
        )
        .execute(self.database.pool())
        .await?;
        Ok(())
    }

    /// Sets an aggregate aside whose event the broker will not take.
    pub(super) async fn park(&self, aggregate: Uuid, reason: &str) -> Result<(), RelayError> {
        sqlx::query!(
            "INSERT INTO outbox_parked (audience, aggregate_id, reason) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
            self.audience_text(),
            aggregate,
            reason,
        )
        .execute(self.database.pool())
        .await?;
        Ok(())
    }
}
