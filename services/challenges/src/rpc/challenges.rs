//! `ChallengeService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, idempotency::RequestKey, paging::Page, problem::both};
use linia_proto::challenges::v1::{self as pb, challenge_service_server::ChallengeService};
use tonic::{Request, Response, Status};

use super::{
    requests::{target, target_with_text, target_with_time},
    status,
};
use crate::{
    app::{AppError, ChallengeView, Context, access::Target},
    convert::{act, languages, parse, remark},
};

/// Serves `ChallengeService`.
pub struct Challenges {
    /// The use cases.
    pub context: Arc<Context>,
}

type Answer = Result<Response<pb::Challenge>, Status>;

fn answer(view: Result<ChallengeView, AppError>) -> Answer {
    Ok(Response::new(view.map_err(status)?.into()))
}

#[tonic::async_trait]
impl ChallengeService for Challenges {
    async fn create_challenge(&self, request: Request<pb::CreateChallengeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "CreateChallenge", &request.request_id, &request);
        let (command, key) = both(request.try_into(), key)?;
        let created = self.context.create_challenge(&caller, &key, command).await;
        created.map(Response::new).map_err(status)
    }

    async fn get_challenge(&self, request: Request<pb::GetChallengeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let challenge = parse::only_name("name", &request.name);
        let (challenge, languages) = both(challenge, languages::priority(&request.languages))?;
        let shown = self.context.get_challenge(&caller, challenge).await;
        let shown = shown.map_err(status)?;
        Ok(Response::new(languages::shown_in(shown.into(), &languages)))
    }

    async fn list_challenges(
        &self,
        request: Request<pb::ListChallengesRequest>,
    ) -> Result<Response<pb::ListChallengesResponse>, Status> {
        let caller = Caller::of(&request);
        let languages = languages::priority(&request.get_ref().languages);
        let (languages, page) = both(languages, Page::of(&request))?;
        let listed = self.context.list_challenges(&caller, page).await;
        let listed = listed.map_err(status)?;
        let challenges = listed.challenges.into_iter();
        Ok(Response::new(pb::ListChallengesResponse {
            challenges: challenges
                .map(|it| languages::shown_in(it.into(), &languages))
                .collect(),
            next_page_token: listed.next_page_token,
        }))
    }

    async fn update_challenge(&self, request: Request<pb::UpdateChallengeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        answer(self.context.update_challenge(&caller, command).await)
    }

    async fn request_review(&self, request: Request<pb::RequestReviewRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let target = target(&request.name, request.etag)?;
        answer(self.context.request_review(&caller, &target).await)
    }

    async fn request_changes(&self, request: Request<pb::RequestChangesRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let read = target_with_text(&request.name, request.etag, "remarks", request.remarks)?;
        let returned = self
            .context
            .request_changes(&caller, &read.target, read.text);
        answer(returned.await)
    }

    async fn accept_review(&self, request: Request<pb::AcceptReviewRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let target = target(&request.name, request.etag)?;
        answer(self.context.accept_review(&caller, &target).await)
    }

    async fn list_remarks(
        &self,
        request: Request<pb::ListRemarksRequest>,
    ) -> Result<Response<pb::ListRemarksResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = parse::only_name("challenge", &request.get_ref().challenge);
        let (challenge, page) = both(challenge, Page::of(&request))?;
        let listed = self.context.list_remarks(&caller, challenge, &page).await;
        let listed = listed.map_err(status)?;
        Ok(Response::new(pb::ListRemarksResponse {
            remarks: listed.remarks.iter().map(remark::to_message).collect(),
            next_page_token: listed.next_page_token,
        }))
    }

    async fn list_acts(
        &self,
        request: Request<pb::ListActsRequest>,
    ) -> Result<Response<pb::ListActsResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = parse::only_name("challenge", &request.get_ref().challenge);
        let (challenge, page) = both(challenge, Page::of(&request))?;
        let listed = self.context.list_acts(&caller, challenge, &page).await;
        let listed = listed.map_err(status)?;
        let acts = listed.acts.iter();
        Ok(Response::new(pb::ListActsResponse {
            acts: acts
                .map(|it| act::to_message(challenge, it, listed.entrants_told))
                .collect(),
            next_page_token: listed.next_page_token,
        }))
    }

    async fn request_approval(&self, request: Request<pb::RequestApprovalRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let target = target(&request.name, request.etag)?;
        answer(self.context.request_approval(&caller, &target).await)
    }

    async fn approve_challenge(&self, request: Request<pb::ApproveChallengeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let target = target(&request.name, request.etag)?;
        answer(self.context.approve_challenge(&caller, &target).await)
    }

    async fn return_challenge(&self, request: Request<pb::ReturnChallengeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let read = target_with_text(&request.name, request.etag, "remarks", request.remarks)?;
        let returned = self
            .context
            .return_challenge(&caller, &read.target, read.text);
        answer(returned.await)
    }

    async fn publish_challenge(&self, request: Request<pb::PublishChallengeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "PublishChallenge", &request.request_id, &request);
        let (target, key) = both(target(&request.name, request.etag), key)?;
        let published = self.context.publish_challenge(&caller, &key, &target).await;
        published.map(Response::new).map_err(status)
    }

    async fn schedule_publication(
        &self,
        request: Request<pb::SchedulePublicationRequest>,
    ) -> Answer {
        let caller = Caller::of(&request);
        let read = target_with_time(request.into_inner())?;
        let scheduled = self
            .context
            .schedule_publication(&caller, &read.target, read.time);
        answer(scheduled.await)
    }

    async fn unschedule_publication(
        &self,
        request: Request<pb::UnschedulePublicationRequest>,
    ) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let target = target(&request.name, request.etag)?;
        answer(self.context.unschedule_publication(&caller, &target).await)
    }

    async fn extend_stage(&self, request: Request<pb::ExtendStageRequest>) -> Answer {
        let caller = Caller::of(&request);
        let command = request.into_inner().try_into()?;
        answer(self.context.extend_stage(&caller, command).await)
    }

    async fn cancel_challenge(&self, request: Request<pb::CancelChallengeRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let read = target_with_text(&request.name, String::new(), "reason", request.reason)?;
        let cancelled = self
            .context
            .cancel_challenge(&caller, &read.target, read.text);
        answer(cancelled.await)
    }

    async fn approve_result(&self, request: Request<pb::ApproveResultRequest>) -> Answer {
        let caller = Caller::of(&request);
        let target = Target::any(parse::only_name("name", &request.into_inner().name)?);
        answer(self.context.approve_result(&caller, &target).await)
    }

    async fn annul_result(&self, request: Request<pb::AnnulResultRequest>) -> Answer {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let read = target_with_text(&request.name, String::new(), "reason", request.reason)?;
        answer(
            self.context
                .annul_result(&caller, &read.target, read.text)
                .await,
        )
    }

    async fn award_prizes(&self, request: Request<pb::AwardPrizesRequest>) -> Answer {
        let caller = Caller::of(&request);
        let target = Target::any(parse::only_name("name", &request.into_inner().name)?);
        answer(self.context.award_prizes(&caller, &target).await)
    }
}
