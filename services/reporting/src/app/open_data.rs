//! Release packages, for anyone.

use std::sync::Arc;

use linia_chassis::{
    auth::Caller,
    database::clock_now,
    id::{ChallengeId, OrganizationId},
    paging::Page,
};

use super::{Access, AppError};
use crate::{
    clients::Names,
    config::OpenDataSettings,
    domain::notice::{Issued, Package, Parties, Publisher, rfc3339},
    store::{self, Row},
};

/// Releases in a package at most: each may have hundreds of kilobytes of text.
const RELEASES_AT_ONCE: i32 = 100;

/// What is needed to show releases.
pub(crate) struct OpenData {
    /// Who may see what.
    pub(crate) access: Arc<Access>,
    /// Names of people and teams.
    pub(crate) names: Names,
    /// Whose data it is, and where it is found.
    pub(crate) settings: OpenDataSettings,
}

/// A package and where its list goes on.
pub(crate) struct Shown {
    /// The package.
    pub(crate) package: Package,
    /// Empty where the list ends for now.
    pub(crate) next_page_token: String,
    /// What comes after it, now or later.
    pub(crate) resume_token: String,
}

impl OpenData {
    /// Returns the releases of a challenge, oldest first.
    ///
    /// # Errors
    /// NOT_FOUND if it does not exist or was not published.
    pub(crate) async fn get_release_package(
        &self,
        caller: &Caller,
        challenge: ChallengeId,
        page: Page<i64>,
    ) -> Result<Shown, AppError> {
        self.access.open_data(caller, "GetReleasePackage")?;
        let page = page.at_most(RELEASES_AT_ONCE);
        let mut conn = self.access.database.read().await?;
        let after = page.cursor().copied().unwrap_or(0);
        let rows = store::releases_of(&mut conn, challenge, after, page.limit()).await?;
        drop(conn);
        if rows.is_empty() && page.cursor().is_none() {
            return Err(AppError::UnknownChallenge(challenge));
        }
        let uri = self.settings.uri_of(challenge);
        self.show(uri, rows, &page, |row| row.issued.version).await
    }

    /// Lists the releases of all challenges in the order in which they came out.
    ///
    /// # Errors
    /// If the database fails; anyone may call.
    pub(crate) async fn list_releases(
        &self,
        caller: &Caller,
        page: Page<i64>,
    ) -> Result<Shown, AppError> {
        self.access.open_data(caller, "ListReleases")?;
        let page = page.at_most(RELEASES_AT_ONCE);
        let mut conn = self.access.database.read().await?;
        let after = page.cursor().copied().unwrap_or(0);
        let rows = store::list_releases(&mut conn, after, page.limit()).await?;
        drop(conn);
        let uri = self.settings.uri_of_all();
        self.show(uri, rows, &page, |row| row.position).await
    }

    async fn show(
        &self,
        uri: String,
        rows: Vec<Row>,
        page: &Page<i64>,
        cursor_of: impl Fn(&Row) -> i64,
    ) -> Result<Shown, AppError> {
        let (rows, next_page_token) = page.finish_within(rows, |row| row.octets, &cursor_of);
        let resume_token = page.resume(rows.last().map(&cursor_of).as_ref());
        let newest = rows.iter().map(|row| row.issued.date).max();
        let issued: Vec<Issued> = rows.into_iter().map(|row| row.issued).collect();
        let published_date = match newest {
            Some(date) => date,
            None => clock_now(&mut *self.access.database.read().await?).await?,
        };
        let parties = self.parties(&issued).await?;
        let show = |issued| parties.show(&self.settings.ocid_prefix, issued);
        let publisher = Publisher {
            name: self.settings.publisher.clone(),
        };
        Ok(Shown {
            package: Package::new(
                uri,
                rfc3339(published_date),
                publisher,
                issued.into_iter().map(show).collect(),
            ),
            next_page_token,
            resume_token,
        })
    }

    /// Who the parties are. Without names, a release is still a release.
    async fn parties(&self, issued: &[Issued]) -> Result<Parties, AppError> {
        let ids = issued.iter().flat_map(|it| &it.release.parties);
        let organizations: Vec<OrganizationId> =
            ids.filter_map(|party| party.id.parse().ok()).collect();
        let mut conn = self.access.database.read().await?;
        let organizations = store::organizations(&mut conn, &organizations).await?;
        drop(conn);
        let people = issued.iter().flat_map(|it| it.entrants.values());
        let names = self.names.find(people.cloned().collect()).await;
        Ok(Parties {
            organizations,
            names,
        })
    }
}
