//! `EnrolmentService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, paging::Page, problem::both};
use linia_proto::challenges::v1::{self as pb, enrolment_service_server::EnrolmentService};
use tonic::{Request, Response, Status};

use super::{
    requests::{participant, participant_with_phase, participant_with_reason},
    status,
};
use crate::{
    app::{AppError, Context},
    convert::{enrolment::to_message, parse},
    domain::enrolment::Enrolment,
};

/// Serves `EnrolmentService`.
pub struct Enrolments {
    /// The use cases.
    pub context: Arc<Context>,
}

type Answer = Result<Response<pb::Enrolment>, Status>;

fn answer(enrolment: Result<Enrolment, AppError>) -> Answer {
    Ok(Response::new(to_message(&enrolment.map_err(status)?)))
}

#[tonic::async_trait]
impl EnrolmentService for Enrolments {
    async fn enrol(&self, request: Request<pb::EnrolRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.get_ref();
        let participant = participant(&request.programme, &request.entrant)?;
        answer(self.context.enrol(&caller, participant).await)
    }

    async fn leave_programme(&self, request: Request<pb::LeaveProgrammeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.get_ref();
        let participant = participant(&request.programme, &request.entrant)?;
        answer(self.context.leave_programme(&caller, participant).await)
    }

    async fn remove_enrolment(&self, request: Request<pb::RemoveEnrolmentRequest>) -> Answer {
        let caller = Caller::of(&request);
        let (participant, reason) = participant_with_reason(request.into_inner())?;
        let removed = self.context.remove_enrolment(&caller, participant, reason);
        answer(removed.await)
    }

    async fn advance_enrolment(&self, request: Request<pb::AdvanceEnrolmentRequest>) -> Answer {
        let caller = Caller::of(&request);
        let (participant, phase) = participant_with_phase(request.get_ref())?;
        let advanced = self.context.advance_enrolment(&caller, participant, phase);
        answer(advanced.await)
    }

    async fn list_enrolments(
        &self,
        request: Request<pb::ListEnrolmentsRequest>,
    ) -> Result<Response<pb::ListEnrolmentsResponse>, Status> {
        let caller = Caller::of(&request);
        let programme = parse::only_name("programme", &request.get_ref().programme);
        let (programme, page) = both(programme, Page::of(&request))?;
        let listed = self.context.list_enrolments(&caller, programme, page).await;
        let listed = listed.map_err(status)?;
        Ok(Response::new(pb::ListEnrolmentsResponse {
            enrolments: listed.enrolments.iter().map(to_message).collect(),
            next_page_token: listed.next_page_token,
        }))
    }
}
