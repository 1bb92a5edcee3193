//! `FollowingService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, paging::Page};
use linia_proto::notifications::v1::{
    FollowChallengeRequest, Following, ListFollowingsRequest, ListFollowingsResponse,
    UnfollowChallengeRequest, UnfollowChallengeResponse,
    following_service_server::FollowingService,
};
use tonic::{Request, Response, Status};

use super::convert::{challenge_name, status};
use crate::app::{self, Access};

/// Lets people follow contests.
pub(crate) struct Followings {
    /// Who may see what.
    pub(crate) access: Arc<Access>,
}

#[tonic::async_trait]
impl FollowingService for Followings {
    async fn follow_challenge(
        &self,
        request: Request<FollowChallengeRequest>,
    ) -> Result<Response<Following>, Status> {
        let caller = Caller::of(&request);
        let challenge = challenge_name(&request.into_inner().challenge)?;
        let following = app::follow(&self.access, &caller, challenge).await;
        Ok(Response::new(following.map_err(status)?.into()))
    }

    async fn unfollow_challenge(
        &self,
        request: Request<UnfollowChallengeRequest>,
    ) -> Result<Response<UnfollowChallengeResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = challenge_name(&request.into_inner().challenge)?;
        let unfollowed = app::unfollow(&self.access, &caller, challenge).await;
        unfollowed.map_err(status)?;
        Ok(Response::new(UnfollowChallengeResponse {}))
    }

    async fn list_followings(
        &self,
        request: Request<ListFollowingsRequest>,
    ) -> Result<Response<ListFollowingsResponse>, Status> {
        let caller = Caller::of(&request);
        let page = Page::of(&request)?;
        let listed = app::list_followings(&self.access, &caller, &page).await;
        let (followings, next_page_token) = listed.map_err(status)?;
        Ok(Response::new(ListFollowingsResponse {
            followings: followings.into_iter().map(Following::from).collect(),
            next_page_token,
        }))
    }
}
