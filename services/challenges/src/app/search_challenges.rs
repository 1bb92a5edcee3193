//! Finds challenges by conditions.

use std::collections::HashMap;

use linia_chassis::{auth::Caller, id::ChallengeId, paging::Page};

use super::{
    AppError, ChallengeView, Context,
    access::{own_authorities, reader},
    list_challenges::{CHALLENGES_AT_ONCE, ChallengePage},
};
use crate::{
    domain::search::Search,
    store::{self, StoredChallenge, search::Place},
};

impl Context {
    /// Finds the challenges that the caller may see and that fulfil the
    /// conditions.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn search_challenges(
        &self,
        caller: &Caller,
        search: &Search,
        page: Page<Place>,
    ) -> Result<ChallengePage, AppError> {
        let page = page.at_most(CHALLENGES_AT_ONCE);
        let mut connection = self.database.read().await?;
        let own = own_authorities(caller);
        let (cursor, limit) = (page.cursor(), page.limit());
        let hits = store::search::find(
            &mut connection,
            search,
            &own,
            caller.is_operator(),
            cursor,
            limit,
        )
        .await?;
        let ids: Vec<_> = hits.iter().map(|hit| hit.challenge.as_uuid()).collect();
        let found = store::challenge::list_of(&mut connection, &ids).await?;
        let now = store::clock::now(&mut connection).await?;
        let mut found: HashMap<ChallengeId, StoredChallenge> = found
            .into_iter()
            .map(|stored| (stored.challenge.id, stored))
            .collect();
        let rows: Vec<_> = hits
            .iter()
            .filter_map(|hit| Some((hit, found.remove(&hit.challenge)?)))
            .collect();
        let (rows, next_page_token) = page.finish_within(
            rows,
            |(_, stored)| stored.challenge.content.text_octets(),
            |(hit, _)| hit.place(),
        );
        let view = |stored: StoredChallenge| ChallengeView {
            reader: reader(caller, &stored.challenge),
            stored,
            now,
        };
        Ok(ChallengePage {
            challenges: rows.into_iter().map(|(_, stored)| view(stored)).collect(),
            next_page_token,
        })
    }
}
