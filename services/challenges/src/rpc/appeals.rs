//! `AppealService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, idempotency::RequestKey, problem::both};
use linia_proto::challenges::v1::{self as pb, appeal_service_server::AppealService};
use tonic::{Request, Response, Status};

use super::status;
use crate::{
    app::Context,
    convert::{appeal::to_message, parse},
};

/// Serves `AppealService`.
pub struct Appeals {
    /// The use cases.
    pub context: Arc<Context>,
}

#[tonic::async_trait]
impl AppealService for Appeals {
    async fn record_appeal(
        &self,
        request: Request<pb::RecordAppealRequest>,
    ) -> Result<Response<pb::Appeal>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "RecordAppeal", &request.request_id, &request);
        let (command, key) = both(request.try_into(), key)?;
        let recorded = self.context.record_appeal(&caller, &key, command).await;
        recorded.map(Response::new).map_err(status)
    }

    async fn decide_appeal(
        &self,
        request: Request<pb::DecideAppealRequest>,
    ) -> Result<Response<pb::Appeal>, Status> {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        let decided = self.context.decide_appeal(&caller, command).await;
        decided.map(Response::new).map_err(status)
    }

    async fn list_appeals(
        &self,
        request: Request<pb::ListAppealsRequest>,
    ) -> Result<Response<pb::ListAppealsResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = parse::only_name("challenge", &request.into_inner().challenge)?;
        let listed = self.context.list_appeals(&caller, challenge).await;
        let appeals = listed.map_err(status)?;
        Ok(Response::new(pb::ListAppealsResponse {
            appeals: appeals
                .iter()
                .map(|appeal| to_message(challenge, appeal))
                .collect(),
        }))
    }
}
