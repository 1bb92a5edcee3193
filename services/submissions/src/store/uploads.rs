//! Files on their way in, and files sealed for a stage.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// So many pieces have arrived.
    Arriving {
        /// How many.
        pieces: u64,
    },
    /// The attempt at sealing it that succeeded.
    Sealed {
        /// The last part of the object's name.
        attempt: Uuid,
    },
}

/// A stored upload.
pub struct UploadRow {
    /// Keyed hash of its name.
    pub tag: [u8; 32],
    /// The stage.
    pub stage: StageId,
    /// Names its objects.
    pub object: Uuid,
    /// What only its name opens.
    pub wrapped: Vec<u8>,
    /// How far it is.
    pub state: UploadState,
}

/// A new upload.
pub struct NewUpload<'a> {
    /// Keyed hash of its name.
    pub tag: [u8; 32],
    /// Keyed hash of stage and entrant.
    pub uploader_tag: [u8; 32],
    /// The stage.
    pub stage: StageId,
    /// Random.
    pub object: Uuid,
    /// What only its name opens.
    pub wrapped: &'a [u8],
}

/// Begins an upload if its stage takes works at this moment and the uploader
/// has fewer than `most`; tells whether it did. The caller holds the
/// uploader's lock.
pub async fn insert(
    conn: &mut PgConnection,
    upload: &NewUpload<'_>,
    most: i64,
) -> Result<bool, DbError> {
    let result = sqlx::query!(
        "INSERT INTO upload (tag, uploader_tag, stage, object, wrapped, pieces, touch_time) \
         SELECT $1, $2, $3, $4, $5, 0, linia_now() \
         WHERE (SELECT count(*) FROM upload u WHERE u.uploader_tag = $2) < $6",
        upload.tag.as_slice(),
        upload.uploader_tag.as_slice(),
        upload.stage.as_uuid(),
        upload.object,
        upload.wrapped,
        most,
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Stores an upload as one that was sealed and handed in.
pub async fn insert_kept(
    conn: &mut PgConnection,
    upload: &NewUpload<'_>,
    attempt: Uuid,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO upload (tag, uploader_tag, stage, object, wrapped, sealed, kept, touch_time) \
         VALUES ($1, $2, $3, $4, $5, $6, true, '-infinity')",
        upload.tag.as_slice(),
        upload.uploader_tag.as_slice(),
        upload.stage.as_uuid(),
        upload.object,
        upload.wrapped,
        attempt,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds an upload that is not being removed.
pub async fn find(conn: &mut PgConnection, tag: &[u8; 32]) -> Result<Option<UploadRow>, DbError> {
    let row = sqlx::query!(
        "SELECT stage, object, wrapped, pieces, sealed FROM upload WHERE tag = $1 AND NOT removing",
        tag.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| UploadRow {
        tag: *tag,
        stage: row.stage.into(),
        object: row.object,
        wrapped: row.wrapped,
        state: state(row.pieces, row.sealed),
    }))
}

/// Counts one more piece, if so many were there before; tells whether it did.
pub async fn add_piece(
    conn: &mut PgConnection,
    tag: &[u8; 32],
    pieces_before: u64,
) -> Result<bool, DbError> {
    let result = sqlx::query!(
        "UPDATE upload SET pieces = pieces + 1, touch_time = linia_now() \
         WHERE tag = $1 AND pieces = $2 AND NOT removing",
        tag.as_slice(),
        pieces_before.cast_signed(),
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Records that an upload is sealed, unless it was before; tells whether it
/// did.
pub async fn seal(
    conn: &mut PgConnection,
    tag: &[u8; 32],
    attempt: Uuid,
    wrapped: &[u8],
) -> Result<bool, DbError> {
    let result = sqlx::query!(
        "UPDATE upload SET pieces = NULL, sealed = $2, wrapped = $3, touch_time = linia_now() \
         WHERE tag = $1 AND sealed IS NULL AND NOT removing",
        tag.as_slice(),
        attempt,
        wrapped,
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Keeps sealed uploads for good; tells how many of them there are.
pub async fn keep(conn: &mut PgConnection, tags: &[[u8; 32]]) -> Result<u64, DbError> {
    let tags: Vec<&[u8]> = tags.iter().map(<[u8; 32]>::as_slice).collect();
    let result = sqlx::query!(
        "UPDATE upload SET kept = true, touch_time = '-infinity' \
         WHERE tag = ANY ($1) AND sealed IS NOT NULL AND NOT removing",
        &tags as &[&[u8]],
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected())
}

/// Gives up the uploads of a stage that nobody handed in and that were not
/// touched since `before`; returns the names of their objects, also of those
/// given up before and not yet removed.
pub async fn give_up(
    conn: &mut PgConnection,
    stage: StageId,
    before: OffsetDateTime,
) -> Result<Vec<Uuid>, DbError> {
    let objects = sqlx::query_scalar!(
        "UPDATE upload SET removing = true \
         WHERE stage = $1 AND NOT kept AND (removing OR touch_time < $2) RETURNING object",
        stage.as_uuid(),
        before,
    )
    .fetch_all(conn)
    .await?;
    Ok(objects)
}

/// Removes the rows of what was given up, once their objects are gone.
pub async fn remove(conn: &mut PgConnection, objects: &[Uuid]) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM upload WHERE object = ANY ($1) AND removing",
        objects
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The attempts at sealing that were kept in a stage.
pub async fn list_kept(conn: &mut PgConnection, stage: StageId) -> Result<Vec<Uuid>, DbError> {
    let kept = sqlx::query_scalar!(
        r#"SELECT sealed AS "sealed!" FROM upload WHERE stage = $1 AND kept"#,
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(kept)
}

fn state(pieces: Option<i64>, sealed: Option<Uuid>) -> UploadState {
    match sealed {
        Some(attempt) => UploadState::Sealed { attempt },
        None => UploadState::Arriving {
            pieces: pieces.unwrap_or_default().cast_unsigned(),
        },
    }
}
