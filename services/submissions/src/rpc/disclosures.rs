//! `DisclosureService`.

use linia_chassis::{auth::Caller, paging::Page, problem::both};
use linia_proto::submissions::v1::{
    Disclosure, GetDisclosureRequest, ListDisclosedWorksRequest, ListDisclosedWorksResponse,
    ListPublicProtocolsRequest, ListPublicProtocolsResponse, StateDisclosureRequest,
    disclosure_service_server::DisclosureService,
};
use tonic::{Request, Response, Status};

use crate::{
    app::{
        Context,
        disclose_protocols::list_public_protocols,
        disclose_work::{get_disclosure, list_disclosed_works, state_disclosure},
    },
    rpc::{
        convert::{
            disclosures::{consent, disclosure},
            name,
        },
        error::refuse,
    },
};

/// Publishes awarded works as far as their authors consent.
pub struct Disclosures(pub Context);

#[tonic::async_trait]
impl DisclosureService for Disclosures {
    async fn state_disclosure(
        &self,
        request: Request<StateDisclosureRequest>,
    ) -> Result<Response<Disclosure>, Status> {
        let caller = Caller::of(&request);
        let (entry, scope) = consent(request.get_ref())?;
        let stated = state_disclosure(&self.0, &caller, entry, scope).await;
        Ok(Response::new(disclosure(entry, stated.map_err(refuse)?)))
    }

    async fn get_disclosure(
        &self,
        request: Request<GetDisclosureRequest>,
    ) -> Result<Response<Disclosure>, Status> {
        let caller = Caller::of(&request);
        let entry = name("entry", &request.get_ref().entry)?;
        let stated = get_disclosure(&self.0, &caller, entry).await;
        Ok(Response::new(disclosure(entry, stated.map_err(refuse)?)))
    }

    async fn list_disclosed_works(
        &self,
        request: Request<ListDisclosedWorksRequest>,
    ) -> Result<Response<ListDisclosedWorksResponse>, Status> {
        let challenge = name("challenge", &request.get_ref().challenge);
        let (challenge, page) = both(challenge, Page::of(&request))?;
        let listed = list_disclosed_works(&self.0, challenge, page).await;
        let (works, next_page_token) = listed.map_err(refuse)?;
        Ok(Response::new(ListDisclosedWorksResponse {
            works: works.into_iter().map(Into::into).collect(),
            next_page_token,
        }))
    }

    async fn list_public_protocols(
        &self,
        request: Request<ListPublicProtocolsRequest>,
    ) -> Result<Response<ListPublicProtocolsResponse>, Status> {
        let challenge = name("challenge", &request.get_ref().challenge)?;
        let listed = list_public_protocols(&self.0, challenge).await;
        let protocols = listed.map_err(refuse)?.into_iter();
        Ok(Response::new(ListPublicProtocolsResponse {
            protocols: protocols.map(Into::into).collect(),
        }))
    }
}
