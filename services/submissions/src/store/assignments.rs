//! Draws, the pairs that they made, and changes of these by hand.

use std::collections::{BTreeMap, BTreeSet};

use linia_chassis::{
    database::DbError,
    id::{AccountId, StageId, WorkId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::assignment::{Pair, PairState, Seed},
    store::{corrupt, hash},
};

/// A draw that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawRecord {
    /// The stage.
    pub stage: StageId,
    /// From 1.
    pub ordinal: i32,
    /// Where its chance came from.
    pub seed: Seed,
    /// Who had it drawn.
    pub account: AccountId,
    /// When.
    pub time: OffsetDateTime,
}

/// A change by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairChange {
    /// Of which juror and work.
    pub pair: Pair,
    /// What it became.
    pub state: PairState,
    /// Why.
    pub reason: String,
    /// Who changed it.
    pub changed_by: AccountId,
    /// When.
    pub time: OffsetDateTime,
}

/// Records a draw.
pub async fn insert_draw(conn: &mut PgConnection, draw: &DrawRecord) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO assignment_draw (stage, ordinal, seed, account, draw_time) \
         VALUES ($1, $2, $3, $4, $5)",
        draw.stage.as_uuid(),
        draw.ordinal,
        draw.seed.0.as_slice(),
        draw.account.as_uuid(),
        draw.time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The last draw of a stage.
pub async fn find_last_draw(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Option<DrawRecord>, DbError> {
    let row = sqlx::query_as!(
        DrawRow,
        "SELECT stage, ordinal, seed, account, draw_time FROM assignment_draw \
         WHERE stage = $1 ORDER BY ordinal DESC LIMIT 1",
        stage.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(DrawRecord::try_from).transpose()
}

/// The draws of a stage in their order.
pub async fn list_draws(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<DrawRecord>, DbError> {
    let rows = sqlx::query_as!(
        DrawRow,
        "SELECT stage, ordinal, seed, account, draw_time FROM assignment_draw \
         WHERE stage = $1 ORDER BY ordinal",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(DrawRecord::try_from).collect()
}

/// Stores what a draw made. What is known stays; a substitute may become a
/// reader.
pub async fn insert_pairs(
    conn: &mut PgConnection,
    stage: StageId,
    pairs: &BTreeSet<Pair>,
    state: PairState,
) -> Result<(), DbError> {
    let works: Vec<_> = pairs.iter().map(|pair| pair.work.as_uuid()).collect();
    let accounts: Vec<_> = pairs.iter().map(|pair| pair.juror.as_uuid()).collect();
    sqlx::query!(
        "INSERT INTO assignment (work, account, stage, state) \
         SELECT p.work, p.account, $1, $2 FROM unnest($3::uuid[], $4::uuid[]) AS p (work, account) \
         ON CONFLICT (work, account) DO UPDATE SET state = EXCLUDED.state \
         WHERE assignment.state = 'substitute' AND EXCLUDED.state = 'assigned'",
        stage.as_uuid(),
        state.as_str(),
        &works,
        &accounts,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// All pairs of a stage.
pub async fn list_pairs(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<BTreeMap<Pair, PairState>, DbError> {
    let rows = sqlx::query!(
        "SELECT work, account, state FROM assignment WHERE stage = $1",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let pair = Pair::new(row.work.into(), row.account.into());
            Ok((pair, row.state.parse().map_err(corrupt)?))
        })
        .collect()
}

/// Locks and finds what a juror has to do with a work.
pub async fn lock(conn: &mut PgConnection, pair: Pair) -> Result<Option<PairState>, DbError> {
    let state = sqlx::query_scalar!(
        "SELECT state FROM assignment WHERE work = $1 AND account = $2 FOR UPDATE",
        pair.work.as_uuid(),
        pair.juror.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    state
        .map(|state| state.parse().map_err(corrupt))
        .transpose()
}

/// Changes a pair.
pub async fn update(conn: &mut PgConnection, change: &PairChange) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE assignment SET state = $3 WHERE work = $1 AND account = $2",
        change.pair.work.as_uuid(),
        change.pair.juror.as_uuid(),
        change.state.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records a change by hand.
pub async fn insert_change(
    conn: &mut PgConnection,
    stage: StageId,
    change: &PairChange,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO assignment_change (work, account, stage, state, reason, changed_by, change_time) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        change.pair.work.as_uuid(),
        change.pair.juror.as_uuid(),
        stage.as_uuid(),
        change.state.as_str(),
        change.reason,
        change.changed_by.as_uuid(),
        change.time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The changes by hand of a stage, in the order in which they were made.
pub async fn list_changes(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<PairChange>, DbError> {
    let rows = sqlx::query!(
        "SELECT work, account, state, reason, changed_by, change_time FROM assignment_change \
         WHERE stage = $1 ORDER BY change_time, work, account",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PairChange {
                pair: Pair::new(WorkId::from(row.work), AccountId::from(row.account)),
                state: row.state.parse().map_err(corrupt)?,
                reason: row.reason,
                changed_by: row.changed_by.into(),
                time: row.change_time,
            })
        })
        .collect()
}

struct DrawRow {
    stage: Uuid,
    ordinal: i32,
    seed: Vec<u8>,
    account: Uuid,
    draw_time: OffsetDateTime,
}

impl TryFrom<DrawRow> for DrawRecord {
    type Error = DbError;

    fn try_from(row: DrawRow) -> Result<Self, DbError> {
        Ok(Self {
            stage: row.stage.into(),
            ordinal: row.ordinal,
            seed: Seed(hash(&row.seed)?),
            account: row.account.into(),
            time: row.draw_time,
        })
    }
}
