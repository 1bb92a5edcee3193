//! The table `individual_extension`.

use linia_chassis::id::ChallengeId;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::extension::IndividualExtension;

/// The individual extensions of some challenges, in the order in which they
/// were granted.
pub(super) async fn list(
    conn: &mut PgConnection,
    challenges: &[Uuid],
) -> Result<Vec<ExtensionRow>, StoreError> {
    let rows = sqlx::query_as!(
        ExtensionRow,
        "SELECT challenge, number, stage, entrant, close_time, reason, author, create_time \
         FROM individual_extension WHERE challenge = ANY ($1) ORDER BY challenge, number",
        challenges
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// Adds an individual extension, unless the stage's closing times have settled
/// by now, at `settle_time`, or it has closed for all others: only here, under
/// the challenge's lock, it cannot race. Tells whether it did.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    extension: &IndividualExtension,
    settle_time: Option<OffsetDateTime>,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "INSERT INTO individual_extension \
         (challenge, number, stage, entrant, close_time, reason, author, create_time) \
         SELECT $1, $2, s.id, $4, $5, $6, $7, $8 FROM stage s \
         WHERE s.id = $3 AND linia_now() < coalesce($9, s.close_time)",
        challenge.as_uuid(),
        extension.number,
        extension.stage.as_uuid(),
        extension.entrant.to_string(),
        extension.close_time,
        extension.reason,
        extension.author.as_uuid(),
        extension.create_time,
        settle_time,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A row of the table.
pub(super) struct ExtensionRow {
    pub(super) challenge: Uuid,
    number: i32,
    stage: Uuid,
    entrant: String,
    close_time: OffsetDateTime,
    reason: String,
    author: Uuid,
    create_time: OffsetDateTime,
}

impl TryFrom<ExtensionRow> for IndividualExtension {
    type Error = StoreError;

    fn try_from(row: ExtensionRow) -> Result<Self, StoreError> {
        let entrant = row.entrant.parse();
        Ok(Self {
            number: row.number,
            stage: row.stage.into(),
            entrant: entrant.map_err(|_| StoreError::Corrupt("individual_extension.entrant"))?,
            close_time: row.close_time,
            reason: row.reason,
            author: row.author.into(),
            create_time: row.create_time,
        })
    }
}
