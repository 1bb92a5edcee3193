//! `AmendmentService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, idempotency::RequestKey, paging::Page, problem::both};
use linia_proto::challenges::v1::{self as pb, amendment_service_server::AmendmentService};
use tonic::{Request, Response, Status};

use super::status;
use crate::{
    app::Context,
    convert::{amendment::to_message, parse},
};

/// Serves `AmendmentService`.
pub struct Amendments {
    /// The use cases.
    pub context: Arc<Context>,
}

#[tonic::async_trait]
impl AmendmentService for Amendments {
    async fn amend_challenge(
        &self,
        request: Request<pb::AmendChallengeRequest>,
    ) -> Result<Response<pb::Amendment>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "AmendChallenge", &request.request_id, &request);
        let (command, key) = both(request.try_into(), key)?;
        let amended = self.context.amend_challenge(&caller, &key, command).await;
        amended.map(Response::new).map_err(status)
    }

    async fn list_amendments(
        &self,
        request: Request<pb::ListAmendmentsRequest>,
    ) -> Result<Response<pb::ListAmendmentsResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = parse::only_name("challenge", &request.get_ref().challenge);
        let (challenge, page) = both(challenge, Page::of(&request))?;
        let listed = self.context.list_amendments(&caller, challenge, page).await;
        let listed = listed.map_err(status)?;
        let amendments = listed.amendments.iter();
        Ok(Response::new(pb::ListAmendmentsResponse {
            amendments: amendments.map(|it| to_message(challenge, it)).collect(),
            next_page_token: listed.next_page_token,
        }))
    }
}
