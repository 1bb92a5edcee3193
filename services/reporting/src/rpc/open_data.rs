//! `OpenDataService`.

use linia_chassis::{auth::Caller, paging::Page, problem::both};
use linia_proto::reporting::v1::{
    GetReleasePackageRequest, ListReleasesRequest, ListReleasesResponse, ReleasePackage,
    open_data_service_server::OpenDataService,
};
use tonic::{Request, Response, Status};

use super::convert::{challenge_name, package_json, status};
use crate::app::OpenData;

#[tonic::async_trait]
impl OpenDataService for OpenData {
    async fn get_release_package(
        &self,
        request: Request<GetReleasePackageRequest>,
    ) -> Result<Response<ReleasePackage>, Status> {
        let caller = Caller::of(&request);
        let challenge = challenge_name(&request.get_ref().challenge);
        let (challenge, page) = both(challenge, Page::of(&request))?;
        let shown = OpenData::get_release_package(self, &caller, challenge, page)
            .await
            .map_err(status)?;
        Ok(Response::new(ReleasePackage {
            package_json: package_json(&shown.package)?,
            next_page_token: shown.next_page_token,
        }))
    }

    async fn list_releases(
        &self,
        request: Request<ListReleasesRequest>,
    ) -> Result<Response<ListReleasesResponse>, Status> {
        let caller = Caller::of(&request);
        let page = Page::of(&request)?;
        let shown = OpenData::list_releases(self, &caller, page)
            .await
            .map_err(status)?;
        Ok(Response::new(ListReleasesResponse {
            package_json: package_json(&shown.package)?,
            next_page_token: shown.next_page_token,
            resume_token: shown.resume_token,
        }))
    }
}
