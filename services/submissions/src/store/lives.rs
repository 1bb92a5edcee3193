//! How far a stage is: read together from the tables that tell of it.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{
    domain::stage::{Closing, Judgement, Opening, StageLife},
    store::hash,
};

/// Reads a stage's life.
pub async fn find(conn: &mut PgConnection, stage: StageId) -> Result<StageLife, DbError> {
    let row = sqlx::query_as!(
        LifeRow,
        r#"SELECT c.close_time, c.record_sha256,
            o.open_time AS "open_time?", o.work_count AS "work_count?",
            p.sha256 AS "protocol_sha256?", p.sign_time AS "sign_time?"
        FROM closing c
        LEFT JOIN opening o ON o.stage = c.stage
        LEFT JOIN protocol p ON p.stage = c.stage
        WHERE c.stage = $1"#,
        stage.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map_or(Ok(StageLife::Sealed), StageLife::try_from)
}

/// Locks a closed stage against every other step of its life, and so orders
/// its events. To be taken before [`find`] where a step follows.
pub async fn lock(conn: &mut PgConnection, stage: StageId) -> Result<(), DbError> {
    sqlx::query!(
        "SELECT stage FROM closing WHERE stage = $1 FOR UPDATE",
        stage.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// Keeps a closed stage as it is while something is written under it.
pub async fn share(conn: &mut PgConnection, stage: StageId) -> Result<(), DbError> {
    sqlx::query!(
        "SELECT stage FROM closing WHERE stage = $1 FOR SHARE",
        stage.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

struct LifeRow {
    close_time: OffsetDateTime,
    record_sha256: Vec<u8>,
    open_time: Option<OffsetDateTime>,
    work_count: Option<i32>,
    protocol_sha256: Option<Vec<u8>>,
    sign_time: Option<OffsetDateTime>,
}

impl TryFrom<LifeRow> for StageLife {
    type Error = DbError;

    fn try_from(row: LifeRow) -> Result<Self, DbError> {
        let closing = Closing {
            close_time: row.close_time,
            record_sha256: hash(&row.record_sha256)?,
        };
        let (Some(open_time), Some(work_count)) = (row.open_time, row.work_count) else {
            return Ok(Self::Closed(closing));
        };
        let opening = Opening {
            open_time,
            work_count,
        };
        let (Some(sha256), Some(sign_time)) = (row.protocol_sha256, row.sign_time) else {
            return Ok(Self::Opened(closing, opening));
        };
        let judgement = Judgement {
            protocol_sha256: hash(&sha256)?,
            sign_time,
        };
        Ok(Self::Judged(closing, opening, judgement))
    }
}
