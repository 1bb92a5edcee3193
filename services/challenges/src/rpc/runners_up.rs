//! `RunnerUpService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, idempotency::RequestKey, problem::both};
use linia_proto::challenges::v1::{self as pb, runner_up_service_server::RunnerUpService};
use tonic::{Request, Response, Status};

use super::{requests::FallenPrize, status};
use crate::app::Context;

/// Serves `RunnerUpService`.
pub struct RunnersUp {
    /// The use cases.
    pub context: Arc<Context>,
}

#[tonic::async_trait]
impl RunnerUpService for RunnersUp {
    async fn call_runner_up(
        &self,
        request: Request<pb::CallRunnerUpRequest>,
    ) -> Result<Response<pb::RunnerUpCall>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "CallRunnerUp", &request.request_id, &request);
        let (command, key) = both(request.try_into(), key)?;
        let called = self.context.call_runner_up(&caller, &key, command).await;
        called.map(Response::new).map_err(status)
    }

    async fn award_runner_up(
        &self,
        request: Request<pb::AwardRunnerUpRequest>,
    ) -> Result<Response<pb::RunnerUpCall>, Status> {
        let caller = Caller::of(&request);
        let FallenPrize { challenge, work } = request.into_inner().try_into()?;
        let awarded = self.context.award_runner_up(&caller, challenge, work).await;
        awarded.map(Response::new).map_err(status)
    }
}
