//! The replica of challenges' published stages.

use linia_chassis::{
    database::DbError,
    id::{ChallengeId, StageId},
};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::{
    hand_in::HandInRules,
    rules::StageRules,
    stage::{Criterion, Stage},
};

/// Stores a stage as it is told, unless that or something newer was told
/// before; tells whether it did. A closing time that is known moves only later,
/// whatever is told.
pub async fn save(conn: &mut PgConnection, stage: &Stage) -> Result<bool, DbError> {
    let result = sqlx::query!(
        "INSERT INTO stage (id, challenge, authority, ordinal, stage_count, open_time, close_time, \
             criteria, finalist_count, laureate_count, sealing_recipient, unmasking_recipient, \
             cancelled, challenge_version, hand_in, rules) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
         ON CONFLICT (id) DO UPDATE \
         SET close_time = greatest(stage.close_time, EXCLUDED.close_time), \
             cancelled = EXCLUDED.cancelled, challenge_version = EXCLUDED.challenge_version \
         WHERE stage.challenge_version < EXCLUDED.challenge_version",
        stage.id.as_uuid(),
        stage.challenge.as_uuid(),
        stage.authority.as_uuid(),
        stage.ordinal,
        stage.stage_count,
        stage.open_time,
        stage.close_time,
        Json(&stage.criteria) as _,
        stage.finalist_count,
        stage.laureate_count,
        stage.sealing_recipient,
        stage.unmasking_recipient,
        stage.cancelled,
        stage.challenge_version,
        Json(&stage.hand_in) as _,
        Json(&stage.rules) as _,
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Moves a stage's closing time, unless that or something newer was told
/// before; tells whether it did.
pub async fn extend(
    conn: &mut PgConnection,
    stage: StageId,
    close_time: OffsetDateTime,
    challenge_version: i64,
) -> Result<bool, DbError> {
    let result = sqlx::query!(
        "UPDATE stage SET close_time = greatest(close_time, $2), challenge_version = $3 \
         WHERE id = $1 AND challenge_version < $3",
        stage.as_uuid(),
        close_time,
        challenge_version,
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Ends all stages of a challenge, unless something newer was told before.
pub async fn cancel(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    challenge_version: i64,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE stage SET cancelled = true, challenge_version = $2 \
         WHERE challenge = $1 AND challenge_version < $2",
        challenge.as_uuid(),
        challenge_version,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The stages that close between two moments.
pub async fn list_closing(
    conn: &mut PgConnection,
    from: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<Vec<StageId>, DbError> {
    let stages = sqlx::query_scalar!(
        "SELECT id FROM stage WHERE close_time BETWEEN $1 AND $2 AND NOT cancelled",
        from,
        until,
    )
    .fetch_all(conn)
    .await?;
    Ok(stages.into_iter().map(StageId::from).collect())
}

/// Whether a stage's contest was cancelled.
pub async fn is_cancelled(conn: &mut PgConnection, stage: StageId) -> Result<bool, DbError> {
    let cancelled = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM stage WHERE id = $1 AND cancelled) AS "cancelled!""#,
        stage.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(cancelled)
}

/// Finds a stage.
pub async fn find(conn: &mut PgConnection, stage: StageId) -> Result<Option<Stage>, DbError> {
    let row = sqlx::query_as!(
        StageRow,
        r#"SELECT id, challenge, authority, ordinal, stage_count, open_time, close_time,
            criteria AS "criteria: Json<Vec<Criterion>>", finalist_count, laureate_count,
            sealing_recipient, unmasking_recipient, cancelled, challenge_version,
            hand_in AS "hand_in: Json<HandInRules>", rules AS "rules: Json<StageRules>"
        FROM stage WHERE id = $1"#,
        stage.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Stage::from))
}

/// The stages of a challenge, in order.
pub async fn list_of_challenge(
    conn: &mut PgConnection,
    challenge: ChallengeId,
) -> Result<Vec<Stage>, DbError> {
    let rows = sqlx::query_as!(
        StageRow,
        r#"SELECT id, challenge, authority, ordinal, stage_count, open_time, close_time,
            criteria AS "criteria: Json<Vec<Criterion>>", finalist_count, laureate_count,
            sealing_recipient, unmasking_recipient, cancelled, challenge_version,
            hand_in AS "hand_in: Json<HandInRules>", rules AS "rules: Json<StageRules>"
        FROM stage WHERE challenge = $1 ORDER BY ordinal"#,
        challenge.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Stage::from).collect())
}

struct StageRow {
    id: Uuid,
    challenge: Uuid,
    authority: Uuid,
    ordinal: i32,
    stage_count: i32,
    open_time: OffsetDateTime,
    close_time: OffsetDateTime,
    criteria: Json<Vec<Criterion>>,
    finalist_count: i32,
    laureate_count: i32,
    sealing_recipient: String,
    unmasking_recipient: String,
    cancelled: bool,
    challenge_version: i64,
    hand_in: Json<HandInRules>,
    rules: Json<StageRules>,
}

impl From<StageRow> for Stage {
    fn from(row: StageRow) -> Self {
        Self {
            id: row.id.into(),
            challenge: row.challenge.into(),
            authority: row.authority.into(),
            ordinal: row.ordinal,
            stage_count: row.stage_count,
            open_time: row.open_time,
            close_time: row.close_time,
            criteria: row.criteria.0,
            finalist_count: row.finalist_count,
            laureate_count: row.laureate_count,
            sealing_recipient: row.sealing_recipient,
            unmasking_recipient: row.unmasking_recipient,
            cancelled: row.cancelled,
            challenge_version: row.challenge_version,
            hand_in: row.hand_in.0,
            rules: row.rules.0,
            individual_closings: Vec::new(),
            settled: false,
        }
    }
}
