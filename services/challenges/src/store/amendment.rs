//! The table `amendment`.

use linia_chassis::id::ChallengeId;
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;

use super::StoreError;
use crate::domain::amending::{Amendment, FieldChange};

struct AmendmentRow {
    number: i32,
    create_time: OffsetDateTime,
    reason: String,
    changes: Json<Vec<FieldChange>>,
}

/// The number of a challenge's next amendment. The caller holds the
/// challenge's lock.
///
/// # Errors
/// [`StoreError`].
pub async fn next_number(
    conn: &mut PgConnection,
    challenge: ChallengeId,
) -> Result<i32, StoreError> {
    let number = sqlx::query_scalar!(
        r#"SELECT coalesce(max(number), 0) + 1 AS "number!" FROM amendment WHERE challenge = $1"#,
        challenge.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(number)
}

/// Adds an amendment that makes this version of the challenge.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    challenge_version: i64,
    amendment: &Amendment,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO amendment (challenge, number, challenge_version, create_time, reason, changes) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        challenge.as_uuid(),
        amendment.number,
        challenge_version,
        amendment.create_time,
        amendment.reason,
        Json(&amendment.changes) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lists a challenge's amendments after this number, oldest first.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    after: i32,
    limit: i64,
) -> Result<Vec<Amendment>, StoreError> {
    let rows = sqlx::query_as!(
        AmendmentRow,
        r#"
        SELECT number, create_time, reason, changes AS "changes: Json<Vec<FieldChange>>"
        FROM amendment WHERE challenge = $1 AND number > $2 ORDER BY number LIMIT $3
        "#,
        challenge.as_uuid(),
        after,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let amendment = |row: AmendmentRow| Amendment {
        number: row.number,
        create_time: row.create_time,
        reason: row.reason,
        changes: row.changes.0,
    };
    Ok(rows.into_iter().map(amendment).collect())
}
