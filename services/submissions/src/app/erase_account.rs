//! Somebody's data is erased (GDPR art. 17). Drafts go. Sealed entries stay as
//! they are: before a stage has closed nothing may tell who entered it (rule 1),
//! so whoever was erased before the closing counts as withdrawn when it is
//! opened. What was opened stays for its term, with a random id.
//!
//! Files that were not handed in go by themselves, a day after the last touch.

use std::collections::HashSet;

use linia_chassis::{
    auth::Principal,
    consumer::HandlerError,
    database::WriteTx,
    erasure::{self, Keeper, Kept},
    id::{AccountId, EntrantName, ErasureId, StageId},
    idempotency, scheduler,
};
use serde_json::json;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{
    app::{Context, error::AppError, stages},
    domain::entry_tag::EntryTag,
    store::{drafts, erased_accounts, lives},
};

/// Kind of the due work that removes drafts; its key is the erasure's id.
pub const ERASE_DRAFTS: &str = "erase_drafts";

/// Notes the erasure, and makes it due to remove drafts. `time` is when it began.
pub async fn erase_account_in_tx(
    tx: &mut WriteTx,
    (erasure, account): (ErasureId, AccountId),
    time: OffsetDateTime,
) -> Result<(), AppError> {
    erased_accounts::insert(tx.conn(), account, time).await?;
    idempotency::forget_in_tx(tx.conn(), &Principal::Account(account)).await?;
    let (now, key) = (tx.now(), erasure.as_uuid());
    let whose = json!(account);
    scheduler::schedule_in_tx(tx.conn(), ERASE_DRAFTS, key, now, &whose).await?;
    Ok(())
}

/// The workspaces that may be somebody's: one of every stage that has any, for
/// nothing says whose they are. What finds them is kept by challenges too.
pub async fn list_drafts(ctx: &Context, account: AccountId) -> Result<Vec<EntryTag>, AppError> {
    let entrant = EntrantName::Account(account);
    let stages = drafts::list_stages(&mut *ctx.database.read().await?).await?;
    let mut tags = Vec::with_capacity(stages.len());
    for stage in stages {
        let terms = stages::terms(ctx, stage).await?;
        tags.push(terms.sealer.entry_tag(&entrant));
    }
    Ok(tags)
}

/// Removes workspaces, and has what is kept reported.
pub async fn erase_drafts_in_tx(
    tx: &mut WriteTx,
    (erasure, account): (ErasureId, AccountId),
    tags: Vec<EntryTag>,
) -> Result<(), AppError> {
    for tag in tags {
        drafts::delete(tx.conn(), tag).await?;
    }
    let now = tx.now();
    erasure::schedule_report_in_tx(tx.conn(), erasure, account, now).await?;
    Ok(())
}

/// Those whose data was erased before the stage closed. Until its opening nothing
/// is done to what they handed in, so that nothing can tell whether they had.
pub(super) async fn list_gone(
    ctx: &Context,
    stage: StageId,
) -> Result<HashSet<EntrantName>, AppError> {
    let mut conn = ctx.database.read().await?;
    let Some(closing) = lives::find(&mut conn, stage).await?.closing() else {
        return Ok(HashSet::new());
    };
    let gone = erased_accounts::list_before(&mut conn, closing.close_time).await?;
    Ok(gone.into_iter().map(EntrantName::Account).collect())
}

/// Says which contests keep a person's name.
pub struct ContestRecords;

impl Keeper for ContestRecords {
    async fn kept(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
        _: OffsetDateTime,
    ) -> Result<Option<Kept>, HandlerError> {
        if erased_accounts::awaits_opening(conn, account).await? {
            return Ok(None);
        }
        let terms = erased_accounts::list_terms(conn, account).await?;
        Ok(Some(Kept::of_terms(terms)))
    }
}
