//! Lists applications and invitations.

use linia_chassis::{
    auth::Caller,
    id::{ChallengeId, EntrantName},
    paging::Page,
};

use super::{AppError, Context};
use crate::{domain::admission::Admission, store};

/// Admissions in a page at most: each may have tens of kilobytes of text.
const ADMISSIONS_AT_ONCE: i32 = 100;

/// A page of applications and invitations, by entrant.
#[derive(Debug)]
pub struct AdmissionPage {
    /// The page.
    pub admissions: Vec<Admission>,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl Context {
    /// Lists applications and invitations: to the authority's staff all of
    /// them, to others those of the entrants they speak for.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_admissions(
        &self,
        caller: &Caller,
        challenge: ChallengeId,
        page: Page<(String,)>,
    ) -> Result<AdmissionPage, AppError> {
        let page = page.at_most(ADMISSIONS_AT_ONCE);
        let mut connection = self.database.read().await?;
        let stored = self
            .find_visible(&mut connection, caller, challenge)
            .await?;
        let all = self.sees_all_admissions(caller, &stored);
        let own = entrants_of(caller);
        let entrants = (!all).then_some(own.as_slice());
        let after = page.cursor().map(|(entrant,)| entrant.as_str());
        let rows =
            store::admission::list(&mut connection, challenge, entrants, after, page.limit())
                .await?;
        let octets_of = |admission: &Admission| admission.text.len();
        let (admissions, next_page_token) =
            page.finish_within(
                rows,
                octets_of,
                |admission| (admission.entrant.to_string(),),
            );
        Ok(AdmissionPage {
            admissions,
            next_page_token,
        })
    }
}

/// The names of all entrants that the caller speaks for.
pub(super) fn entrants_of(caller: &Caller) -> Vec<String> {
    let organizations = caller.heads().union(caller.representatives()).copied();
    let names = caller.account().ok().map(EntrantName::Account).into_iter();
    names
        .chain(caller.teams().iter().copied().map(EntrantName::Team))
        .chain(organizations.map(EntrantName::Organization))
        .map(|name| name.to_string())
        .collect()
}
