//! A service is about to show names to those who may see them.

use std::collections::HashMap;

use linia_chassis::{
    auth::Caller,
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
    let accounts = display_names::list_account_names(&mut conn, &accounts).await?;
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

fn named(
    rows: Vec<NamedRow>,
    name: impl Fn(Uuid) -> EntrantName,
) -> impl Iterator<Item = (EntrantName, String)> {
    rows.into_iter()
        .map(move |row| (name(row.id), row.display_name))
}
