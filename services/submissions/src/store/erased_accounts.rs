//! The table `erased_account`, and what is kept of those in it.

use linia_chassis::{database::DbError, id::AccountId};
use sqlx::PgConnection;
use time::OffsetDateTime;

/// Notes that somebody's data was erased.
pub async fn insert(
    conn: &mut PgConnection,
    account: AccountId,
    time: OffsetDateTime,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO erased_account (account, erase_time) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        account.as_uuid(),
        time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lists everybody whose data was erased before a moment.
pub async fn list_before(
    conn: &mut PgConnection,
    moment: OffsetDateTime,
) -> Result<Vec<AccountId>, DbError> {
    let accounts = sqlx::query_scalar!(
        "SELECT account FROM erased_account WHERE erase_time < $1",
        moment,
    )
    .fetch_all(conn)
    .await?;
    Ok(accounts.into_iter().map(AccountId::from).collect())
}

/// Whether a stage that closed before somebody was erased is not opened yet: who
/// entered it nobody may know by now.
pub async fn awaits_opening(conn: &mut PgConnection, account: AccountId) -> Result<bool, DbError> {
    let awaits = sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM stage s CROSS JOIN erased_account e
               WHERE e.account = $1 AND s.close_time <= e.erase_time AND NOT s.cancelled
                 AND NOT EXISTS (SELECT FROM opening o WHERE o.stage = s.id)
                 AND NOT EXISTS (SELECT FROM contest_end x WHERE x.challenge = s.challenge)
           ) AS "awaits!""#,
        account.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(awaits)
}

/// The ends of the terms of all contests that somebody entered, wrote or handed
/// something in for, asked to open a stage of, or judged; `None` of one that
/// runs. Of an entry that was withdrawn nobody needs the name.
pub async fn list_terms(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<Option<OffsetDateTime>>, DbError> {
    let terms = sqlx::query_scalar!(
        r#"SELECT x.retain_until AS "term?"
           FROM (SELECT challenge FROM entry
                 WHERE state <> 'withdrawn'
                   AND (entrant = 'accounts/' || $1::uuid OR $1 = ANY (accounts)
                        OR $1 = ANY (co_authors))
                 UNION SELECT challenge FROM juror WHERE account = $1
                 UNION SELECT s.challenge FROM opening_attempt o JOIN stage s ON s.id = o.stage
                 WHERE o.account = $1) kept
           LEFT JOIN contest_end x USING (challenge)"#,
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(terms)
}
