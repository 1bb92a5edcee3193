//! Hands a version in: a work, or the withdrawal of one.

use std::{collections::BTreeSet, sync::Arc};

use linia_chassis::{
    auth::Caller,
    id::{AccountId, EntrantName, StageId},
    telemetry::trace_context,
};
use uuid::Uuid;

use crate::{
    app::{
        Context, accept::Place, admission::require_entry, closing_time, decide_held,
        error::AppError, sealing::content_sha256, stages, uploads::attach::attach,
    },
    domain::{
        acceptance::{AcceptAnswer, AcceptedVersion, Lateness, NewVersion},
        content::{EntryContent, WrittenContent, check_fields},
        entry_tag::EntryTag,
        hand_in::HandInRules,
        latecomer::Latecomer,
        receipt::{RECEIPT_TYPE, ReceiptPayload},
        sealed::SealedVersion,
    },
};

/// How often an answer may send us to challenges before the caller is told to
/// come back.
const ATTEMPTS: usize = 3;

/// What is handed in.
pub struct HandIn {
    /// For which stage.
    pub stage: StageId,
    /// By whom.
    pub entrant: EntrantName,
    /// Who must confirm the work for it to count.
    pub co_authors: BTreeSet<AccountId>,
    /// The work; nothing withdraws what was handed in before.
    pub content: Option<WrittenContent>,
    /// Makes it idempotent.
    pub request_id: Option<Uuid>,
}

/// Proof that a version was accepted.
pub struct Receipt {
    /// What is signed.
    pub payload: ReceiptPayload,
    /// SHA-256 of the content; nothing for a withdrawal.
    pub content_sha256: Option<[u8; 32]>,
    /// The compact JWS.
    pub jws: String,
}

/// Seals a version and has it accepted, by somebody who has a place in the line.
///
/// The receipt is made from the stored row and the request itself, so that a
/// repeat gets the first answer again without a receipt being stored, which
/// would tell more than the row.
pub async fn hand_in(
    ctx: &Context,
    caller: &Caller,
    place: Place,
    hand_in: HandIn,
) -> Result<Receipt, AppError> {
    let account = caller.account()?;
    if !caller.speaks_for(&hand_in.entrant) {
        return Err(AppError::NotEntrant);
    }
    let HandIn {
        stage,
        entrant,
        co_authors,
        content,
        request_id,
    } = hand_in;
    let terms = stages::terms(ctx, stage).await?;
    if content.is_some() {
        require_entry(ctx, caller, &terms, &entrant).await?;
    }
    let content = match content {
        Some(written) => Some(complete(ctx, stage, &entrant, &terms.hand_in, written).await?),
        None => None,
    };
    let (entry, request_tag) = (
        terms.sealer.entry_tag(&entrant),
        ctx.sealer.request_tag(account, request_id),
    );
    let content_sha256 = content.as_ref().map(content_sha256);
    let withdrawn = content.is_none();
    if !withdrawn {
        let latecomer = Latecomer {
            stage,
            entry,
            request_tag,
        };
        let in_time = closing_time::refuse_late(ctx, latecomer).await;
        in_time.inspect_err(|_| place.note_unwritten())?;
    }
    let version = Version {
        stage,
        entrant,
        account,
        co_authors,
        content,
        request_id,
        entry,
        request_tag,
    };
    let version = Arc::new(seal(ctx, &terms.recipient, version, content_sha256)?);
    let accepted = accept(ctx, &version, place).await?;
    let payload = ReceiptPayload {
        entry: terms.sealer.entry_id(&entrant),
        stage,
        version: accepted.version,
        content_sha256: hex_of(content_sha256),
        accept_time: accepted.accept_time,
        withdrawn,
    };
    let jws = ctx.signer.sign_jws(RECEIPT_TYPE, &payload);
    Ok(Receipt {
        payload,
        content_sha256,
        jws,
    })
}

/// Holds a work against what its stage asks for, and joins its files to it. A
/// work without files costs no look-up.
async fn complete(
    ctx: &Context,
    stage: StageId,
    entrant: &EntrantName,
    asked: &HandInRules,
    written: WrittenContent,
) -> Result<EntryContent, AppError> {
    check_fields(asked, &written.fields).map_err(AppError::Fields)?;
    let files = if written.uploads.is_empty() {
        Vec::new()
    } else {
        attach(
            ctx,
            stage,
            entrant,
            &written.uploads,
            asked.attachments.as_ref(),
        )
        .await?
    };
    Ok(written.with(files))
}

/// What is sealed, and what it is found again by.
struct Version {
    stage: StageId,
    entrant: EntrantName,
    account: AccountId,
    co_authors: BTreeSet<AccountId>,
    content: Option<EntryContent>,
    request_id: Option<Uuid>,
    entry: EntryTag,
    request_tag: [u8; 32],
}

/// About 100 microseconds, which is not worth a thread of its own.
fn seal(
    ctx: &Context,
    recipient: &str,
    version: Version,
    content_sha256: Option<[u8; 32]>,
) -> Result<NewVersion, AppError> {
    let Version {
        stage,
        entrant,
        account,
        co_authors,
        content,
        request_id,
        entry,
        request_tag,
    } = version;
    let body_tag = ctx
        .sealer
        .body_tag(request_id, stage, entrant, &co_authors, content.as_ref());
    let withdraws = content.is_none();
    let sealed = SealedVersion {
        entrant,
        account,
        co_authors,
        content,
        content_sha256: hex_of(content_sha256),
        traceparent: trace_context::current(),
    };
    Ok(NewVersion {
        stage,
        entry,
        subject: entry,
        request_tag,
        body_tag,
        sealed: ctx.sealer.seal(recipient, sealed)?,
        withdraws,
    })
}

/// Has a sealed version accepted.
pub(super) async fn accept(
    ctx: &Context,
    version: &Arc<NewVersion>,
    place: Place,
) -> Result<AcceptedVersion, AppError> {
    let stage = version.stage;
    for _ in 0..ATTEMPTS {
        let answer = ctx.acceptor.accept(Arc::clone(version), place.clone());
        match answer.await? {
            AcceptAnswer::Accepted(accepted) => return Ok(accepted),
            AcceptAnswer::Replayed {
                first,
                same_body: true,
            } => return Ok(first),
            AcceptAnswer::Replayed { .. } | AcceptAnswer::Held { same_body: false } => {
                return Err(AppError::RequestIdReused);
            }
            AcceptAnswer::Held { same_body: true } => decide_held::now(ctx, stage).await?,
            AcceptAnswer::StageUnknown => {
                stages::refresh(ctx, stage).await?;
            }
            AcceptAnswer::StageNotOpen => return Err(AppError::StageNotOpen),
            AcceptAnswer::NotAFinalist => return Err(AppError::NotAFinalist),
            AcceptAnswer::NothingToWithdraw => return Err(AppError::NothingToWithdraw),
            AcceptAnswer::Late(late) => require_extension(ctx, version, late).await?,
        }
    }
    Err(AppError::DeadlineUndecided)
}

/// Published dates only move later, and the replica may not know yet: so
/// challenges is asked before anybody is refused as late. Where it cannot be
/// asked, the version is held with its time.
async fn require_extension(
    ctx: &Context,
    version: &NewVersion,
    late: Lateness,
) -> Result<(), AppError> {
    if late.closed {
        ctx.closing_times.note_end(version.stage);
        return Err(AppError::DeadlinePassed {
            close_time: late.close_time,
        });
    }
    let time = late.decide_time;
    let Some(close_time) = closing_time::of_entry(ctx, version, time).await? else {
        decide_held::hold(ctx, version, time).await?;
        return Err(AppError::DeadlineUndecided);
    };
    if time < close_time {
        return Ok(());
    }
    Err(AppError::DeadlinePassed {
        close_time: close_time.max(late.close_time),
    })
}

fn hex_of(sha256: Option<[u8; 32]>) -> String {
    sha256.map(hex::encode).unwrap_or_default()
}
