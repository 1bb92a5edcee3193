//! Files of works.

use linia_chassis::{
    database::DbError,
    id::{AttachmentId, StageId, WorkId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{domain::attachment::WorkAttachment, store::hash};

/// Stores a work's file.
pub async fn insert(
    conn: &mut PgConnection,
    work: WorkId,
    file: &WorkAttachment,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO work_attachment \
             (id, work, place, media_type, size_octets, sha256, object, wrapped_key) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        file.id.as_uuid(),
        work.as_uuid(),
        file.place,
        file.media_type,
        file.size_octets.cast_signed(),
        file.sha256.as_slice(),
        file.object,
        file.wrapped_key,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The files of works, in the order of their entrants.
pub async fn list(
    conn: &mut PgConnection,
    works: &[WorkId],
) -> Result<Vec<(WorkId, WorkAttachment)>, DbError> {
    let works: Vec<_> = works.iter().map(WorkId::as_uuid).collect();
    let rows = sqlx::query_as!(
        AttachmentRow,
        "SELECT id, work, place, media_type, size_octets, sha256, object, wrapped_key \
         FROM work_attachment WHERE work = ANY ($1) ORDER BY work, place",
        &works,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(AttachmentRow::read).collect()
}

/// A file, its work and its stage.
pub async fn find(
    conn: &mut PgConnection,
    attachment: AttachmentId,
) -> Result<Option<(StageId, WorkId, WorkAttachment)>, DbError> {
    let row = sqlx::query_as!(
        AttachmentRow,
        "SELECT id, work, place, media_type, size_octets, sha256, object, wrapped_key \
         FROM work_attachment WHERE id = $1",
        attachment.as_uuid(),
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (work, file) = row.read()?;
    let stage = super::works::find_stage(conn, work).await?;
    Ok(stage.map(|stage| (stage, work, file)))
}

/// The names of the objects that hold the files of a stage's works.
pub async fn list_objects(conn: &mut PgConnection, stage: StageId) -> Result<Vec<Uuid>, DbError> {
    let objects = sqlx::query_scalar!(
        "SELECT a.object FROM work_attachment a JOIN work w ON w.id = a.work WHERE w.stage = $1",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(objects)
}

struct AttachmentRow {
    id: Uuid,
    work: Uuid,
    place: i32,
    media_type: String,
    size_octets: i64,
    sha256: Vec<u8>,
    object: Uuid,
    wrapped_key: Vec<u8>,
}

impl AttachmentRow {
    fn read(self) -> Result<(WorkId, WorkAttachment), DbError> {
        let file = WorkAttachment {
            id: self.id.into(),
            place: self.place,
            media_type: self.media_type,
            size_octets: self.size_octets.cast_unsigned(),
            sha256: hash(&self.sha256)?,
            object: self.object,
            wrapped_key: self.wrapped_key,
        };
        Ok((self.work.into(), file))
    }
}
