//! Sealed versions, as they are read at closing and opening.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::{closing::SealedLeaf, entry_tag::EntryTag},
    store::hash,
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

/// Every version of a stage as the closing record binds it.
pub async fn list_leaves(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<SealedLeaf>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT entry, version, accept_time, sha256(sealed) AS "sealed_sha256!"
        FROM entry_version WHERE stage = $1"#,
        stage.as_uuid(),
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

/// The next versions of a stage, by entry and number.
pub async fn list(
    conn: &mut PgConnection,
    stage: StageId,
    after: Option<(EntryTag, i32)>,
    limit: i64,
) -> Result<Vec<SealedRow>, DbError> {
    let (entry, version) = after.map_or((Uuid::nil(), 0), |(entry, version)| {
        (entry.as_uuid(), version)
    });
    let rows = sqlx::query!(
        "SELECT entry, version, accept_time, sealed FROM entry_version \
         WHERE stage = $1 AND (entry, version) > ($2, $3) \
         ORDER BY entry, version LIMIT $4",
        stage.as_uuid(),
        entry,
        version,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SealedRow {
            entry: row.entry.into(),
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
