//! Lists the entries of the caller once their stages were opened.

use linia_chassis::{auth::Caller, id::EntrantName, paging::Page, problem::Problem};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    app::{Context, error::AppError},
    domain::entry::Entry,
    store::entries,
};

/// A page of the entries of everybody for whom the caller speaks, and the next
/// page's token.
pub async fn list_my_entries(
    ctx: &Context,
    caller: &Caller,
    page: Page<(OffsetDateTime, Uuid)>,
) -> Result<(Vec<Entry>, String), AppError> {
    let entrants = entrants_of(caller)?;
    let mut conn = ctx.database.read().await?;
    let before = page.cursor().copied();
    let rows = entries::list_of_entrants(&mut conn, &entrants, before, page.limit()).await?;
    Ok(page.finish(rows, |entry| (entry.accept_time, entry.id.as_uuid())))
}

/// Everybody for whom the caller speaks, as [`Caller::speaks_for`] tells.
pub(super) fn entrants_of(caller: &Caller) -> Result<Vec<EntrantName>, Problem> {
    let mut entrants = vec![EntrantName::Account(caller.account()?)];
    entrants.extend(caller.teams().iter().copied().map(EntrantName::Team));
    let organizations = caller.heads().union(caller.representatives());
    entrants.extend(organizations.copied().map(EntrantName::Organization));
    Ok(entrants)
}
