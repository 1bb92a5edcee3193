//! What co-authors say of an entry that names them: sealed and accepted by the
//! way of versions, under the same deadline, found by a tag of its own.

use std::sync::Arc;

use linia_chassis::{
    auth::Caller,
    id::{EntrantName, StageId},
};
use uuid::Uuid;

use crate::{
    app::{
        Context,
        accept::Place,
        error::AppError,
        hand_in::{Receipt, accept},
        stages,
    },
    domain::{
        acceptance::NewVersion,
        consent::SealedConsent,
        receipt::{CO_AUTHORSHIP_TYPE, ReceiptPayload},
    },
};

/// What a co-author says.
pub struct CoAuthorship {
    /// In which stage.
    pub stage: StageId,
    /// Of whose entry.
    pub entrant: EntrantName,
    /// SHA-256 of the content that is confirmed; nothing withdraws.
    pub confirms: Option<[u8; 32]>,
    /// Makes it idempotent.
    pub request_id: Option<Uuid>,
}

/// Takes what the caller says, of whatever entry: whether it names them, nobody
/// can tell before the opening, and then what others say counts for nothing.
pub async fn state_co_authorship(
    ctx: &Context,
    caller: &Caller,
    place: Place,
    said: CoAuthorship,
) -> Result<Receipt, AppError> {
    let account = caller.account()?;
    let CoAuthorship {
        stage,
        entrant,
        confirms,
        request_id,
    } = said;
    let terms = stages::terms(ctx, stage).await?;
    let consent = SealedConsent {
        entrant,
        account,
        confirms: confirms.map(hex::encode),
    };
    let content_sha256 = consent.confirms.clone().unwrap_or_default();
    let version = NewVersion {
        stage,
        entry: terms.sealer.consent_tag(&entrant, account),
        subject: terms.sealer.entry_tag(&entrant),
        request_tag: ctx.sealer.request_tag(account, request_id),
        body_tag: ctx.sealer.consent_body_tag(request_id, stage, &consent),
        sealed: ctx.sealer.seal_consent(&terms.recipient, consent)?,
        withdraws: confirms.is_none(),
    };
    let accepted = accept(ctx, &Arc::new(version), place).await?;
    let payload = ReceiptPayload {
        entry: terms.sealer.entry_id(&entrant),
        stage,
        version: accepted.version,
        content_sha256,
        accept_time: accepted.accept_time,
        withdrawn: confirms.is_none(),
    };
    let jws = ctx.signer.sign_jws(CO_AUTHORSHIP_TYPE, &payload);
    Ok(Receipt {
        payload,
        content_sha256: confirms,
        jws,
    })
}
