//! Lists the entries of the caller once their stages were opened.

use linia_chassis::{auth::Caller, id::EntrantName, paging::Page, problem::Problem};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    app::{Context, error::AppError},
    domain::{acceptance::AcceptedVersion, entry::Entry},
    store::entries::{self, ListedEntry, StoredCounting},
};

/// An entry as its entrant sees it.
pub struct MyEntry {
    /// The entry.
    pub entry: Entry,
    /// The version that counts. Stored readably with the entry it would lead a
    /// reader of the database from who entered to what (rule 3).
    pub counting: AcceptedVersion,
}

/// A page of the entries of everybody for whom the caller speaks and of those
/// that the caller wrote with others, and the next page's token.
pub async fn list_my_entries(
    ctx: &Context,
    caller: &Caller,
    page: Page<(OffsetDateTime, Uuid)>,
) -> Result<(Vec<MyEntry>, String), AppError> {
    let (account, entrants) = (caller.account()?, entrants_of(caller)?);
    let mut conn = ctx.database.read().await?;
    let before = page.cursor().copied();
    let rows =
        entries::list_of_entrants(&mut conn, &entrants, account, before, page.limit()).await?;
    let (rows, next_page_token) = page.finish(rows, |row| (row.open_time, row.entry.id.as_uuid()));
    let mine = rows.into_iter().map(|row| MyEntry::open(ctx, row));
    Ok((mine.collect::<Result<_, AppError>>()?, next_page_token))
}

impl MyEntry {
    /// As it is stored, opened.
    pub(super) fn open(ctx: &Context, stored: ListedEntry) -> Result<Self, AppError> {
        let entry = stored.entry;
        let counting = match stored.counting {
            StoredCounting::Wrapped(wrapped) => ctx.sealer.unwrap_counting(entry.id, &wrapped)?,
            StoredCounting::Plain(counting) => counting,
        };
        Ok(Self { entry, counting })
    }
}

/// Everybody for whom the caller speaks, as [`Caller::speaks_for`] tells.
pub(super) fn entrants_of(caller: &Caller) -> Result<Vec<EntrantName>, Problem> {
    let mut entrants = vec![EntrantName::Account(caller.account()?)];
    entrants.extend(caller.teams().iter().copied().map(EntrantName::Team));
    let organizations = caller.heads().union(caller.representatives());
    entrants.extend(organizations.copied().map(EntrantName::Organization));
    Ok(entrants)
}
