//! Openings: the link that joins entries and works, and each time it was used.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::{runner_up::RunnerUpCall, stage::Opening};

/// On what ground a link is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnmaskingGround<'a> {
    /// The entrants of a stage that has a successor are told whether they
    /// advance.
    InformEntrants,
    /// The head of the authority approved the result.
    ResultApproved,
    /// A prize fell away, and somebody steps in.
    RunnerUp(&'a RunnerUpCall),
}

impl<'a> UnmaskingGround<'a> {
    const fn as_str(self) -> &'static str {
        match self {
            Self::InformEntrants => "inform_entrants",
            Self::ResultApproved => "result_approved",
            Self::RunnerUp(_) => "runner_up",
        }
    }

    /// The call that orders it, if it is one.
    const fn call(self) -> Option<&'a RunnerUpCall> {
        match self {
            Self::InformEntrants | Self::ResultApproved => None,
            Self::RunnerUp(call) => Some(call),
        }
    }

    /// From 1 within the stage and the ground.
    fn number(self) -> i32 {
        self.call().map_or(1, |call| call.number)
    }
}

/// Records an opening with its sealed link.
pub async fn insert(
    conn: &mut PgConnection,
    stage: StageId,
    opening: &Opening,
    sealed_link: &[u8],
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO opening (stage, open_time, work_count, link) VALUES ($1, $2, $3, $4)",
        stage.as_uuid(),
        opening.open_time,
        opening.work_count,
        sealed_link,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The sealed link of an opened stage.
pub async fn find_link(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Option<Vec<u8>>, DbError> {
    let link = sqlx::query_scalar!("SELECT link FROM opening WHERE stage = $1", stage.as_uuid())
        .fetch_optional(conn)
        .await?;
    Ok(link)
}

/// Records that the link is opened; `false` if it was on this ground before.
pub async fn insert_unmasking(
    conn: &mut PgConnection,
    stage: StageId,
    ground: UnmaskingGround<'_>,
    time: OffsetDateTime,
    record_sha256: &[u8; 32],
) -> Result<bool, DbError> {
    let call = ground.call();
    let result = sqlx::query!(
        "INSERT INTO unmasking (stage, ground, number, unmask_time, record_sha256, account, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        stage.as_uuid(),
        ground.as_str(),
        ground.number(),
        time,
        record_sha256.as_slice(),
        call.map(|call| call.account.as_uuid()),
        call.map(|call| call.reason.as_str()),
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Whether the link was opened on this ground.
pub async fn is_unmasked(
    conn: &mut PgConnection,
    stage: StageId,
    ground: UnmaskingGround<'_>,
) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (
            SELECT FROM unmasking WHERE stage = $1 AND ground = $2 AND number = $3
        ) AS "found!""#,
        stage.as_uuid(),
        ground.as_str(),
        ground.number(),
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}
