//! Lists a challenge's questions.

use linia_chassis::{auth::Caller, id::ChallengeId, paging::Page};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{AppError, Context, access::resource};
use crate::{domain::question::Question, store};

/// A page of questions, oldest first.
#[derive(Debug)]
pub struct QuestionPage {
    /// The page.
    pub questions: Vec<Question>,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl Context {
    /// Lists questions: to the authority's staff all of them, to others those
    /// that are answered.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_questions(
        &self,
        caller: &Caller,
        challenge: ChallengeId,
        page: &Page<(OffsetDateTime, Uuid)>,
    ) -> Result<QuestionPage, AppError> {
        let mut connection = self.database.read().await?;
        let stored = self
            .find_visible(&mut connection, caller, challenge)
            .await?;
        let resource = resource(&stored.challenge);
        let all = self
            .policy
            .allows(caller, "view_unanswered_questions", &resource);
        let rows =
            store::question::list(&mut connection, challenge, all, page.cursor(), page.limit())
                .await?;
        let (questions, next_page_token) = page.finish(rows, |question| {
            (question.create_time, question.id.as_uuid())
        });
        Ok(QuestionPage {
            questions,
            next_page_token,
        })
    }
}
