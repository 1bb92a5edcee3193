//! Entries of opened stages: who entered. And who may enter the next stage.

use linia_chassis::{
    database::DbError,
    id::{AccountId, EntrantName, EntryId, StageId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::entry::{Entry, EntryState},
    store::corrupt,
};

/// Stores the entry of an opened stage.
pub async fn insert(conn: &mut PgConnection, entry: &Entry) -> Result<(), DbError> {
    let accounts: Vec<_> = entry.accounts.iter().map(AccountId::as_uuid).collect();
    sqlx::query!(
        "INSERT INTO entry (id, stage, challenge, entrant, accounts, version, accept_time, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        entry.id.as_uuid(),
        entry.stage.as_uuid(),
        entry.challenge.as_uuid(),
        entry.entrant.to_string(),
        &accounts,
        entry.version,
        entry.accept_time,
        entry.state.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks and reads all entries of a stage, in an order that tells nothing.
pub async fn lock_of_stage(conn: &mut PgConnection, stage: StageId) -> Result<Vec<Entry>, DbError> {
    let rows = sqlx::query_as!(
        EntryRow,
        "SELECT id, stage, challenge, entrant, accounts, version, accept_time, state \
         FROM entry WHERE stage = $1 ORDER BY id FOR UPDATE",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// Who entered a stage and did not withdraw, in no order.
pub async fn list_entrants(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<EntrantName>, DbError> {
    let names = sqlx::query_scalar!(
        "SELECT entrant FROM entry WHERE stage = $1 AND state <> 'withdrawn' ORDER BY entrant",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    names
        .iter()
        .map(|name| name.parse().map_err(corrupt))
        .collect()
}

/// Those who entered a stage, did not withdraw, and are one of `entrants` or
/// had a version handed in by `account`.
pub async fn list_own(
    conn: &mut PgConnection,
    stage: StageId,
    account: AccountId,
    entrants: &[EntrantName],
) -> Result<Vec<EntrantName>, DbError> {
    let entrants: Vec<_> = entrants.iter().map(ToString::to_string).collect();
    let names = sqlx::query_scalar!(
        "SELECT entrant FROM entry WHERE stage = $1 AND state <> 'withdrawn' \
           AND (entrant = ANY ($2) OR $3 = ANY (accounts)) ORDER BY entrant",
        stage.as_uuid(),
        &entrants,
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    names
        .iter()
        .map(|name| name.parse().map_err(corrupt))
        .collect()
}

/// A page of the entries of `entrants`, newest first.
pub async fn list_of_entrants(
    conn: &mut PgConnection,
    entrants: &[EntrantName],
    before: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    let entrants: Vec<_> = entrants.iter().map(ToString::to_string).collect();
    let (time, id) = before.unzip();
    let rows = sqlx::query_as!(
        EntryRow,
        "SELECT id, stage, challenge, entrant, accounts, version, accept_time, state FROM entry \
         WHERE entrant = ANY ($1) \
           AND ($2::timestamptz IS NULL OR (accept_time, id) < ($2, $3::uuid)) \
         ORDER BY accept_time DESC, id DESC LIMIT $4",
        &entrants,
        time,
        id,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// Saves where an entry stands.
pub async fn update_state(
    conn: &mut PgConnection,
    entry: EntryId,
    state: EntryState,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE entry SET state = $2 WHERE id = $1",
        entry.as_uuid(),
        state.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets those entries into a stage. Letting them in again changes nothing.
pub async fn insert_finalists(
    conn: &mut PgConnection,
    stage: StageId,
    entries: &[EntryId],
) -> Result<(), DbError> {
    let entries: Vec<_> = entries.iter().map(EntryId::as_uuid).collect();
    sqlx::query!(
        "INSERT INTO finalist (stage, entry) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING",
        stage.as_uuid(),
        &entries,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct EntryRow {
    id: Uuid,
    stage: Uuid,
    challenge: Uuid,
    entrant: String,
    accounts: Vec<Uuid>,
    version: i32,
    accept_time: OffsetDateTime,
    state: String,
}

impl TryFrom<EntryRow> for Entry {
    type Error = DbError;

    fn try_from(row: EntryRow) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id.into(),
            stage: row.stage.into(),
            challenge: row.challenge.into(),
            entrant: row.entrant.parse().map_err(corrupt)?,
            accounts: row.accounts.into_iter().map(AccountId::from).collect(),
            version: row.version,
            accept_time: row.accept_time,
            state: row.state.parse().map_err(corrupt)?,
        })
    }
}
