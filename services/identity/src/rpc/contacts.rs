//! `ContactService`.

use std::sync::Arc;

use linia_chassis::auth::Caller;
use linia_proto::identity::v1::{self as pb, contact_service_server::ContactService};
use tonic::{Request, Response, Status, async_trait};

use super::convert::{display_names, read_name};
use crate::app::{Context, contacts};

/// `ContactService`.
pub struct ContactRpc(pub Arc<Context>);

#[async_trait]
impl ContactService for ContactRpc {
    async fn get_contact(
        &self,
        request: Request<pb::GetContactRequest>,
    ) -> Result<Response<pb::Contact>, Status> {
        let caller = Caller::of(&request);
        let id = read_name("account", &request.into_inner().account)?;
        let account = contacts::get_contact(&self.0, &caller, id).await?;
        Ok(Response::new(account.into()))
    }

    async fn issue_email_verification(
        &self,
        request: Request<pb::IssueEmailVerificationRequest>,
    ) -> Result<Response<pb::IssueEmailVerificationResponse>, Status> {
        let caller = Caller::of(&request);
        let id = read_name("account", &request.into_inner().account)?;
        let token = contacts::issue_email_verification(&self.0, &caller, id).await?;
        let token = token.expose().to_owned();
        Ok(Response::new(pb::IssueEmailVerificationResponse { token }))
    }

    async fn batch_get_display_names(
        &self,
        request: Request<pb::BatchGetDisplayNamesRequest>,
    ) -> Result<Response<pb::BatchGetDisplayNamesResponse>, Status> {
        let caller = Caller::of(&request);
        let names = display_names(&request.into_inner())?;
        let found = contacts::batch_get_display_names(&self.0, &caller, names).await?;
        let named = found.into_iter();
        let display_names = named.map(|(name, text)| (name.to_string(), text)).collect();
        Ok(Response::new(pb::BatchGetDisplayNamesResponse {
            display_names,
        }))
    }
}
