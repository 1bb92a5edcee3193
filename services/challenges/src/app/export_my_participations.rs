//! A person gets what is stored of them (GDPR art. 15 and 20).

use linia_chassis::{auth::Caller, id::EntrantName, paging::Page, personal_data::section};
use linia_proto::challenges::v1::ExportMyParticipationsResponse;
use uuid::Uuid;

use super::{AppError, Context};
use crate::store::own_records;

impl Context {
    /// Returns a page of what is stored of the caller; all but their acts is on
    /// the first.
    ///
    /// # Errors
    /// [`AppError`] for anyone but a person.
    pub async fn export_my_participations(
        &self,
        caller: &Caller,
        page: &Page<(Uuid, i32)>,
    ) -> Result<ExportMyParticipationsResponse, AppError> {
        let account = caller.account()?;
        let entrant = EntrantName::Account(account).to_string();
        let mut conn = self.database.read().await?;
        let after = page.cursor().copied();
        let mut sections = Vec::new();
        if after.is_none() {
            for (name, records) in [
                (
                    "questions",
                    own_records::questions(&mut conn, account).await?,
                ),
                (
                    "admissions",
                    own_records::admissions(&mut conn, &entrant).await?,
                ),
                (
                    "extensions",
                    own_records::extensions(&mut conn, &entrant).await?,
                ),
                (
                    "openings",
                    own_records::openings(&mut conn, &entrant).await?,
                ),
                (
                    "enrolments",
                    own_records::enrolments(&mut conn, &entrant).await?,
                ),
                ("prizes", own_records::prizes(&mut conn, &entrant).await?),
            ] {
                sections.push(section(name, records));
            }
        }
        let acts = own_records::acts(&mut conn, &entrant, after, page.limit()).await?;
        let (acts, next_page_token) = page.finish(acts, |act| (act.challenge, act.number));
        sections.push(section("acts", acts.into_iter().map(|act| act.record)));
        Ok(ExportMyParticipationsResponse {
            sections,
            next_page_token,
        })
    }
}
