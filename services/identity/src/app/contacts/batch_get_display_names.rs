//! A service is about to show names to those who may see them.

use std::collections::HashMap;

use linia_chassis::{
    auth::{Caller, Principal},
    id::{AccountId, EntrantName, OrganizationId, TeamId},
};
use uuid::Uuid;

use crate::{
    app::{AppError, Context, resource},
    store::display_names::{self, NamedRow},
};

/// Returns the names of accounts, organizations and teams; unknown ones are
/// left out.
///
/// # Errors
/// [`AppError::Caller`] for anyone but submissions and reporting.
pub async fn batch_get_display_names(
    context: &Context,
    caller: &Caller,
    names: Vec<EntrantName>,
) -> Result<HashMap<EntrantName, String>, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "BatchGetDisplayNames", &installation)?;

    let (mut accounts, mut teams, mut organizations) = (Vec::new(), Vec::new(), Vec::new());
    for name in names {
        match name {
            EntrantName::Account(id) => accounts.push(id.as_uuid()),
            EntrantName::Team(id) => teams.push(id.as_uuid()),
            EntrantName::Organization(id) => organizations.push(id.as_uuid()),
        }
    }
    let mut conn = context.database.read().await?;
    let kept = needs_kept_names(caller);
    let accounts = display_names::list_account_names(&mut conn, &accounts, kept).await?;
    let teams = display_names::list_team_names(&mut conn, &teams).await?;
    let organizations = display_names::list_organization_names(&mut conn, &organizations).await?;

    let account = |id| EntrantName::Account(AccountId::from(id));
    let team = |id| EntrantName::Team(TeamId::from(id));
    let organization = |id| EntrantName::Organization(OrganizationId::from(id));
    Ok(named(accounts, account)
        .chain(named(teams, team))
        .chain(named(organizations, organization))
        .collect())
}

/// Of erased people, submissions alone is told the names that are kept: it shows
/// them to the jury, which declares its conflicts by them (rule 4), and to nobody
/// before the closing. A drill-down needs nobody who wants to be forgotten.
fn needs_kept_names(caller: &Caller) -> bool {
    caller.principal == Principal::Service("submissions".to_owned())
}

fn named(
    rows: Vec<NamedRow>,
    name: impl Fn(Uuid) -> EntrantName,
) -> impl Iterator<Item = (EntrantName, String)> {
    rows.into_iter()
        .map(move |row| (name(row.id), row.display_name))
}
