//! What is stored of a person, as JSON that its owner can read.

use linia_chassis::id::AccountId;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::StoreError;

/// The questions that a person asked.
///
/// # Errors
/// [`StoreError`].
pub async fn questions(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object(
               'name', 'questions/' || q.id, 'challenge', 'challenges/' || q.challenge,
               'text', q.text, 'create_time', q.create_time) AS "record!"
           FROM question_asker a JOIN question q ON q.id = a.question
           WHERE a.account = $1 ORDER BY q.create_time, q.id"#,
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// Where a person asked to be admitted, or was invited.
///
/// # Errors
/// [`StoreError`].
pub async fn admissions(conn: &mut PgConnection, entrant: &str) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT to_jsonb(a) AS "record!" FROM admission a WHERE entrant = $1 ORDER BY challenge"#,
        entrant,
    )
    .fetch_all(conn)
    .await?)
}

/// Where a person got more time. Who granted it is that person's own data.
///
/// # Errors
/// [`StoreError`].
pub async fn extensions(conn: &mut PgConnection, entrant: &str) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT to_jsonb(x) - 'author' AS "record!" FROM individual_extension x
           WHERE entrant = $1 ORDER BY stage, close_time"#,
        entrant,
    )
    .fetch_all(conn)
    .await?)
}

/// Where a person asked for the opening of a stage.
///
/// # Errors
/// [`StoreError`].
pub async fn openings(conn: &mut PgConnection, caller: &str) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT to_jsonb(o) - 'id' AS "record!" FROM opening_attempt o WHERE caller = $1 ORDER BY o.id"#,
        caller,
    )
    .fetch_all(conn)
    .await?)
}

/// In which programmes a person has a place, or had one.
///
/// # Errors
/// [`StoreError`].
pub async fn enrolments(conn: &mut PgConnection, entrant: &str) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT to_jsonb(e) AS "record!" FROM enrolment e WHERE entrant = $1 ORDER BY programme"#,
        entrant,
    )
    .fetch_all(conn)
    .await?)
}

/// What a person won, or stood by to win.
///
/// # Errors
/// [`StoreError`].
pub async fn prizes(conn: &mut PgConnection, entrant: &str) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT to_jsonb(l) || '{"kind": "laureate"}' AS "record!"
           FROM laureate l WHERE entrant = $1
           UNION ALL
           SELECT to_jsonb(r) || '{"kind": "runner_up"}' FROM runner_up r WHERE entrant = $1"#,
        entrant,
    )
    .fetch_all(conn)
    .await?)
}

/// An act, and where the next page goes on.
pub struct OwnAct {
    /// Of which challenge.
    pub challenge: Uuid,
    /// In the order of its acts.
    pub number: i32,
    /// What its owner gets.
    pub record: Value,
}

/// What a person did for an authority after a position.
///
/// # Errors
/// [`StoreError`].
pub async fn acts(
    conn: &mut PgConnection,
    actor: &str,
    after: Option<(Uuid, i32)>,
    limit: i64,
) -> Result<Vec<OwnAct>, StoreError> {
    let (challenge, number) = after.unzip();
    Ok(sqlx::query_as!(
        OwnAct,
        r#"SELECT challenge, number, jsonb_build_object(
               'challenge', 'challenges/' || challenge, 'kind', kind,
               'create_time', create_time) AS "record!"
           FROM act WHERE actor = $1
             AND ($2::uuid IS NULL OR (challenge, number) > ($2, $3::integer))
           ORDER BY challenge, number LIMIT $4"#,
        actor,
        challenge,
        number,
        limit,
    )
    .fetch_all(conn)
    .await?)
}
