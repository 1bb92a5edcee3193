//! `OrganizationService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, idempotency::RequestKey, paging::Page, problem::both};
use linia_proto::identity::v1::{self as pb, organization_service_server::OrganizationService};
use tonic::{Request, Response, Status, async_trait};

use super::convert::read_name;
use crate::{
    app::{
        Context, organizations,
        organizations::{Membership, VerifyOrganization},
    },
    domain::organization::OrganizationDetails,
};

/// `OrganizationService`.
pub struct OrganizationRpc(pub Arc<Context>);

#[async_trait]
impl OrganizationService for OrganizationRpc {
    async fn create_organization(
        &self,
        request: Request<pb::CreateOrganizationRequest>,
    ) -> Result<Response<pb::Organization>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "CreateOrganization", &request.request_id, &request);
        let (details, key) = both(OrganizationDetails::try_from(request), key)?;
        let answer = organizations::create_organization(&self.0, &caller, key, details).await?;
        Ok(Response::new(answer))
    }

    async fn get_organization(
        &self,
        request: Request<pb::GetOrganizationRequest>,
    ) -> Result<Response<pb::Organization>, Status> {
        let caller = Caller::of(&request);
        let id = read_name("name", &request.into_inner().name)?;
        let organization = organizations::get_organization(&self.0, &caller, id).await?;
        Ok(Response::new(organization.into()))
    }

    async fn list_organizations(
        &self,
        request: Request<pb::ListOrganizationsRequest>,
    ) -> Result<Response<pb::ListOrganizationsResponse>, Status> {
        let caller = Caller::of(&request);
        let page = Page::of(&request)?;
        let page = organizations::list_organizations(&self.0, &caller, page).await?;
        Ok(Response::new(page.into()))
    }

    async fn verify_organization(
        &self,
        request: Request<pb::VerifyOrganizationRequest>,
    ) -> Result<Response<pb::Organization>, Status> {
        let caller = Caller::of(&request);
        let command = VerifyOrganization::try_from(request.into_inner())?;
        let organization = organizations::verify_organization(&self.0, &caller, command).await?;
        Ok(Response::new(organization.into()))
    }

    async fn grant_membership(
        &self,
        request: Request<pb::GrantMembershipRequest>,
    ) -> Result<Response<pb::Membership>, Status> {
        let caller = Caller::of(&request);
        let command = Membership::try_from(request.into_inner().membership)?;
        let membership = organizations::grant_membership(&self.0, &caller, command).await?;
        Ok(Response::new(membership.into()))
    }

    async fn revoke_membership(
        &self,
        request: Request<pb::RevokeMembershipRequest>,
    ) -> Result<Response<pb::RevokeMembershipResponse>, Status> {
        let caller = Caller::of(&request);
        let command = Membership::try_from(request.into_inner().membership)?;
        organizations::revoke_membership(&self.0, &caller, command).await?;
        Ok(Response::new(pb::RevokeMembershipResponse {}))
    }
}
