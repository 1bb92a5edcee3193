//! A receipt that is shown, and the work that it leads to: by its hash, because
//! nothing that is stored joins an entry to its work.

use linia_chassis::id::{EntrantName, StageId, WorkId};
use sqlx::PgConnection;

use crate::{
    app::{Context, error::AppError, signing_key, stages},
    domain::receipt::{RECEIPT_TYPE, ReceiptPayload},
    store::work_digests,
};

/// What shows that a work is the caller's.
pub struct Proof {
    /// The stage.
    pub stage: StageId,
    /// For whom it was handed in.
    pub entrant: EntrantName,
    /// The compact JWS of the receipt.
    pub receipt: String,
}

/// What a receipt states that holds.
pub(super) struct Shown {
    /// All of it.
    pub(super) payload: ReceiptPayload,
    /// Of the content.
    pub(super) content_sha256: [u8; 32],
}

impl Proof {
    /// Checks that the receipt is ours, for a work of this stage, and of this
    /// entrant.
    pub(super) async fn verify(&self, ctx: &Context) -> Result<Shown, AppError> {
        let payload: ReceiptPayload =
            signing_key::verify(&ctx.database, RECEIPT_TYPE, &self.receipt)
                .await?
                .ok_or(AppError::ForeignReceipt)?;
        let mut content_sha256 = [0; 32];
        let is_work = hex::decode_to_slice(&payload.content_sha256, &mut content_sha256).is_ok();
        if payload.stage != self.stage || payload.withdrawn || !is_work {
            return Err(AppError::ForeignReceipt);
        }
        let terms = stages::terms(ctx, self.stage).await?;
        if payload.entry != terms.sealer.entry_id(&self.entrant) {
            return Err(AppError::NotEntrant);
        }
        Ok(Shown {
            payload,
            content_sha256,
        })
    }
}

/// At least one: a receipt for a version that was replaced is for no work.
pub(super) async fn find_works(
    conn: &mut PgConnection,
    stage: StageId,
    content_sha256: &[u8; 32],
) -> Result<Vec<WorkId>, AppError> {
    let works = work_digests::find(conn, stage, content_sha256).await?;
    if works.is_empty() {
        return Err(AppError::ForeignReceipt);
    }
    Ok(works)
}
