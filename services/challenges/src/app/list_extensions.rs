//! Lists a challenge's individual extensions.

use linia_chassis::{auth::Caller, id::ChallengeId, paging::Page};

use super::{AppError, Context, access::resource};
use crate::domain::extension::IndividualExtension;

/// Extensions in a page at most: each may have a long reason.
const EXTENSIONS_AT_ONCE: i32 = 100;

/// A page of individual extensions, each with whether the reader is told whose
/// it is and why.
#[derive(Debug)]
pub struct ExtensionPage {
    /// The page.
    pub extensions: Vec<(IndividualExtension, bool)>,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl Context {
    /// Lists the individual extensions of a challenge that the caller can see.
    /// Whose they are is told to whoever grants them and to those who speak for
    /// the entrant, and so never to the jury.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_extensions(
        &self,
        caller: &Caller,
        challenge: ChallengeId,
        page: Page<i32>,
    ) -> Result<ExtensionPage, AppError> {
        let page = page.at_most(EXTENSIONS_AT_ONCE);
        let mut connection = self.database.read().await?;
        let stored = self
            .find_visible(&mut connection, caller, challenge)
            .await?;
        drop(connection);
        let resource = resource(&stored.challenge);
        let grants = self.policy.allows(caller, "grant_extension", &resource);
        let after = page.cursor().copied().unwrap_or_default();
        let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
        let rows = stored.challenge.extensions.into_iter();
        let rows = rows.filter(|it| it.number > after).take(limit).collect();
        let octets_of = |extension: &IndividualExtension| extension.reason.len();
        let (extensions, next_page_token) =
            page.finish_within(rows, octets_of, |extension| extension.number);
        let told = |extension: IndividualExtension| {
            let told = grants || caller.speaks_for(&extension.entrant);
            (extension, told)
        };
        Ok(ExtensionPage {
            extensions: extensions.into_iter().map(told).collect(),
            next_page_token,
        })
    }
}
