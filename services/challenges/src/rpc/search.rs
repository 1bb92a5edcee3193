//! `SearchService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, paging::Page, problem::both};
use linia_proto::challenges::v1::{self as pb, search_service_server::SearchService};
use tonic::{Request, Response, Status};

use super::{requests::similar_request, status};
use crate::{
    app::Context,
    convert::{languages, similar::to_message},
    domain::search::Search,
};

/// Serves `SearchService`.
pub struct SearchChallenges {
    /// The use cases.
    pub context: Arc<Context>,
}

#[tonic::async_trait]
impl SearchService for SearchChallenges {
    async fn search_challenges(
        &self,
        request: Request<pb::SearchChallengesRequest>,
    ) -> Result<Response<pb::SearchChallengesResponse>, Status> {
        let caller = Caller::of(&request);
        let page = Page::of(&request);
        let request = request.into_inner();
        let languages = languages::priority(&request.languages);
        let options = both(page, languages);
        let (search, (page, languages)) = both(Search::try_from(request), options)?;
        let found = self.context.search_challenges(&caller, &search, page).await;
        let found = found.map_err(status)?;
        let challenges = found.challenges.into_iter();
        Ok(Response::new(pb::SearchChallengesResponse {
            challenges: challenges
                .map(|it| languages::shown_in(it.into(), &languages))
                .collect(),
            next_page_token: found.next_page_token,
        }))
    }

    async fn list_similar_challenges(
        &self,
        request: Request<pb::ListSimilarChallengesRequest>,
    ) -> Result<Response<pb::ListSimilarChallengesResponse>, Status> {
        let caller = Caller::of(&request);
        let (challenge, limit) = similar_request(&request.into_inner())?;
        let similar = self.context.list_similar(&caller, challenge, limit).await;
        let similar = similar.map_err(status)?;
        Ok(Response::new(pb::ListSimilarChallengesResponse {
            similar: similar.into_iter().map(to_message).collect(),
        }))
    }
}
