//! Lists enrolments.

use linia_chassis::{auth::Caller, id::ProgrammeId, paging::Page};

use crate::{
    app::{AppError, Context, list_admissions::entrants_of, programmes::access::resource},
    domain::enrolment::Enrolment,
    store,
};

/// A page of enrolments, in order of arrival.
#[derive(Debug)]
pub struct EnrolmentPage {
    /// The page.
    pub enrolments: Vec<Enrolment>,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl Context {
    /// Lists enrolments: to those who run the programme all of them, to others
    /// those of the entrants they speak for.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_enrolments(
        &self,
        caller: &Caller,
        programme: ProgrammeId,
        page: Page<i64>,
    ) -> Result<EnrolmentPage, AppError> {
        let mut connection = self.database.read().await?;
        let stored = self
            .find_visible_programme(&mut connection, caller, programme)
            .await?;
        let resource = resource(&stored.programme);
        let all = self.policy.allows(caller, "view_enrolments", &resource);
        let own = entrants_of(caller);
        let entrants = (!all).then_some(own.as_slice());
        let after = page.cursor().copied().unwrap_or_default();
        let limit = page.limit();
        let rows =
            store::enrolment::list(&mut connection, programme, entrants, after, limit).await?;
        let octets_of = |enrolment: &Enrolment| enrolment.state.reason().map_or(0, str::len);
        let (enrolments, next_page_token) =
            page.finish_within(rows, octets_of, |enrolment| enrolment.arrival);
        Ok(EnrolmentPage {
            enrolments,
            next_page_token,
        })
    }
}
