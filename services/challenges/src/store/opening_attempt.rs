//! The table `opening_attempt`.

use linia_chassis::id::StageId;
use sqlx::PgConnection;

use super::StoreError;
use crate::domain::opening::{OpeningApproval, OpeningApprovals};

/// How an approval is recorded; everything else is why a call was refused.
pub const APPROVED: &str = "APPROVED";

/// A call to open a stage, to record.
#[derive(Debug)]
pub struct NewAttempt<'a> {
    /// Who called.
    pub caller: &'a str,
    /// As asked for: there need be no such stage.
    pub stage: StageId,
    /// Whether it was approved for the authority.
    pub of_authority: bool,
    /// [`APPROVED`], or the reason of the refusal.
    pub outcome: &'a str,
}

/// Records a call, and what came of it.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(conn: &mut PgConnection, attempt: &NewAttempt<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO opening_attempt (caller, stage, of_authority, outcome) \
         VALUES ($1, $2, $3, $4)",
        attempt.caller,
        attempt.stage.as_uuid(),
        attempt.of_authority,
        attempt.outcome,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Everybody who has asked for the opening of a stage and was not refused.
///
/// # Errors
/// [`StoreError`].
pub async fn list_approvals(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<OpeningApprovals, StoreError> {
    let rows = sqlx::query!(
        "SELECT DISTINCT caller, of_authority FROM opening_attempt \
         WHERE stage = $1 AND outcome = 'APPROVED'",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    let approvals = rows.into_iter().map(|row| {
        let person = row.caller.parse();
        Ok(OpeningApproval {
            person: person.map_err(|_| StoreError::Corrupt("opening_attempt.caller"))?,
            of_authority: row.of_authority,
        })
    });
    approvals.collect()
}
