//! Files on their way in.
//!
//! The name of an upload is a secret that its entrant keeps: storage finds an
//! upload by a hash of it, and encrypts the pieces and what the row tells under
//! a key that cannot be made without it. So neither the database and the
//! objects nor the service's keys open what was not yet sealed.

pub mod attach;
pub mod finish;
pub mod finishing;
pub mod receive;
pub mod start;

use linia_chassis::{
    auth::Caller,
    crypto::MasterKey,
    database::clock_now,
    id::{StageId, UploadId},
};
use sqlx::PgConnection;

use crate::{
    app::{Context, error::AppError, pieces::Pieces, stages},
    clients::ObjectName,
    domain::{
        attachment::UploadRecord,
        padding::padded_json,
        pieces::octets_of,
        stage::{Stage, StageLife},
    },
    store::{
        lives,
        uploads::{self, UploadRow, UploadState},
    },
};

/// An upload as its entrant sees it.
pub struct Upload {
    /// Its name.
    pub id: UploadId,
    /// The stage.
    pub stage: StageId,
    /// What it is.
    pub record: UploadRecord,
    /// How many octets have arrived.
    pub received_octets: u64,
}

/// An upload and what opens it.
struct Known {
    upload: Upload,
    row: UploadRow,
    key: MasterKey,
}

impl Known {
    fn pieces(&self, ctx: &Context) -> Pieces {
        Pieces {
            objects: ctx.objects.clone(),
            group: ObjectName::pieces_of(self.row.stage).below(self.row.object),
            object: self.row.object,
            key: self.key.clone(),
        }
    }
}

/// Returns an upload to whoever knows its name and speaks for its entrant.
pub async fn get_upload(ctx: &Context, caller: &Caller, id: UploadId) -> Result<Upload, AppError> {
    Ok(load(ctx, caller, id).await?.upload)
}

async fn load(ctx: &Context, caller: &Caller, id: UploadId) -> Result<Known, AppError> {
    caller.account()?;
    let known = find(ctx, &mut *ctx.database.read().await?, id).await?;
    known
        .filter(|known| caller.speaks_for(&known.upload.record.entrant))
        .ok_or(AppError::UploadNotFound)
}

async fn find(
    ctx: &Context,
    conn: &mut PgConnection,
    id: UploadId,
) -> Result<Option<Known>, AppError> {
    let Some(row) = uploads::find(conn, &ctx.sealer.upload_tag(id)).await? else {
        return Ok(None);
    };
    let key = ctx.sealer.upload_key(id);
    let record: UploadRecord =
        serde_json::from_slice(&key.unwrap(row.object.as_bytes(), &row.wrapped)?)?;
    let size = record.file.size_octets;
    let received_octets = match row.state {
        UploadState::Arriving { pieces } => octets_of(pieces, size),
        UploadState::Sealed { .. } => size,
    };
    let upload = Upload {
        id,
        stage: row.stage,
        record,
        received_octets,
    };
    Ok(Some(Known { upload, row, key }))
}

/// What the row tells whoever has the key.
fn wrap(key: &MasterKey, object: uuid::Uuid, record: &UploadRecord) -> Vec<u8> {
    key.wrap(object.as_bytes(), &padded_json(record))
}

/// Lets pass while works may still be handed in. The closing time itself is
/// not decided here but where a version is accepted: it may be later for one
/// entrant.
async fn require_open(ctx: &Context, stage: StageId) -> Result<Stage, AppError> {
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    let life = lives::find(&mut conn, stage).await?;
    let begun = clock_now(&mut conn).await? >= known.open_time;
    if begun && !known.cancelled && life == StageLife::Sealed {
        Ok(known)
    } else {
        Err(AppError::StageNotOpen)
    }
}
