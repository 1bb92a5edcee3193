//! The table `stage`.

use linia_chassis::id::{ChallengeId, StageId};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{StoreError, rows::StageRow};
use crate::domain::{
    content::{Criterion, LocalizedText, Money, StageContent},
    hand_in::HandIn,
    rules::StageRules,
    state::{PublishedStage, Sha256},
};

/// The stages of some challenges, in order.
pub(super) async fn list(
    conn: &mut PgConnection,
    challenges: &[Uuid],
) -> Result<Vec<StageRow>, StoreError> {
    let rows = sqlx::query_as!(
        StageRow,
        r#"
        SELECT challenge, id, titles AS "titles: Json<Vec<LocalizedText>>", open_time, close_time,
               criteria AS "criteria: Json<Vec<Criterion>>", finalist_count, sealing_recipient,
               unmasking_recipient, protocol_sha256,
               EXISTS (SELECT FROM stage_secret s WHERE s.stage = stage.id) AS "has_secret!",
               finalist_reimbursement AS "finalist_reimbursement: Json<Money>",
               hand_in AS "hand_in: Json<HandIn>", rules AS "rules: Json<StageRules>"
        FROM stage
        WHERE challenge = ANY ($1)
        ORDER BY challenge, ordinal
        "#,
        challenges
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// Finds the challenge of a published stage.
///
/// # Errors
/// [`StoreError`].
pub async fn find_challenge(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Option<ChallengeId>, StoreError> {
    let id = sqlx::query_scalar!("SELECT challenge FROM stage WHERE id = $1", stage.as_uuid())
        .fetch_optional(conn)
        .await?;
    Ok(id.map(ChallengeId::from))
}

/// Removes the stages of a draft.
///
/// # Errors
/// [`StoreError`]; a published stage cannot be removed.
pub async fn delete_all(conn: &mut PgConnection, challenge: ChallengeId) -> Result<(), StoreError> {
    sqlx::query!(
        "DELETE FROM stage WHERE challenge = $1",
        challenge.as_uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds a stage to a draft. `ordinal` counts from 1.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    ordinal: i32,
    stage: &StageContent,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO stage (challenge, ordinal, titles, open_time, close_time, criteria, \
         finalist_count, finalist_reimbursement, hand_in, rules) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        challenge.as_uuid(),
        ordinal,
        Json(&stage.titles) as _,
        stage.open_time,
        stage.close_time,
        Json(&stage.criteria) as _,
        stage.finalist_count,
        stage.finalist_reimbursement.as_ref().map(Json) as _,
        Json(&stage.hand_in) as _,
        Json(&stage.rules) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives a stage its identity and keys. `ordinal` counts from 1.
///
/// # Errors
/// [`StoreError`].
pub async fn publish(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    ordinal: i32,
    stage: &PublishedStage,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE stage SET id = $3, sealing_recipient = $4, unmasking_recipient = $5 \
         WHERE challenge = $1 AND ordinal = $2 AND id IS NULL",
        challenge.as_uuid(),
        ordinal,
        stage.id.as_uuid(),
        stage.sealing_recipient,
        stage.unmasking_recipient,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves the closing time to a later one, unless it has settled by now, at
/// `settle_time`: only here, under the challenge's lock, it cannot race. Tells
/// whether it did.
///
/// # Errors
/// [`StoreError`].
pub async fn extend(
    conn: &mut PgConnection,
    stage: StageId,
    close_time: OffsetDateTime,
    settle_time: Option<OffsetDateTime>,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "UPDATE stage SET close_time = $2 \
         WHERE id = $1 AND close_time < $2 AND linia_now() < $2 \
         AND ($3::timestamptz IS NULL OR linia_now() < $3)",
        stage.as_uuid(),
        close_time,
        settle_time,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes the hash of the jury's protocol.
///
/// # Errors
/// [`StoreError`].
pub async fn record_protocol(
    conn: &mut PgConnection,
    stage: StageId,
    protocol_sha256: &Sha256,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE stage SET protocol_sha256 = $2 WHERE id = $1",
        stage.as_uuid(),
        protocol_sha256.as_slice(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
