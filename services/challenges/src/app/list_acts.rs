//! Lists what was done to a challenge, and by whom.

use linia_chassis::{auth::Caller, id::ChallengeId, paging::Page};

use super::{AppError, Context, access::resource};
use crate::{domain::act::Act, store};

/// A page of acts, oldest first.
#[derive(Debug)]
pub struct ActPage {
    /// The page.
    pub acts: Vec<Act>,
    /// Whether the caller may know which entrants they are about.
    pub entrants_told: bool,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl Context {
    /// Lists acts, oldest first.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_acts(
        &self,
        caller: &Caller,
        challenge: ChallengeId,
        page: &Page<i32>,
    ) -> Result<ActPage, AppError> {
        let mut connection = self.database.read().await?;
        let stored = self
            .find_visible(&mut connection, caller, challenge)
            .await?;
        self.policy
            .authorize(caller, "list_acts", &resource(&stored.challenge))?;
        let after = page.cursor().copied().unwrap_or_default();
        let rows = store::act::list(&mut connection, challenge, after, page.limit()).await?;
        let (acts, next_page_token) = page.finish(rows, |act| act.number);
        Ok(ActPage {
            acts,
            entrants_told: self.sees_all_admissions(caller, &stored),
            next_page_token,
        })
    }
}
