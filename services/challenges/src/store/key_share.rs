//! The table `stage_key_share`.

use linia_chassis::id::StageId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{StoreError, rows::sha256};
use crate::domain::{
    key_release::{KeyPurpose, ReleaseRequest},
    state::Sha256,
};

/// This service's share of a key, as it is stored.
#[derive(Debug, Clone)]
pub struct StoredShare {
    /// Encrypted with the master key.
    pub wrapped_share: Vec<u8>,
    /// SHA-256 of the bare share.
    pub share_sha256: Sha256,
    /// What it was first released against.
    pub record_sha256: Option<Sha256>,
}

/// A share to store.
#[derive(Debug)]
pub struct NewShare {
    /// Of which stage.
    pub stage: StageId,
    /// Of which of its keys.
    pub purpose: KeyPurpose,
    /// Encrypted with the master key.
    pub wrapped_share: Vec<u8>,
    /// SHA-256 of the bare share.
    pub share_sha256: Sha256,
    /// SHA-256 of the share that identity keeps.
    pub counterpart_sha256: Sha256,
}

/// Adds a share.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(conn: &mut PgConnection, share: &NewShare) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO stage_key_share (stage, purpose, wrapped_share, share_sha256, \
         counterpart_sha256) VALUES ($1, $2, $3, $4, $5)",
        share.stage.as_uuid(),
        share.purpose.as_str(),
        share.wrapped_share,
        share.share_sha256.as_slice(),
        share.counterpart_sha256.as_slice(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds a share.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    conn: &mut PgConnection,
    stage: StageId,
    purpose: KeyPurpose,
) -> Result<Option<StoredShare>, StoreError> {
    let row = sqlx::query!(
        "SELECT wrapped_share, share_sha256, record_sha256 FROM stage_key_share \
         WHERE stage = $1 AND purpose = $2",
        stage.as_uuid(),
        purpose.as_str(),
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredShare {
        wrapped_share: row.wrapped_share,
        share_sha256: sha256(&row.share_sha256)?,
        record_sha256: row.record_sha256.as_deref().map(sha256).transpose()?,
    }))
}

/// Notes a release, unless the stage is still open by now or the share was
/// released against another record: only here it cannot race. Returns the
/// closing time if it was noted.
///
/// # Errors
/// [`StoreError`].
pub async fn release(
    conn: &mut PgConnection,
    request: &ReleaseRequest,
) -> Result<Option<OffsetDateTime>, StoreError> {
    let close_time = sqlx::query_scalar!(
        r#"
        UPDATE stage_key_share AS share
        SET record_sha256 = $3, release_time = coalesce(share.release_time, linia_now())
        FROM stage
        WHERE share.stage = $1 AND share.purpose = $2 AND stage.id = share.stage
          AND stage.close_time <= linia_now()
          AND coalesce(share.record_sha256, $3) = $3
        RETURNING stage.close_time AS "close_time!"
        "#,
        request.stage.as_uuid(),
        request.purpose.as_str(),
        request.record_sha256.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(close_time)
}
