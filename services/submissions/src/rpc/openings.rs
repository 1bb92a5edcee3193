//! `OpeningService`.

use linia_chassis::auth::{Bearer, Caller};
use linia_proto::submissions::v1::{
    GetOpeningRequest, OpenStageRequest, Opening, opening_service_server::OpeningService,
};
use tonic::{Request, Response, Status};

use crate::{
    app::{Context, get_opening::get_opening, open_by_hand::open_by_hand},
    rpc::{
        convert::{name, opening},
        error::refuse,
    },
};

/// Tells what is known of closings and openings, and opens by hand.
pub struct Openings(pub Context);

#[tonic::async_trait]
impl OpeningService for Openings {
    async fn get_opening(
        &self,
        request: Request<GetOpeningRequest>,
    ) -> Result<Response<Opening>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage)?;
        let known = get_opening(&self.0, &caller, stage).await.map_err(refuse)?;
        Ok(Response::new(opening(stage, known)))
    }

    async fn open_stage(
        &self,
        request: Request<OpenStageRequest>,
    ) -> Result<Response<Opening>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage)?;
        let bearer = Bearer::of(&request)?;
        let known = open_by_hand(&self.0, &caller, &bearer, stage)
            .await
            .map_err(refuse)?;
        Ok(Response::new(opening(stage, known)))
    }
}
