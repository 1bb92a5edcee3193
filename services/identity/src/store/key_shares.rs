//! The tables `key_share` and `key_share_request`.

use linia_chassis::id::StageId;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::key_share::{Digest, KeyPurpose, KeyShare, KeyShareState, ReleaseOutcome};

struct KeyShareRow {
    stage_id: Uuid,
    purpose: String,
    share_sha256: Vec<u8>,
    release_time: OffsetDateTime,
    record_sha256: Option<Vec<u8>>,
}

const fn corrupt(column: &'static str) -> StoreError {
    StoreError::Corrupt {
        table: "key_share",
        column,
    }
}

const fn purpose_text(purpose: KeyPurpose) -> &'static str {
    match purpose {
        KeyPurpose::Sealing => "sealing",
        KeyPurpose::Unmasking => "unmasking",
    }
}

fn purpose_from_text(text: &str) -> Result<KeyPurpose, StoreError> {
    [KeyPurpose::Sealing, KeyPurpose::Unmasking]
        .into_iter()
        .find(|purpose| purpose_text(*purpose) == text)
        .ok_or(corrupt("purpose"))
}

impl TryFrom<KeyShareRow> for KeyShare {
    type Error = StoreError;

    fn try_from(row: KeyShareRow) -> Result<Self, StoreError> {
        let digest = |octets: Vec<u8>, column| octets.try_into().map_err(|_| corrupt(column));
        let state = match row.record_sha256 {
            None => KeyShareState::Held,
            Some(record) => KeyShareState::Released {
                record_sha256: digest(record, "record_sha256")?,
            },
        };
        Ok(Self {
            stage: row.stage_id.into(),
            purpose: purpose_from_text(&row.purpose)?,
            share_sha256: digest(row.share_sha256, "share_sha256")?,
            release_time: row.release_time,
            state,
        })
    }
}

/// Keeps a share, unless one is kept already.
///
/// # Errors
/// If the statement fails.
pub async fn insert_key_share(
    conn: &mut PgConnection,
    share: &KeyShare,
    wrapped: &[u8],
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO key_share (stage_id, purpose, wrapped, share_sha256, release_time) \
         VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (stage_id, purpose) DO NOTHING",
        share.stage.as_uuid(),
        purpose_text(share.purpose),
        wrapped,
        share.share_sha256.as_slice(),
        share.release_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds what is known of a share, and locks it.
///
/// # Errors
/// If the statement fails or the row is corrupt.
pub async fn lock_key_share(
    conn: &mut PgConnection,
    stage: StageId,
    purpose: KeyPurpose,
) -> Result<Option<KeyShare>, StoreError> {
    sqlx::query_as!(
        KeyShareRow,
        "SELECT stage_id, purpose, share_sha256, release_time, record_sha256 \
         FROM key_share WHERE stage_id = $1 AND purpose = $2 FOR UPDATE",
        stage.as_uuid(),
        purpose_text(purpose),
    )
    .fetch_optional(conn)
    .await?
    .map(KeyShare::try_from)
    .transpose()
}

/// Finds what is known of all shares of a stage, and locks them.
///
/// # Errors
/// If the statement fails or a row is corrupt.
pub async fn lock_key_shares_of_stage(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<KeyShare>, StoreError> {
    sqlx::query_as!(
        KeyShareRow,
        "SELECT stage_id, purpose, share_sha256, release_time, record_sha256 \
         FROM key_share WHERE stage_id = $1 ORDER BY purpose FOR UPDATE",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(KeyShare::try_from)
    .collect()
}

/// Finds a wrapped share, to prove that it can be unwrapped.
///
/// # Errors
/// If the statement fails.
pub async fn find_wrapped_share(
    conn: &mut PgConnection,
    stage: StageId,
    purpose: KeyPurpose,
) -> Result<Option<Vec<u8>>, StoreError> {
    let wrapped = sqlx::query_scalar!(
        "SELECT wrapped FROM key_share WHERE stage_id = $1 AND purpose = $2",
        stage.as_uuid(),
        purpose_text(purpose),
    )
    .fetch_optional(conn)
    .await?;
    Ok(wrapped)
}

/// Holds a share back longer, unless it was given out or is held longer
/// already.
///
/// # Errors
/// If the statement fails.
pub async fn update_release_time(
    conn: &mut PgConnection,
    share: &KeyShare,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE key_share SET release_time = $3 \
         WHERE stage_id = $1 AND purpose = $2 AND record_sha256 IS NULL AND release_time < $3",
        share.stage.as_uuid(),
        purpose_text(share.purpose),
        share.release_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records the release of a share and returns it, wrapped; `None` before its
/// release time by the one clock, or if it was released against another record.
///
/// # Errors
/// If the statement fails.
pub async fn release_key_share(
    conn: &mut PgConnection,
    stage: StageId,
    purpose: KeyPurpose,
    record_sha256: &Digest,
) -> Result<Option<Vec<u8>>, StoreError> {
    let wrapped = sqlx::query_scalar!(
        "UPDATE key_share \
         SET record_sha256 = $3, first_release_time = coalesce(first_release_time, linia_now()) \
         WHERE stage_id = $1 AND purpose = $2 \
           AND linia_now() >= release_time \
           AND (record_sha256 IS NULL OR record_sha256 = $3) \
         RETURNING wrapped",
        stage.as_uuid(),
        purpose_text(purpose),
        record_sha256.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(wrapped)
}

/// Records that somebody asked for a share, and what became of it.
///
/// # Errors
/// If the statement fails.
pub async fn insert_release_request(
    conn: &mut PgConnection,
    stage: StageId,
    purpose: KeyPurpose,
    record_sha256: &Digest,
    caller: &str,
    outcome: ReleaseOutcome,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO key_share_request (stage_id, purpose, record_sha256, caller, outcome) \
         VALUES ($1, $2, $3, $4, $5)",
        stage.as_uuid(),
        purpose_text(purpose),
        record_sha256.as_slice(),
        caller,
        outcome_text(outcome),
    )
    .execute(conn)
    .await?;
    Ok(())
}

const fn outcome_text(outcome: ReleaseOutcome) -> &'static str {
    match outcome {
        ReleaseOutcome::Released => "released",
        ReleaseOutcome::NotPermitted => "not_permitted",
        ReleaseOutcome::Unknown => "unknown",
        ReleaseOutcome::NotClosed => "not_closed",
        ReleaseOutcome::RecordDiffers => "record_differs",
        ReleaseOutcome::Damaged => "damaged",
    }
}
