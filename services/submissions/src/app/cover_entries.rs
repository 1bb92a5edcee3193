//! Stores cover among the entries of an open stage.

use std::{
    io::{self, Read},
    sync::Arc,
};

use linia_chassis::{
    crypto::{MasterKey, random_bytes, sealing::seal_stream},
    id::StageId,
};
use rand::Rng;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    app::{Context, error::AppError, stage_sealer::StageSealer, stages},
    clients::{ObjectName, ObjectWriter},
    domain::{
        acceptance::NewVersion,
        attachment::SealedObject,
        cover::{Cover, CoverAmount},
        padding::padded_json,
        pieces::sealed_size,
        stage::Stage,
    },
    store::uploads::{self, NewUpload},
};

/// Kind of the due work that covers a stage.
pub const COVER_ENTRIES: &str = "cover_entries";

/// Stores one sealed nothing by the way that every version takes, and returns
/// when the next is to come; none once the stage ends.
///
/// In a stage after the first it is taken once its finalists are let in, who
/// hide among the entries that cover them.
pub async fn cover_entries(
    ctx: &Context,
    stage: StageId,
    now: OffsetDateTime,
    rng: &mut impl Rng,
) -> Result<Option<OffsetDateTime>, AppError> {
    let known = stages::get(ctx, stage).await?;
    if known.cancelled || now >= known.close_time {
        return Ok(None);
    }
    if now < known.open_time {
        return Ok(Some(known.open_time));
    }
    let sealer = ctx.stage_sealers.of(&known).await?;
    let amount = sealer.cover_amount();
    let cover = amount.draw(rng);
    let next = amount.next_time(now, known.close_time, rng);
    let rules = known.hand_in.attachments.as_ref();
    let files = rules.map(|rules| CoverAmount::draw_files(rules, rng));
    for size_octets in files.into_iter().flatten() {
        cover_file(ctx, &known, size_octets).await?;
    }
    // Whatever the answer is: next time there is another.
    let place = ctx.acceptor.admit()?;
    let version = Arc::new(seal(ctx, &sealer, &known, cover)?);
    ctx.acceptor.accept(version, place).await?;
    Ok(next)
}

/// Stores a file of nothing, as one that was handed in is stored. What a
/// process leaves that dies in between is swept away with the stage.
async fn cover_file(ctx: &Context, stage: &Stage, size_octets: u64) -> Result<(), AppError> {
    let object = SealedObject {
        upload: Uuid::new_v4(),
        attempt: Uuid::new_v4(),
    };
    let name = ObjectName::sealed(stage.id, object);
    let (recipient, writer) = (
        stage.sealing_recipient.clone(),
        ctx.objects.writer(&name).await?,
    );
    tokio::task::spawn_blocking(move || seal_nothing(&recipient, writer, size_octets))
        .await
        .expect("sealing does not panic")?;
    let cover = NewUpload {
        tag: random_bytes(),
        uploader_tag: random_bytes(),
        stage: stage.id,
        object: object.upload,
        wrapped: &MasterKey::generate().wrap(object.upload.as_bytes(), &padded_json(&())),
    };
    let mut tx = ctx.database.begin_write().await?;
    uploads::insert_kept(tx.conn(), &cover, object.attempt).await?;
    tx.commit().await?;
    Ok(())
}

fn seal_nothing(recipient: &str, writer: ObjectWriter, size_octets: u64) -> Result<(), AppError> {
    let mut sealing = seal_stream(recipient, writer)?;
    io::copy(
        &mut io::repeat(0).take(sealed_size(size_octets)),
        &mut sealing,
    )?;
    Ok(sealing.finish()?.finish()?)
}

fn seal(
    ctx: &Context,
    sealer: &StageSealer,
    stage: &Stage,
    cover: Cover,
) -> Result<NewVersion, AppError> {
    let entry = sealer.cover_entry_tag(cover.index);
    Ok(NewVersion {
        stage: stage.id,
        entry,
        subject: entry,
        request_tag: random_bytes(),
        body_tag: random_bytes(),
        sealed: ctx.sealer.seal_cover(&stage.sealing_recipient, cover)?,
        withdraws: false,
    })
}
