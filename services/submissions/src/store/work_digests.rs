//! Works by the hash of what was handed in.

use linia_chassis::{
    database::DbError,
    id::{StageId, WorkId},
};
use sqlx::PgConnection;

use crate::{domain::opening::WorkDigest, store::hash};

/// Stores digests in the order given, which tells nothing.
pub async fn insert_all(
    conn: &mut PgConnection,
    stage: StageId,
    digests: &[WorkDigest],
) -> Result<(), DbError> {
    let works: Vec<_> = digests.iter().map(|d| d.work.as_uuid()).collect();
    let hashes: Vec<_> = digests.iter().map(|d| d.content_sha256.to_vec()).collect();
    sqlx::query!(
        "INSERT INTO work_digest (work, stage, content_sha256) \
         SELECT d.work, $1, d.hash FROM unnest($2::uuid[], $3::bytea[]) AS d (work, hash)",
        stage.as_uuid(),
        &works,
        &hashes,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The digests of a stage, in no order.
pub async fn list(conn: &mut PgConnection, stage: StageId) -> Result<Vec<WorkDigest>, DbError> {
    let rows = sqlx::query!(
        "SELECT work, content_sha256 FROM work_digest WHERE stage = $1",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(WorkDigest {
                work: row.work.into(),
                content_sha256: hash(&row.content_sha256)?,
            })
        })
        .collect()
}

/// The works of a stage that were handed in with this hash: one, unless several
/// entrants handed in the very same.
pub async fn find(
    conn: &mut PgConnection,
    stage: StageId,
    content_sha256: &[u8; 32],
) -> Result<Vec<WorkId>, DbError> {
    let works = sqlx::query_scalar!(
        "SELECT work FROM work_digest WHERE stage = $1 AND content_sha256 = $2 ORDER BY work",
        stage.as_uuid(),
        content_sha256.as_slice(),
    )
    .fetch_all(conn)
    .await?;
    Ok(works.into_iter().map(WorkId::from).collect())
}
