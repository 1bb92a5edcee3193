//! Lists what was said about a challenge on its way to publication.

use linia_chassis::{auth::Caller, id::ChallengeId, paging::Page};

use super::{AppError, Context, access::resource};
use crate::{domain::remark::Remark, store};

/// A page of remarks, newest first.
#[derive(Debug)]
pub struct RemarkPage {
    /// The page.
    pub remarks: Vec<Remark>,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl Context {
    /// Lists remarks, newest first.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_remarks(
        &self,
        caller: &Caller,
        challenge: ChallengeId,
        page: &Page<(i64,)>,
    ) -> Result<RemarkPage, AppError> {
        let mut connection = self.database.read().await?;
        let stored = self
            .find_visible(&mut connection, caller, challenge)
            .await?;
        self.policy
            .authorize(caller, "list_remarks", &resource(&stored.challenge))?;
        let before = page.cursor().map(|(version,)| *version);
        let rows = store::remark::list(&mut connection, challenge, before, page.limit()).await?;
        let (remarks, next_page_token) = page.finish(rows, |remark| (remark.version,));
        Ok(RemarkPage {
            remarks,
            next_page_token,
        })
    }
}
