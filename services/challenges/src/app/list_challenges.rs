//! Lists challenges.

use linia_chassis::{auth::Caller, paging::Page};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    AppError, ChallengeView, Context,
    access::{own_authorities, reader},
};
use crate::store::{self, StoredChallenge};

/// Challenges in a page at most: each may have hundreds of kilobytes of text.
pub(super) const CHALLENGES_AT_ONCE: i32 = 100;

/// A page of challenges, newest first.
#[derive(Debug)]
pub struct ChallengePage {
    /// The page.
    pub challenges: Vec<ChallengeView>,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl Context {
    /// Lists the challenges that the caller may see.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_challenges(
        &self,
        caller: &Caller,
        page: Page<(OffsetDateTime, Uuid)>,
    ) -> Result<ChallengePage, AppError> {
        let page = page.at_most(CHALLENGES_AT_ONCE);
        let mut connection = self.database.read().await?;
        let own = own_authorities(caller);
        let operator = caller.is_operator();
        let (after, limit) = (page.cursor(), page.limit());
        let rows = store::challenge::list(&mut connection, &own, operator, after, limit).await?;
        let now = store::clock::now(&mut connection).await?;
        let octets_of = |stored: &StoredChallenge| stored.challenge.content.text_octets();
        let (rows, next_page_token) = page.finish_within(rows, octets_of, |stored| {
            (stored.challenge.create_time, stored.challenge.id.as_uuid())
        });
        let view = |stored: StoredChallenge| ChallengeView {
            reader: reader(caller, &stored.challenge),
            stored,
            now,
        };
        Ok(ChallengePage {
            challenges: rows.into_iter().map(view).collect(),
            next_page_token,
        })
    }
}
