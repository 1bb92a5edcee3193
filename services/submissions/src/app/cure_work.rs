//! The author of a work learns of its defect and cures it, without becoming
//! known: the receipt, which only they hold, leads to the work by its hash. It
//! is checked and forgotten; neither who asked nor when is stored.

use linia_chassis::auth::Caller;

use crate::{
    app::{
        Context,
        error::AppError,
        shown_receipt::{Proof, find_works},
        stages,
    },
    domain::screening::Standing,
    store::{lives, screenings, works},
};

/// How the work that a receipt is for stands.
pub async fn get_my_screening(
    ctx: &Context,
    caller: &Caller,
    proof: &Proof,
) -> Result<Standing, AppError> {
    let content_sha256 = check(ctx, caller, proof).await?;
    let mut conn = ctx.database.read().await?;
    lives::find(&mut conn, proof.stage).await?.opened()?;
    let works = find_works(&mut conn, proof.stage, &content_sha256).await?;
    Ok(screenings::find(&mut conn, works[0]).await?)
}

/// Adds a supplement to the work that a receipt is for. Those who handed in the
/// very same have the same defect, and the same supplement.
pub async fn cure_work(
    ctx: &Context,
    caller: &Caller,
    proof: &Proof,
    supplement: &str,
) -> Result<Standing, AppError> {
    let content_sha256 = check(ctx, caller, proof).await?;
    let mut tx = ctx.database.begin_write().await?;
    lives::share(tx.conn(), proof.stage).await?;
    stages::in_jurys_hands(tx.conn(), proof.stage).await?;
    let works = find_works(tx.conn(), proof.stage, &content_sha256).await?;
    works::lock_all(tx.conn(), &works).await?;
    let mut standing = None;
    let mut refusal = None;
    for work in works {
        match screenings::find(tx.conn(), work).await?.cure(tx.now()) {
            Ok(cured) => {
                screenings::save_supplement(tx.conn(), proof.stage, work, supplement).await?;
                standing = Some(cured);
            }
            Err(error) => refusal = Some(error),
        }
    }
    tx.commit().await?;
    match (standing, refusal) {
        (Some(standing), _) => Ok(standing),
        (None, Some(refusal)) => Err(refusal.into()),
        (None, None) => Err(AppError::ForeignReceipt),
    }
}

/// The hash that a receipt states, if it is of an entrant for whom the caller
/// speaks.
async fn check(ctx: &Context, caller: &Caller, proof: &Proof) -> Result<[u8; 32], AppError> {
    caller.account()?;
    if !caller.speaks_for(&proof.entrant) {
        return Err(AppError::NotEntrant);
    }
    Ok(proof.verify(ctx).await?.content_sha256)
}
