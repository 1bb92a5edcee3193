//! What is stored of a person, as JSON that its owner can read.

use linia_chassis::{database::DbError, id::AccountId};
use serde_json::Value;
use sqlx::PgConnection;

/// Entries of opened stages that are a person's, or name them as a co-author. Who
/// else was told of them is others' data.
pub async fn entries(conn: &mut PgConnection, account: AccountId) -> Result<Vec<Value>, DbError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object(
               'name', 'entries/' || id, 'stage', 'stages/' || stage,
               'challenge', 'challenges/' || challenge, 'entrant', entrant,
               'state', state) AS "record!"
           FROM entry
           WHERE entrant = 'accounts/' || $1::uuid OR co_authors @> ARRAY[$1]
           ORDER BY id"#,
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// Where a person asked for the opening of a stage.
pub async fn openings(conn: &mut PgConnection, account: AccountId) -> Result<Vec<Value>, DbError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT to_jsonb(o) - 'id' AS "record!" FROM opening_attempt o
           WHERE account = $1 ORDER BY o.id"#,
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// Juries that a person belongs to, or belonged to.
pub async fn juries(conn: &mut PgConnection, account: AccountId) -> Result<Vec<Value>, DbError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT to_jsonb(j) AS "record!" FROM juror j WHERE account = $1 ORDER BY challenge"#,
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}
