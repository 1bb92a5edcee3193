//! Sealed versions, as they are read at closing and opening.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::{closing::SealedLeaf, consent::Place, entry_tag::EntryTag},
    store::{corrupt, hash},
};

/// A version before decryption.
pub struct SealedRow {
    /// Whose version it is.
    pub entry: EntryTag,
    /// Its number.
    pub version: i32,
    /// When it was accepted.
    pub accept_time: OffsetDateTime,
    /// The age file.
    pub sealed: Vec<u8>,
}

impl SealedRow {
    /// Where it stands among what was accepted under its tag.
    #[must_use]
    pub const fn place(&self) -> Place {
        (self.accept_time, self.version)
    }
}

/// Where the hash of what is sealed comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hashes {
    /// From when it was stored, which takes no reading of it.
    Stored,
    /// From what is stored now.
    Anew,
}

/// Every version of a stage as the closing record binds it.
pub async fn list_leaves(
    conn: &mut PgConnection,
    stage: StageId,
    hashes: Hashes,
) -> Result<Vec<SealedLeaf>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT entry, version, accept_time,
            CASE WHEN $2 OR sealed_sha256 IS NULL THEN sha256(sealed) ELSE sealed_sha256 END AS "sealed_sha256!"
        FROM entry_version WHERE stage = $1"#,
        stage.as_uuid(),
        hashes == Hashes::Anew,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SealedLeaf {
                entry: row.entry.into(),
                version: row.version,
                accept_time: row.accept_time,
                sealed_sha256: hash(&row.sealed_sha256)?,
            })
        })
        .collect()
}

/// How many versions a stage has.
pub async fn count(conn: &mut PgConnection, stage: StageId) -> Result<usize, DbError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM entry_version WHERE stage = $1"#,
        stage.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    usize::try_from(count).map_err(|_| corrupt("a negative count"))
}

/// What was accepted last under each of the next tags of a stage, with whether
/// there is anything earlier under it.
pub async fn list_last(
    conn: &mut PgConnection,
    stage: StageId,
    after: Option<EntryTag>,
    limit: i64,
) -> Result<Vec<(SealedRow, bool)>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (entry) entry, version, accept_time, sealed,
            count(*) OVER (PARTITION BY entry) > 1 AS "has_earlier!"
        FROM entry_version WHERE stage = $1 AND entry > $2
        ORDER BY entry, accept_time DESC, version DESC LIMIT $3"#,
        stage.as_uuid(),
        after.map_or(Uuid::nil(), |entry| entry.as_uuid()),
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let sealed = SealedRow {
                entry: row.entry.into(),
                version: row.version,
                accept_time: row.accept_time,
                sealed: row.sealed,
            };
            (sealed, row.has_earlier)
        })
        .collect())
}

/// What was accepted under a tag before something else, the latest first.
pub async fn list_earlier(
    conn: &mut PgConnection,
    stage: StageId,
    entry: EntryTag,
    (accept_time, version): Place,
    limit: i64,
) -> Result<Vec<SealedRow>, DbError> {
    let rows = sqlx::query!(
        "SELECT version, accept_time, sealed FROM entry_version \
         WHERE stage = $1 AND entry = $2 AND (accept_time, version) < ($3, $4) \
         ORDER BY accept_time DESC, version DESC LIMIT $5",
        stage.as_uuid(),
        entry.as_uuid(),
        accept_time,
        version,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SealedRow {
            entry,
            version: row.version,
            accept_time: row.accept_time,
            sealed: row.sealed,
        })
        .collect())
}

/// A version of a stage.
pub async fn find(
    conn: &mut PgConnection,
    stage: StageId,
    (entry, version): (EntryTag, i32),
) -> Result<Option<SealedRow>, DbError> {
    let row = sqlx::query!(
        "SELECT accept_time, sealed FROM entry_version \
         WHERE stage = $1 AND entry = $2 AND version = $3",
        stage.as_uuid(),
        entry.as_uuid(),
        version,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| SealedRow {
        entry,
        version,
        accept_time: row.accept_time,
        sealed: row.sealed,
    }))
}
