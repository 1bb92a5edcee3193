//! `ProgrammeService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, idempotency::RequestKey, paging::Page, problem::both};
use linia_proto::challenges::v1::{self as pb, programme_service_server::ProgrammeService};
use tonic::{Request, Response, Status};

use super::{
    requests::{programme_target, programme_target_with_reason},
    status,
};
use crate::{
    app::{AppError, Context, programmes::ProgrammeView},
    convert::parse,
};

/// Serves `ProgrammeService`.
pub struct Programmes {
    /// The use cases.
    pub context: Arc<Context>,
}

type Answer = Result<Response<pb::Programme>, Status>;

fn answer(view: Result<ProgrammeView, AppError>) -> Answer {
    Ok(Response::new(view.map_err(status)?.into()))
}

#[tonic::async_trait]
impl ProgrammeService for Programmes {
    async fn create_programme(&self, request: Request<pb::CreateProgrammeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "CreateProgramme", &request.request_id, &request);
        let (command, key) = both(request.try_into(), key)?;
        let created = self.context.create_programme(&caller, &key, command).await;
        created.map(Response::new).map_err(status)
    }

    async fn get_programme(&self, request: Request<pb::GetProgrammeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let programme = parse::only_name("name", &request.get_ref().name)?;
        answer(self.context.get_programme(&caller, programme).await)
    }

    async fn list_programmes(
        &self,
        request: Request<pb::ListProgrammesRequest>,
    ) -> Result<Response<pb::ListProgrammesResponse>, Status> {
        let caller = Caller::of(&request);
        let page = Page::of(&request)?;
        let listed = self.context.list_programmes(&caller, page).await;
        let listed = listed.map_err(status)?;
        Ok(Response::new(pb::ListProgrammesResponse {
            programmes: listed.programmes.into_iter().map(Into::into).collect(),
            next_page_token: listed.next_page_token,
        }))
    }

    async fn update_programme(&self, request: Request<pb::UpdateProgrammeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        answer(self.context.update_programme(&caller, command).await)
    }

    async fn publish_programme(&self, request: Request<pb::PublishProgrammeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "PublishProgramme", &request.request_id, &request);
        let (target, key) = both(programme_target(&request.name, request.etag), key)?;
        let published = self.context.publish_programme(&caller, &key, &target).await;
        published.map(Response::new).map_err(status)
    }

    async fn end_programme(&self, request: Request<pb::EndProgrammeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let (target, reason) = programme_target_with_reason(request.into_inner())?;
        answer(self.context.end_programme(&caller, &target, reason).await)
    }
}
