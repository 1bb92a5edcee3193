//! `ExtensionService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, paging::Page, problem::both};
use linia_proto::challenges::v1::{self as pb, extension_service_server::ExtensionService};
use tonic::{Request, Response, Status};

use super::status;
use crate::{
    app::Context,
    convert::{extension::to_message, parse},
};

/// Serves `ExtensionService`.
pub struct Extensions {
    /// The use cases.
    pub context: Arc<Context>,
}

#[tonic::async_trait]
impl ExtensionService for Extensions {
    async fn grant_extension(
        &self,
        request: Request<pb::GrantExtensionRequest>,
    ) -> Result<Response<pb::IndividualExtension>, Status> {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        let granted = self.context.grant_extension(&caller, command).await;
        let (challenge, granted) = granted.map_err(status)?;
        Ok(Response::new(to_message(challenge, &granted, true)))
    }

    async fn list_extensions(
        &self,
        request: Request<pb::ListExtensionsRequest>,
    ) -> Result<Response<pb::ListExtensionsResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = parse::only_name("challenge", &request.get_ref().challenge);
        let (challenge, page) = both(challenge, Page::of(&request))?;
        let listed = self.context.list_extensions(&caller, challenge, page).await;
        let listed = listed.map_err(status)?;
        let extensions = listed.extensions.iter();
        Ok(Response::new(pb::ListExtensionsResponse {
            extensions: extensions
                .map(|(extension, told)| to_message(challenge, extension, *told))
                .collect(),
            next_page_token: listed.next_page_token,
        }))
    }
}
