//! `ReviewService`.

use linia_chassis::{auth::Caller, idempotency::RequestKey, paging::Page, problem::both};
use linia_proto::submissions::v1::{
    CorrectProtocolRequest, GetProtocolRequest, JudgeStageRequest, ListMyReviewsRequest,
    ListMyReviewsResponse, ListProtocolsRequest, ListProtocolsResponse, ListWorksRequest,
    ListWorksResponse, Protocol, Review, SaveReviewRequest, review_service_server::ReviewService,
};
use tonic::{Request, Response, Status};

use crate::{
    app::{
        Context,
        correct_protocol::correct_protocol,
        get_protocol::{get_protocol, list_protocols},
        judge_stage::judge_stage,
        review_works,
        save_review::save_review,
    },
    rpc::{
        convert::{
            name,
            protocols::{correction, judgement},
            work,
        },
        error::refuse,
    },
};

/// Shows works to jurors, takes their scores, and decides.
pub struct Reviews(pub Context);

#[tonic::async_trait]
impl ReviewService for Reviews {
    async fn list_works(
        &self,
        request: Request<ListWorksRequest>,
    ) -> Result<Response<ListWorksResponse>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage);
        let (stage, page) = both(stage, Page::of(&request))?;
        let listed = review_works::list_works(&self.0, &caller, stage, page).await;
        let (works, next_page_token) = listed.map_err(refuse)?;
        Ok(Response::new(ListWorksResponse {
            works: works
                .into_iter()
                .map(|listed| work(stage, listed))
                .collect(),
            next_page_token,
        }))
    }

    async fn save_review(
        &self,
        request: Request<SaveReviewRequest>,
    ) -> Result<Response<Review>, Status> {
        let caller = Caller::of(&request);
        let review = save_review(&self.0, &caller, request.into_inner().try_into()?);
        Ok(Response::new(review.await.map_err(refuse)?.into()))
    }

    async fn list_my_reviews(
        &self,
        request: Request<ListMyReviewsRequest>,
    ) -> Result<Response<ListMyReviewsResponse>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage)?;
        let reviews = review_works::list_my_reviews(&self.0, &caller, stage).await;
        let reviews = reviews.map_err(refuse)?.into_iter();
        Ok(Response::new(ListMyReviewsResponse {
            reviews: reviews.map(Into::into).collect(),
        }))
    }

    async fn judge_stage(
        &self,
        request: Request<JudgeStageRequest>,
    ) -> Result<Response<Protocol>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "JudgeStage", &request.request_id, &request);
        let ((stage, reasons), key) = both(judgement(&request), key)?;
        let protocol = judge_stage(&self.0, &caller, key, stage, reasons);
        Ok(Response::new(protocol.await.map_err(refuse)?))
    }

    async fn correct_protocol(
        &self,
        request: Request<CorrectProtocolRequest>,
    ) -> Result<Response<Protocol>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "CorrectProtocol", &request.request_id, &request);
        let (correction, key) = both(correction(request), key)?;
        let protocol = correct_protocol(&self.0, &caller, key, correction);
        Ok(Response::new(protocol.await.map_err(refuse)?))
    }

    async fn get_protocol(
        &self,
        request: Request<GetProtocolRequest>,
    ) -> Result<Response<Protocol>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage)?;
        let protocol = get_protocol(&self.0, &caller, stage)
            .await
            .map_err(refuse)?;
        Ok(Response::new((&protocol).into()))
    }

    async fn list_protocols(
        &self,
        request: Request<ListProtocolsRequest>,
    ) -> Result<Response<ListProtocolsResponse>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage)?;
        let protocols = list_protocols(&self.0, &caller, stage).await;
        let protocols = protocols.map_err(refuse)?;
        Ok(Response::new(ListProtocolsResponse {
            protocols: protocols.iter().map(Into::into).collect(),
        }))
    }
}
