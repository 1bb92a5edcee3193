//! Signed protocols and their rankings: the first of a stage, and the corrected
//! ones, each of which supersedes the one before it.

use linia_chassis::{
    database::DbError,
    id::{AccountId, StageId, WorkId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{
    domain::protocol::{Correction, ProtocolRank, SignedProtocol},
    store::hash,
};

/// Stores the first protocol of a stage without its ranking.
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

/// Stores a corrected protocol without its ranking.
pub async fn insert_correction(
    conn: &mut PgConnection,
    protocol: &SignedProtocol,
    correction: &Correction,
    account: AccountId,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO protocol_correction (stage, number, superseded_sha256, reason, account, \
             jws, sha256, reasons, sign_time) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        protocol.stage.as_uuid(),
        protocol.number,
        correction.superseded_sha256.as_slice(),
        correction.reason,
        account.as_uuid(),
        protocol.jws,
        protocol.sha256.as_slice(),
        protocol.reasons,
        protocol.sign_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores the ranking of a stage's first protocol.
pub async fn insert_ranking(
    conn: &mut PgConnection,
    stage: StageId,
    ranking: &[ProtocolRank],
) -> Result<(), DbError> {
    let columns = Columns::of(ranking);
    sqlx::query!(
        "INSERT INTO ranked_work (stage, work, rank, total, selected) \
         SELECT $1, r.work, r.rank, r.total, r.selected \
         FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::boolean[]) AS r (work, rank, total, selected)",
        stage.as_uuid(),
        &columns.works,
        &columns.ranks,
        &columns.totals,
        &columns.selected,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores the ranking of a corrected protocol.
pub async fn insert_corrected_ranking(
    conn: &mut PgConnection,
    protocol: &SignedProtocol,
) -> Result<(), DbError> {
    let columns = Columns::of(&protocol.ranking);
    sqlx::query!(
        "INSERT INTO corrected_rank (stage, number, work, rank, total, selected) \
         SELECT $1, $2, r.work, r.rank, r.total, r.selected \
         FROM unnest($3::uuid[], $4::integer[], $5::text[], $6::boolean[]) AS r (work, rank, total, selected)",
        protocol.stage.as_uuid(),
        protocol.number,
        &columns.works,
        &columns.ranks,
        &columns.totals,
        &columns.selected,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds the protocol of a stage that counts: the approved one, else the newest.
pub async fn find(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Option<SignedProtocol>, DbError> {
    let row = sqlx::query_as!(
        ProtocolRow,
        r#"SELECT p.number AS "number!", p.superseded_sha256, p.correction_reason,
            p.jws AS "jws!", p.sha256 AS "sha256!", p.reasons AS "reasons!", p.sign_time AS "sign_time!"
        FROM signed_protocol p LEFT JOIN result_approval a ON a.stage = p.stage
        WHERE p.stage = $1 AND (a.protocol_sha256 IS NULL OR a.protocol_sha256 = p.sha256)
        ORDER BY p.number DESC LIMIT 1"#,
        stage.as_uuid(),
    )
    .fetch_optional(&mut *conn)
    .await?;
    match row {
        Some(row) => Ok(Some(row.with_ranking(conn, stage).await?)),
        None => Ok(None),
    }
}

/// Every protocol of a stage, the first first.
pub async fn list(conn: &mut PgConnection, stage: StageId) -> Result<Vec<SignedProtocol>, DbError> {
    let rows = sqlx::query_as!(
        ProtocolRow,
        r#"SELECT number AS "number!", superseded_sha256, correction_reason,
            jws AS "jws!", sha256 AS "sha256!", reasons AS "reasons!", sign_time AS "sign_time!"
        FROM signed_protocol WHERE stage = $1 ORDER BY number"#,
        stage.as_uuid(),
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut protocols = Vec::with_capacity(rows.len());
    for row in rows {
        protocols.push(row.with_ranking(conn, stage).await?);
    }
    Ok(protocols)
}

async fn list_ranking(
    conn: &mut PgConnection,
    stage: StageId,
    number: i32,
) -> Result<Vec<ProtocolRank>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT r.rank AS "rank!", r.work AS "work!", w.code, r.total AS "total!",
            r.selected AS "selected!"
        FROM signed_rank r JOIN work w ON w.id = r.work
        WHERE r.stage = $1 AND r.number = $2 ORDER BY r.rank, w.code"#,
        stage.as_uuid(),
        number,
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

struct ProtocolRow {
    number: i32,
    superseded_sha256: Option<Vec<u8>>,
    correction_reason: Option<String>,
    jws: String,
    sha256: Vec<u8>,
    reasons: String,
    sign_time: OffsetDateTime,
}

impl ProtocolRow {
    async fn with_ranking(
        self,
        conn: &mut PgConnection,
        stage: StageId,
    ) -> Result<SignedProtocol, DbError> {
        let corrects = self.superseded_sha256.zip(self.correction_reason);
        let correction = corrects.map(|(sha256, reason)| {
            Ok::<_, DbError>(Correction {
                superseded_sha256: hash(&sha256)?,
                reason,
            })
        });
        Ok(SignedProtocol {
            stage,
            number: self.number,
            correction: correction.transpose()?,
            jws: self.jws,
            sha256: hash(&self.sha256)?,
            reasons: self.reasons,
            sign_time: self.sign_time,
            ranking: list_ranking(conn, stage, self.number).await?,
        })
    }
}

/// A ranking by columns.
struct Columns {
    works: Vec<uuid::Uuid>,
    ranks: Vec<i32>,
    totals: Vec<String>,
    selected: Vec<bool>,
}

impl Columns {
    fn of(ranking: &[ProtocolRank]) -> Self {
        Self {
            works: ranking.iter().map(|ranked| ranked.work.as_uuid()).collect(),
            ranks: ranking.iter().map(|ranked| ranked.rank).collect(),
            totals: ranking.iter().map(|ranked| ranked.total.clone()).collect(),
            selected: ranking.iter().map(|ranked| ranked.selected).collect(),
        }
    }
}
