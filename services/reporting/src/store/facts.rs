//! All tables of facts together.

use linia_chassis::database::DbError;
use sqlx::PgConnection;

use super::{challenges, identity, ledger, submissions};
use crate::domain::Facts;

/// Every table that is written from events, and from nothing else.
pub(crate) const TABLES: &[&str] = &[
    "verified_account",
    "registered_organization",
    "verified_organization",
    "drafted_challenge",
    "published_challenge",
    "published_stage",
    "awarded_challenge",
    "lost_prize",
    "asked_question",
    "answered_question",
    "merged_question",
    "opened_stage",
    "judged_stage",
    "opened_entry",
    "revealed_laureate",
    "juror_change",
    "ledger_line",
    "release",
];

/// Writes facts down; those that are known already change nothing.
pub(crate) async fn insert(conn: &mut PgConnection, facts: &Facts) -> Result<(), DbError> {
    identity::verified_accounts(conn, &facts.verified_accounts).await?;
    identity::registered_organizations(conn, &facts.registered_organizations).await?;
    identity::verified_organizations(conn, &facts.verified_organizations).await?;
    challenges::drafted_challenges(conn, &facts.drafted_challenges).await?;
    challenges::published_challenges(conn, &facts.published_challenges).await?;
    challenges::published_stages(conn, &facts.published_stages).await?;
    challenges::awarded_challenges(conn, &facts.awarded_challenges).await?;
    challenges::lost_prizes(conn, &facts.lost_prizes).await?;
    challenges::asked_questions(conn, &facts.asked_questions).await?;
    challenges::answered_questions(conn, &facts.answered_questions).await?;
    challenges::merged_questions(conn, &facts.merged_questions).await?;
    submissions::opened_stages(conn, &facts.opened_stages).await?;
    submissions::judged_stages(conn, &facts.judged_stages).await?;
    submissions::opened_entries(conn, &facts.opened_entries).await?;
    submissions::revealed_laureates(conn, &facts.revealed_laureates).await?;
    submissions::juror_changes(conn, &facts.juror_changes).await?;
    ledger::insert(conn, &facts.ledger).await
}
