//! `StageKeyService`.

use std::sync::Arc;

use bytes::Bytes;
use linia_chassis::{auth::Caller, grpc::timestamp};
use linia_proto::challenges::v1::{self as pb, stage_key_service_server::StageKeyService};
use tonic::{Request, Response, Status};

use super::status;
use crate::{app::Context, convert::parse, domain::key_release::ReleaseRequest};

/// Serves `StageKeyService`.
pub struct StageKeys {
    /// The use cases.
    pub context: Arc<Context>,
}

#[tonic::async_trait]
impl StageKeyService for StageKeys {
    async fn get_stage(
        &self,
        request: Request<pb::GetStageRequest>,
    ) -> Result<Response<pb::PublishedStage>, Status> {
        let caller = Caller::of(&request);
        let stage = parse::only_name("stage", &request.into_inner().stage)?;
        let found = self.context.get_stage(&caller, stage).await;
        found.map(Response::new).map_err(status)
    }

    async fn get_stage_secret(
        &self,
        request: Request<pb::GetStageSecretRequest>,
    ) -> Result<Response<pb::GetStageSecretResponse>, Status> {
        let caller = Caller::of(&request);
        let stage = parse::only_name("stage", &request.into_inner().stage)?;
        let found = self.context.get_stage_secret(&caller, stage).await;
        let secret = found.map_err(status)?;
        Ok(Response::new(pb::GetStageSecretResponse {
            secret: secret.map_or_else(Bytes::new, |it| Bytes::copy_from_slice(it.as_slice())),
        }))
    }

    async fn approve_opening(
        &self,
        request: Request<pb::ApproveOpeningRequest>,
    ) -> Result<Response<pb::ApproveOpeningResponse>, Status> {
        let caller = Caller::of(&request);
        let stage = parse::only_name("stage", &request.into_inner().stage)?;
        let approvals = self.context.approve_opening(&caller, stage).await;
        let approvals = approvals.map_err(status)?;
        Ok(Response::new(pb::ApproveOpeningResponse {
            approval_count: i32::try_from(approvals.count()).unwrap_or(i32::MAX),
            sufficient: approvals.suffice(),
        }))
    }

    async fn release_stage_key_share(
        &self,
        request: Request<pb::ReleaseStageKeyShareRequest>,
    ) -> Result<Response<pb::ReleaseStageKeyShareResponse>, Status> {
        let caller = Caller::of(&request);
        let request = ReleaseRequest::try_from(request.into_inner())?;
        let released = self.context.release_key_share(&caller, &request).await;
        let released = released.map_err(status)?;
        Ok(Response::new(pb::ReleaseStageKeyShareResponse {
            share: Bytes::copy_from_slice(released.share.as_slice()),
            close_time: Some(timestamp(released.close_time)),
        }))
    }
}
