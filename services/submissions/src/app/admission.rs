//! Holds entrants against what a contest asks of them, and against the
//! admission of contests that are not open to everybody.
//!
//! The entrant is looked up by name before anything is sealed, and the look-up
//! leaves nothing behind: a row that joined admissions to entries would tell
//! who of the applicants entered.

use linia_chassis::{auth::Caller, id::EntrantName};

use crate::{
    app::{Context, error::AppError, stages::Terms},
    store::admissions,
};

/// Refuses an entrant that may not enter: that is not what the contest asks
/// for, or was not admitted.
///
/// What an entrant is, the caller's token tells. A contest that is open to
/// everybody costs no look-up.
pub(super) async fn require_entry(
    ctx: &Context,
    caller: &Caller,
    terms: &Terms,
    entrant: &EntrantName,
) -> Result<(), AppError> {
    let unmet = terms.eligibility.unmet(entrant, caller.standing());
    if !unmet.is_empty() {
        return Err(AppError::NotEligible(unmet));
    }
    require_admitted(ctx, terms, entrant).await
}

/// Refuses an entrant that was neither admitted nor invited to a contest where
/// one must be; costs nothing where everybody may enter. Admissions are never
/// taken back, and come by events: whoever was admitted a moment ago may have to
/// try again.
async fn require_admitted(
    ctx: &Context,
    terms: &Terms,
    entrant: &EntrantName,
) -> Result<(), AppError> {
    let Some(contest) = terms.admits_for else {
        return Ok(());
    };
    let mut conn = ctx.database.read().await?;
    if admissions::exists(&mut conn, contest, entrant).await? {
        Ok(())
    } else {
        Err(AppError::NotAdmitted)
    }
}
