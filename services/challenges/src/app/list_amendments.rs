//! Lists a challenge's amendments.

use linia_chassis::{auth::Caller, id::ChallengeId, paging::Page};

use super::{AppError, Context};
use crate::{domain::amending::Amendment, store};

/// Amendments in a page at most: each may hold all texts twice.
const AMENDMENTS_AT_ONCE: i32 = 100;

/// A page of amendments, oldest first.
#[derive(Debug)]
pub struct AmendmentPage {
    /// The page.
    pub amendments: Vec<Amendment>,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl Context {
    /// Lists the amendments of a challenge that the caller can see.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_amendments(
        &self,
        caller: &Caller,
        challenge: ChallengeId,
        page: Page<i32>,
    ) -> Result<AmendmentPage, AppError> {
        let page = page.at_most(AMENDMENTS_AT_ONCE);
        let mut connection = self.database.read().await?;
        self.find_visible(&mut connection, caller, challenge)
            .await?;
        let after = page.cursor().copied().unwrap_or_default();
        let rows = store::amendment::list(&mut connection, challenge, after, page.limit()).await?;
        let octets_of = |amendment: &Amendment| {
            let changes = amendment.changes.iter();
            changes.map(|it| it.before.len() + it.after.len()).sum()
        };
        let (amendments, next_page_token) =
            page.finish_within(rows, octets_of, |amendment| amendment.number);
        Ok(AmendmentPage {
            amendments,
            next_page_token,
        })
    }
}
