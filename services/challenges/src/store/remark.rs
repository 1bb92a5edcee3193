//! The table `remark`.

use linia_chassis::id::{AccountId, ChallengeId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::remark::{Remark, RemarkKind};

/// Adds a remark.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(conn: &mut PgConnection, remark: &Remark) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO remark (challenge, version, kind, text, author, create_time) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        remark.challenge.as_uuid(),
        remark.version,
        remark.kind.as_str(),
        remark.text,
        remark.author.map(|author| author.as_uuid()),
        remark.create_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lists what was said about a challenge, newest first; `before` is the version
/// that the last one of the page before is about.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Remark>, StoreError> {
    let rows = sqlx::query_as!(
        RemarkRow,
        "SELECT challenge, version, kind, text, author, create_time FROM remark \
         WHERE challenge = $1 AND ($2::bigint IS NULL OR version < $2) \
         ORDER BY version DESC LIMIT $3",
        challenge.as_uuid(),
        before,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Remark::try_from).collect()
}

struct RemarkRow {
    challenge: Uuid,
    version: i64,
    kind: String,
    text: String,
    author: Option<Uuid>,
    create_time: OffsetDateTime,
}

impl TryFrom<RemarkRow> for Remark {
    type Error = StoreError;

    fn try_from(row: RemarkRow) -> Result<Self, StoreError> {
        Ok(Self {
            challenge: row.challenge.into(),
            version: row.version,
            kind: RemarkKind::find(&row.kind).ok_or(StoreError::Corrupt("remark.kind"))?,
            text: row.text,
            author: row.author.map(AccountId::from),
            create_time: row.create_time,
        })
    }
}
