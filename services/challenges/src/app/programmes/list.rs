//! Lists programmes.

use linia_chassis::{auth::Caller, paging::Page};
use time::OffsetDateTime;
use uuid::Uuid;

use super::ProgrammeView;
use crate::{
    app::{AppError, Context, access::own_authorities, list_challenges::CHALLENGES_AT_ONCE},
    store::{self, StoredProgramme},
};

/// A page of programmes, newest first.
#[derive(Debug)]
pub struct ProgrammePage {
    /// The page.
    pub programmes: Vec<ProgrammeView>,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl Context {
    /// Lists the programmes that the caller may see. Their texts are as long
    /// as those of challenges.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_programmes(
        &self,
        caller: &Caller,
        page: Page<(OffsetDateTime, Uuid)>,
    ) -> Result<ProgrammePage, AppError> {
        let page = page.at_most(CHALLENGES_AT_ONCE);
        let mut connection = self.database.read().await?;
        let own = own_authorities(caller);
        let (after, limit) = (page.cursor(), page.limit());
        let rows = store::programme::list(&mut connection, &own, after, limit).await?;
        let now = store::clock::now(&mut connection).await?;
        let octets_of = |stored: &StoredProgramme| stored.programme.content.text_octets();
        let (rows, next_page_token) = page.finish_within(rows, octets_of, |stored| {
            (stored.programme.create_time, stored.programme.id.as_uuid())
        });
        let view = |stored| ProgrammeView { stored, now };
        Ok(ProgrammePage {
            programmes: rows.into_iter().map(view).collect(),
            next_page_token,
        })
    }
}
