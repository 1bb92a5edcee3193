//! Signed protocols and their rankings.

use linia_chassis::{
    database::DbError,
    id::{StageId, WorkId},
};
use sqlx::PgConnection;

use crate::{
    domain::protocol::{ProtocolRank, SignedProtocol},
    store::hash,
};

/// Stores a protocol without its ranking.
pub async fn insert(conn: &mut PgConnection, protocol: &SignedProtocol) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO protocol (stage, jws, sha256, reasons, sign_time) VALUES ($1, $2, $3, $4, $5)",
        protocol.stage.as_uuid(),
        protocol.jws,
        protocol.sha256.as_slice(),
        protocol.reasons,
        protocol.sign_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores a protocol's ranking.
pub async fn insert_ranking(
    conn: &mut PgConnection,
    stage: StageId,
    ranking: &[ProtocolRank],
) -> Result<(), DbError> {
    let works: Vec<_> = ranking.iter().map(|ranked| ranked.work.as_uuid()).collect();
    let ranks: Vec<_> = ranking.iter().map(|ranked| ranked.rank).collect();
    let totals: Vec<_> = ranking.iter().map(|ranked| ranked.total.clone()).collect();
    let selected: Vec<_> = ranking.iter().map(|ranked| ranked.selected).collect();
    sqlx::query!(
        "INSERT INTO ranked_work (stage, work, rank, total, selected) \
         SELECT $1, r.work, r.rank, r.total, r.selected \
         FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::boolean[]) AS r (work, rank, total, selected)",
        stage.as_uuid(),
        &works,
        &ranks,
        &totals,
        &selected,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds the protocol of a stage.
pub async fn find(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Option<SignedProtocol>, DbError> {
    let row = sqlx::query!(
        "SELECT jws, sha256, reasons, sign_time FROM protocol WHERE stage = $1",
        stage.as_uuid(),
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(SignedProtocol {
        stage,
        jws: row.jws,
        sha256: hash(&row.sha256)?,
        reasons: row.reasons,
        sign_time: row.sign_time,
        ranking: list_ranking(conn, stage).await?,
    }))
}

async fn list_ranking(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<ProtocolRank>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT r.rank, r.work, w.code, r.total, r.selected
        FROM ranked_work r JOIN work w ON w.id = r.work
        WHERE r.stage = $1 ORDER BY r.rank, w.code"#,
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ProtocolRank {
            rank: row.rank,
            work: WorkId::from(row.work),
            code: row.code,
            total: row.total,
            selected: row.selected,
        })
        .collect())
}
