//! The authors of a work learn how it was judged, once it is known whose the
//! works are. They show the receipt of it, as for its screening: nothing is stored
//! that joins an entry to its work, of whoever did not win, ever (rule 3).

use linia_chassis::{auth::Caller, crypto::payload_of, id::StageId};
use sqlx::PgConnection;

use crate::{
    app::{
        Context,
        error::AppError,
        list_my_entries::MyEntry,
        shown_receipt::{Proof, find_works},
        stages,
    },
    domain::{protocol::Protocol, result::JudgedWork},
    store::{
        entries,
        openings::{self, UnmaskingGround},
        protocols,
    },
};

/// How a work was judged.
pub struct MyResult {
    /// One, or one for each who handed in the very same.
    pub works: Vec<JudgedWork>,
    /// How many works were ranked.
    pub ranked_count: usize,
    /// SHA-256 of the protocol.
    pub protocol_sha256: [u8; 32],
}

/// What the protocol that counts says of the work that a receipt is for.
pub async fn get_my_result(
    ctx: &Context,
    caller: &Caller,
    proof: &Proof,
) -> Result<MyResult, AppError> {
    let mine = own_entry(ctx, caller, proof).await?;
    let shown = proof.verify(ctx).await?;
    let mut conn = ctx.database.read().await?;
    if !is_known(&mut conn, proof.stage).await? {
        return Err(AppError::ResultNotKnown);
    }
    // An earlier version may say what somebody else handed in.
    let counts = mine.is_some_and(|mine| mine.counting.version == shown.payload.version);
    if !counts {
        return Err(AppError::ForeignReceipt);
    }
    let works = find_works(&mut conn, proof.stage, &shown.content_sha256).await?;
    let signed = protocols::find(&mut conn, proof.stage).await?;
    let signed = signed.ok_or(AppError::StageNotFound(proof.stage))?;
    let protocol: Protocol = payload_of(&signed.jws)?;
    let works = works.into_iter();
    Ok(MyResult {
        works: works
            .filter_map(|work| JudgedWork::find(&protocol, work))
            .collect(),
        ranked_count: protocol.ranking.len(),
        protocol_sha256: signed.sha256,
    })
}

/// The entry, if its stage was opened; of nobody's but the caller's.
async fn own_entry(
    ctx: &Context,
    caller: &Caller,
    proof: &Proof,
) -> Result<Option<MyEntry>, AppError> {
    let account = caller.account()?;
    let mine = find_entry(ctx, proof).await?;
    let wrote_with = mine
        .as_ref()
        .is_some_and(|mine| mine.entry.co_authors.contains(&account));
    if wrote_with || caller.speaks_for(&proof.entrant) {
        Ok(mine)
    } else {
        Err(AppError::NotEntrant)
    }
}

async fn find_entry(ctx: &Context, proof: &Proof) -> Result<Option<MyEntry>, AppError> {
    let terms = match stages::terms(ctx, proof.stage).await {
        Err(AppError::StageNotFound(_)) => return Ok(None),
        terms => terms?,
    };
    let id = terms.sealer.entry_id(&proof.entrant);
    let mut conn = ctx.database.read().await?;
    let listed = entries::find_listed(&mut conn, id).await?;
    listed.map(|listed| MyEntry::open(ctx, listed)).transpose()
}

/// Whether the entrants of the stage were told what became of them.
async fn is_known(conn: &mut PgConnection, stage: StageId) -> Result<bool, AppError> {
    for ground in [
        UnmaskingGround::InformEntrants,
        UnmaskingGround::ResultApproved,
    ] {
        if openings::is_unmasked(conn, stage, ground).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
