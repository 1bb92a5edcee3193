//! `AdmissionService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, paging::Page, problem::both};
use linia_proto::challenges::v1::{self as pb, admission_service_server::AdmissionService};
use tonic::{Request, Response, Status};

use super::status;
use crate::{
    app::{Context, carry_winners::CarriedWinners},
    convert::{admission::to_message, enrolment, parse},
};

/// Serves `AdmissionService`.
pub struct Admissions {
    /// The use cases.
    pub context: Arc<Context>,
}

type Answer = Result<Response<pb::Admission>, Status>;

#[tonic::async_trait]
impl AdmissionService for Admissions {
    async fn apply_for_admission(&self, request: Request<pb::ApplyForAdmissionRequest>) -> Answer {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        let applied = self.context.apply_for_admission(&caller, command).await;
        Ok(Response::new(to_message(&applied.map_err(status)?)))
    }

    async fn decide_application(&self, request: Request<pb::DecideApplicationRequest>) -> Answer {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        let decided = self.context.decide_application(&caller, command).await;
        Ok(Response::new(to_message(&decided.map_err(status)?)))
    }

    async fn invite_entrant(&self, request: Request<pb::InviteEntrantRequest>) -> Answer {
        let caller = Caller::of(&request);
        let candidate = request.into_inner().try_into()?;
        let invited = self.context.invite_entrant(&caller, candidate).await;
        Ok(Response::new(to_message(&invited.map_err(status)?)))
    }

    async fn carry_winners(
        &self,
        request: Request<pb::CarryWinnersRequest>,
    ) -> Result<Response<pb::CarryWinnersResponse>, Status> {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        let carried = self.context.carry_winners(&caller, command).await;
        Ok(Response::new(match carried.map_err(status)? {
            CarriedWinners::Admitted(admissions) => pb::CarryWinnersResponse {
                admissions: admissions.iter().map(to_message).collect(),
                enrolments: Vec::new(),
            },
            CarriedWinners::Enrolled(enrolments) => pb::CarryWinnersResponse {
                admissions: Vec::new(),
                enrolments: enrolments.iter().map(enrolment::to_message).collect(),
            },
        }))
    }

    async fn list_admissions(
        &self,
        request: Request<pb::ListAdmissionsRequest>,
    ) -> Result<Response<pb::ListAdmissionsResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = parse::only_name("challenge", &request.get_ref().challenge);
        let (challenge, page) = both(challenge, Page::of(&request))?;
        let listed = self.context.list_admissions(&caller, challenge, page).await;
        let listed = listed.map_err(status)?;
        Ok(Response::new(pb::ListAdmissionsResponse {
            admissions: listed.admissions.iter().map(to_message).collect(),
            next_page_token: listed.next_page_token,
        }))
    }
}
