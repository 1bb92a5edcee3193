//! `AssignmentService`.

use linia_chassis::{auth::Caller, paging::Page, problem::both};
use linia_proto::submissions::v1::{
    AssignWorkRequest, Assignment, DrawAssignmentsRequest, DrawAssignmentsResponse,
    GetReviewProgressRequest, ListAssignmentsRequest, ListAssignmentsResponse, ListMyWorksRequest,
    ListMyWorksResponse, RecuseFromWorkRequest, ReviewProgress, ReviewWaiver, UnassignWorkRequest,
    WaiveReviewsRequest, assignment_service_server::AssignmentService,
};
use tonic::{Request, Response, Status};

use crate::{
    app::{
        Context,
        adjust_assignment::{assign_work, recuse_from_work, unassign_work},
        draw_assignments::draw_assignments,
        list_assignments::{list_assignments, list_my_works},
        review_progress::get_review_progress,
        waive_reviews::waive_reviews,
    },
    rpc::{
        convert::{
            assignments::{adjustment, progress, waiver, work_recusal},
            name,
        },
        error::refuse,
    },
};

/// Distributes works among jurors.
pub struct Assignments(pub Context);

#[tonic::async_trait]
impl AssignmentService for Assignments {
    async fn draw_assignments(
        &self,
        request: Request<DrawAssignmentsRequest>,
    ) -> Result<Response<DrawAssignmentsResponse>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage)?;
        let drawn = draw_assignments(&self.0, &caller, stage).await;
        Ok(Response::new(drawn.map_err(refuse)?.into()))
    }

    async fn list_assignments(
        &self,
        request: Request<ListAssignmentsRequest>,
    ) -> Result<Response<ListAssignmentsResponse>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage);
        let (stage, page) = both(stage, Page::of(&request))?;
        let listed = list_assignments(&self.0, &caller, stage, page).await;
        let (assignments, next_page_token) = listed.map_err(refuse)?;
        Ok(Response::new(ListAssignmentsResponse {
            assignments: assignments.into_iter().map(Into::into).collect(),
            next_page_token,
        }))
    }

    async fn list_my_works(
        &self,
        request: Request<ListMyWorksRequest>,
    ) -> Result<Response<ListMyWorksResponse>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage);
        let (stage, page) = both(stage, Page::of(&request))?;
        let listed = list_my_works(&self.0, &caller, stage, page).await;
        let (works, next_page_token) = listed.map_err(refuse)?;
        Ok(Response::new(ListMyWorksResponse {
            works: works.into_iter().map(Into::into).collect(),
            next_page_token,
        }))
    }

    async fn get_review_progress(
        &self,
        request: Request<GetReviewProgressRequest>,
    ) -> Result<Response<ReviewProgress>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage)?;
        let measured = get_review_progress(&self.0, &caller, stage).await;
        Ok(Response::new(progress(stage, measured.map_err(refuse)?)))
    }

    async fn assign_work(
        &self,
        request: Request<AssignWorkRequest>,
    ) -> Result<Response<Assignment>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let asked = adjustment(&request.work, &request.account, request.reason)?;
        let assigned = assign_work(&self.0, &caller, asked).await;
        Ok(Response::new(assigned.map_err(refuse)?.into()))
    }

    async fn unassign_work(
        &self,
        request: Request<UnassignWorkRequest>,
    ) -> Result<Response<Assignment>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let asked = adjustment(&request.work, &request.account, request.reason)?;
        let released = unassign_work(&self.0, &caller, asked).await;
        Ok(Response::new(released.map_err(refuse)?.into()))
    }

    async fn recuse_from_work(
        &self,
        request: Request<RecuseFromWorkRequest>,
    ) -> Result<Response<Assignment>, Status> {
        let caller = Caller::of(&request);
        let (work, reason) = work_recusal(request.into_inner())?;
        let released = recuse_from_work(&self.0, &caller, work, reason).await;
        Ok(Response::new(released.map_err(refuse)?.into()))
    }

    async fn waive_reviews(
        &self,
        request: Request<WaiveReviewsRequest>,
    ) -> Result<Response<ReviewWaiver>, Status> {
        let caller = Caller::of(&request);
        let waived = waive_reviews(&self.0, &caller, request.into_inner().try_into()?).await;
        Ok(Response::new(waiver(waived.map_err(refuse)?)))
    }
}
