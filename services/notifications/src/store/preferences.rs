//! The table `preference`.

use std::collections::BTreeSet;

use linia_chassis::id::AccountId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::StoreError;
use crate::domain::MutedTopics;

/// Returns the names of the topics that a person has muted.
pub(crate) async fn find(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<String>, StoreError> {
    let topics = sqlx::query_scalar!(
        "SELECT muted_topics FROM preference WHERE account = $1",
        account.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(topics.unwrap_or_default())
}

/// Replaces a person's preferences.
pub(crate) async fn save(
    conn: &mut PgConnection,
    account: AccountId,
    muted: &MutedTopics,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO preference (account, muted_topics) VALUES ($1, $2)
         ON CONFLICT (account) DO UPDATE SET muted_topics = EXCLUDED.muted_topics",
        account.as_uuid(),
        &muted.names(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns which of these people have muted a topic.
pub(crate) async fn mutes(
    conn: &mut PgConnection,
    accounts: &[Uuid],
    topic: &str,
) -> Result<BTreeSet<AccountId>, StoreError> {
    let muting = sqlx::query_scalar!(
        "SELECT account FROM preference WHERE account = ANY ($1) AND $2 = ANY (muted_topics)",
        accounts,
        topic,
    )
    .fetch_all(conn)
    .await?;
    Ok(muting.into_iter().map(AccountId::from).collect())
}
