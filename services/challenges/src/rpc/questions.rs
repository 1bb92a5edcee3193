//! `QuestionService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, idempotency::RequestKey, paging::Page, problem::both};
use linia_proto::challenges::v1::{self as pb, question_service_server::QuestionService};
use tonic::{Request, Response, Status};

use super::status;
use crate::{
    app::Context,
    convert::{parse, question::to_message},
};

/// Serves `QuestionService`.
pub struct Questions {
    /// The use cases.
    pub context: Arc<Context>,
}

#[tonic::async_trait]
impl QuestionService for Questions {
    async fn ask_question(
        &self,
        request: Request<pb::AskQuestionRequest>,
    ) -> Result<Response<pb::Question>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "AskQuestion", &request.request_id, &request);
        let (command, key) = both(request.try_into(), key)?;
        let asked = self.context.ask_question(&caller, &key, command).await;
        asked.map(Response::new).map_err(status)
    }

    async fn answer_question(
        &self,
        request: Request<pb::AnswerQuestionRequest>,
    ) -> Result<Response<pb::Question>, Status> {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        let answered = self.context.answer_question(&caller, command).await;
        let answered = answered.map_err(status)?;
        Ok(Response::new(to_message(&answered)))
    }

    async fn merge_question(
        &self,
        request: Request<pb::MergeQuestionRequest>,
    ) -> Result<Response<pb::Question>, Status> {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        let merged = self.context.merge_question(&caller, command).await;
        let merged = merged.map_err(status)?;
        Ok(Response::new(to_message(&merged)))
    }

    async fn list_questions(
        &self,
        request: Request<pb::ListQuestionsRequest>,
    ) -> Result<Response<pb::ListQuestionsResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = parse::only_name("challenge", &request.get_ref().challenge);
        let (challenge, page) = both(challenge, Page::of(&request))?;
        let listed = self.context.list_questions(&caller, challenge, &page).await;
        let listed = listed.map_err(status)?;
        Ok(Response::new(pb::ListQuestionsResponse {
            questions: listed.questions.iter().map(to_message).collect(),
            next_page_token: listed.next_page_token,
        }))
    }
}
