//! What is stored of a person, as JSON that its owner can read: names of
//! resources, and times by RFC 3339. What proves who they are is not told.

use linia_chassis::id::AccountId;
use serde_json::Value;
use sqlx::PgConnection;

use super::StoreError;

/// The account itself.
///
/// # Errors
/// If the statement fails.
pub async fn account(conn: &mut PgConnection, id: AccountId) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object(
               'name', 'accounts/' || id, 'email', email, 'display_name', display_name,
               'language_code', language_code, 'country_code', country_code,
               'assurance_level', assurance_level, 'operator', operator,
               'create_time', create_time, 'verify_time', verify_time,
               'repeat_time', repeat_time) AS "record!"
           FROM account WHERE id = $1"#,
        id.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// For which organizations the person may act.
///
/// # Errors
/// If the statement fails.
pub async fn memberships(conn: &mut PgConnection, id: AccountId) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object(
               'organization', 'organizations/' || o.id, 'display_name', o.display_name,
               'role', m.role, 'grant_time', m.grant_time) AS "record!"
           FROM membership AS m JOIN organization AS o ON o.id = m.organization_id
           WHERE m.account_id = $1 ORDER BY o.id, m.role"#,
        id.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// To which teams the person belongs or was invited.
///
/// # Errors
/// If the statement fails.
pub async fn teams(conn: &mut PgConnection, id: AccountId) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object(
               'team', 'teams/' || t.id, 'display_name', t.display_name,
               'state', m.state) AS "record!"
           FROM team_member AS m JOIN team AS t ON t.id = m.team_id
           WHERE m.account_id = $1 ORDER BY t.id"#,
        id.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// When the person signed in.
///
/// # Errors
/// If the statement fails.
pub async fn sessions(conn: &mut PgConnection, id: AccountId) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object(
               'create_time', s.create_time, 'expire_time', s.expire_time,
               'revoke_time', s.revoke_time) AS "record!"
           FROM session AS s WHERE s.account_id = $1 ORDER BY s.create_time, s.id"#,
        id.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// The erasure that the person asked for.
///
/// # Errors
/// If the statement fails.
pub async fn erasure(conn: &mut PgConnection, id: AccountId) -> Result<Vec<Value>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object(
               'name', 'erasures/' || id, 'state', state, 'request_time', request_time,
               'begin_time', begin_time) AS "record!"
           FROM erasure WHERE account_id = $1"#,
        id.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}
