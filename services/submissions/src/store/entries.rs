//! Entries of opened stages: who entered. And who may enter the next stage.

use linia_chassis::{
    database::DbError,
    id::{AccountId, EntrantName, EntryId, StageId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::{
        acceptance::AcceptedVersion,
        entry::{Entry, EntryState},
        entry_tag::EntryTag,
    },
    store::corrupt,
};

/// Which version of an entry counts, as it is stored.
pub enum StoredCounting {
    /// Only the key opens it.
    Wrapped(Vec<u8>),
    /// Of an entry of earlier days.
    Plain(AcceptedVersion),
}

/// Stores the entry of an opened stage, and wrapped which version counts.
pub async fn insert(
    conn: &mut PgConnection,
    entry: &Entry,
    counting: &[u8],
) -> Result<(), DbError> {
    let accounts: Vec<_> = entry.accounts.iter().map(AccountId::as_uuid).collect();
    let co_authors: Vec<_> = entry.co_authors.iter().map(AccountId::as_uuid).collect();
    sqlx::query!(
        "INSERT INTO entry (id, stage, challenge, entrant, accounts, co_authors, state, counting) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        entry.id.as_uuid(),
        entry.stage.as_uuid(),
        entry.challenge.as_uuid(),
        entry.entrant.to_string(),
        &accounts,
        &co_authors,
        entry.state.as_str(),
        counting,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks and reads all entries of a stage, in an order that tells nothing.
pub async fn lock_of_stage(conn: &mut PgConnection, stage: StageId) -> Result<Vec<Entry>, DbError> {
    let rows = sqlx::query_as!(
        EntryRow,
        "SELECT id, stage, challenge, entrant, accounts, co_authors, state \
         FROM entry WHERE stage = $1 ORDER BY id FOR UPDATE",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// Who entered a stage and is before the jury, co-authors beside entrants, in
/// no order.
pub async fn list_entrants(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<EntrantName>, DbError> {
    let names = sqlx::query_scalar!(
        r#"SELECT DISTINCT name AS "name!"
        FROM entry e, unnest(ARRAY[e.entrant] || ARRAY(
            SELECT 'accounts/' || account FROM unnest(e.co_authors) AS account)) AS name
        WHERE stage = $1 AND state NOT IN ('withdrawn', 'unconfirmed') ORDER BY name"#,
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    names
        .iter()
        .map(|name| name.parse().map_err(corrupt))
        .collect()
}

/// Those who entered a stage, are before the jury, and are one of `entrants` or
/// had a version handed in or written with them by `account`.
pub async fn list_own(
    conn: &mut PgConnection,
    stage: StageId,
    account: AccountId,
    entrants: &[EntrantName],
) -> Result<Vec<EntrantName>, DbError> {
    let entrants: Vec<_> = entrants.iter().map(ToString::to_string).collect();
    let names = sqlx::query_scalar!(
        "SELECT entrant FROM entry WHERE stage = $1 AND state NOT IN ('withdrawn', 'unconfirmed') \
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

/// An entry of somebody's list.
pub struct ListedEntry {
    /// The entry.
    pub entry: Entry,
    /// When its stage was opened.
    pub open_time: OffsetDateTime,
    /// Which version counts.
    pub counting: StoredCounting,
}

/// A page of the entries of `entrants`, and of those that name `account` as a
/// co-author, those opened last first.
pub async fn list_of_entrants(
    conn: &mut PgConnection,
    entrants: &[EntrantName],
    account: AccountId,
    before: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<ListedEntry>, DbError> {
    let entrants: Vec<_> = entrants.iter().map(ToString::to_string).collect();
    let (time, id) = before.unzip();
    let rows = sqlx::query_as!(
        ListedRow,
        "SELECT o.open_time, e.id, e.stage, e.challenge, e.entrant, e.accounts, e.co_authors, e.state, \
                e.counting, e.version, e.accept_time \
         FROM entry e JOIN opening o ON o.stage = e.stage \
         WHERE (e.entrant = ANY ($1) OR e.co_authors @> ARRAY[$5::uuid]) \
           AND ($2::timestamptz IS NULL OR (o.open_time, e.id) < ($2, $3::uuid)) \
         ORDER BY o.open_time DESC, e.id DESC LIMIT $4",
        &entrants,
        time,
        id,
        limit,
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(ListedEntry::try_from).collect()
}

/// Finds an entry with the version that counts.
pub async fn find_listed(
    conn: &mut PgConnection,
    entry: EntryId,
) -> Result<Option<ListedEntry>, DbError> {
    let row = sqlx::query_as!(
        ListedRow,
        "SELECT o.open_time, e.id, e.stage, e.challenge, e.entrant, e.accounts, e.co_authors, e.state, \
                e.counting, e.version, e.accept_time \
         FROM entry e JOIN opening o ON o.stage = e.stage WHERE e.id = $1",
        entry.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(ListedEntry::try_from).transpose()
}

/// Finds an entry.
pub async fn find(conn: &mut PgConnection, entry: EntryId) -> Result<Option<Entry>, DbError> {
    let row = sqlx::query_as!(
        EntryRow,
        "SELECT id, stage, challenge, entrant, accounts, co_authors, state FROM entry WHERE id = $1",
        entry.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(Entry::try_from).transpose()
}

/// Locks and finds an entry.
pub async fn lock(conn: &mut PgConnection, entry: EntryId) -> Result<Option<Entry>, DbError> {
    let row = sqlx::query_as!(
        EntryRow,
        "SELECT id, stage, challenge, entrant, accounts, co_authors, state \
         FROM entry WHERE id = $1 FOR UPDATE",
        entry.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(Entry::try_from).transpose()
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
    entries: &[EntryTag],
) -> Result<(), DbError> {
    let entries: Vec<_> = entries.iter().map(EntryTag::as_uuid).collect();
    sqlx::query!(
        "INSERT INTO finalist (stage, entry) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING",
        stage.as_uuid(),
        &entries,
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn counting(
    wrapped: Option<Vec<u8>>,
    plain: Option<(i32, OffsetDateTime)>,
) -> Result<StoredCounting, DbError> {
    match (wrapped, plain) {
        (Some(wrapped), None) => Ok(StoredCounting::Wrapped(wrapped)),
        (None, Some((version, accept_time))) => Ok(StoredCounting::Plain(AcceptedVersion {
            version,
            accept_time,
        })),
        _ => Err(corrupt("entry without the version that counts")),
    }
}

struct ListedRow {
    open_time: OffsetDateTime,
    id: Uuid,
    stage: Uuid,
    challenge: Uuid,
    entrant: String,
    accounts: Vec<Uuid>,
    co_authors: Vec<Uuid>,
    state: String,
    counting: Option<Vec<u8>>,
    version: Option<i32>,
    accept_time: Option<OffsetDateTime>,
}

impl TryFrom<ListedRow> for ListedEntry {
    type Error = DbError;

    fn try_from(row: ListedRow) -> Result<Self, DbError> {
        let entry = EntryRow {
            id: row.id,
            stage: row.stage,
            challenge: row.challenge,
            entrant: row.entrant,
            accounts: row.accounts,
            co_authors: row.co_authors,
            state: row.state,
        };
        Ok(Self {
            entry: entry.try_into()?,
            open_time: row.open_time,
            counting: counting(row.counting, row.version.zip(row.accept_time))?,
        })
    }
}

struct EntryRow {
    id: Uuid,
    stage: Uuid,
    challenge: Uuid,
    entrant: String,
    accounts: Vec<Uuid>,
    co_authors: Vec<Uuid>,
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
            co_authors: row.co_authors.into_iter().map(AccountId::from).collect(),
            state: row.state.parse().map_err(corrupt)?,
        })
    }
}
