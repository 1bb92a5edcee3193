//! The table `erased_account`, and what goes when somebody is added to it.

use linia_chassis::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::StoreError;

/// Notes that nothing is told to a person any more.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    account: AccountId,
    time: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO erased_account (account, erase_time) VALUES ($1, $2)
         ON CONFLICT DO NOTHING",
        account.as_uuid(),
        time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes what a person was told, with the mails, sent or not; what tells of
/// the erasure only if `all`.
pub(crate) async fn delete_notifications(
    conn: &mut PgConnection,
    account: AccountId,
    all: bool,
) -> Result<(), StoreError> {
    sqlx::query!(
        "WITH going AS (
             SELECT notification.id FROM notification
             JOIN announcement ON announcement.id = notification.announcement
             WHERE recipient = $1
               AND ($2 OR topic NOT IN ('erasure_requested', 'erasure_settled'))
         )
         DELETE FROM mail_delivery USING going WHERE mail_delivery.notification = going.id",
        account.as_uuid(),
        all,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "DELETE FROM notification USING announcement
         WHERE announcement.id = notification.announcement AND recipient = $1
           AND ($2 OR topic NOT IN ('erasure_requested', 'erasure_settled'))",
        account.as_uuid(),
        all,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes what a person does not want to be mailed about.
pub(crate) async fn delete_preferences(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "DELETE FROM preference WHERE account = $1",
        account.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes a person from every group, as if they had never belonged to it.
pub(crate) async fn delete_roster_lines(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM roster WHERE account = $1", account.as_uuid())
        .execute(conn)
        .await?;
    Ok(())
}
