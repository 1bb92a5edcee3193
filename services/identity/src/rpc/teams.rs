//! `TeamService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, idempotency::RequestKey, problem::both};
use linia_proto::identity::v1::{self as pb, team_service_server::TeamService};
use tonic::{Request, Response, Status, async_trait};

use super::convert::read_name;
use crate::{
    app::{Context, teams, teams::InviteTeamMember},
    domain::display_name::TeamName,
};

/// `TeamService`.
pub struct TeamRpc(pub Arc<Context>);

#[async_trait]
impl TeamService for TeamRpc {
    async fn create_team(
        &self,
        request: Request<pb::CreateTeamRequest>,
    ) -> Result<Response<pb::Team>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let key = RequestKey::try_new(&caller, "CreateTeam", &request.request_id, &request);
        let (display_name, key) = both(TeamName::try_from(request), key)?;
        let answer = teams::create_team(&self.0, &caller, key, display_name).await?;
        Ok(Response::new(answer))
    }

    async fn get_team(
        &self,
        request: Request<pb::GetTeamRequest>,
    ) -> Result<Response<pb::Team>, Status> {
        let caller = Caller::of(&request);
        let id = read_name("name", &request.into_inner().name)?;
        let team = teams::get_team(&self.0, &caller, id).await?;
        Ok(Response::new(team.into()))
    }

    async fn invite_team_member(
        &self,
        request: Request<pb::InviteTeamMemberRequest>,
    ) -> Result<Response<pb::Team>, Status> {
        let caller = Caller::of(&request);
        let command = InviteTeamMember::try_from(request.into_inner())?;
        let team = teams::invite_team_member(&self.0, &caller, command).await?;
        Ok(Response::new(team.into()))
    }

    async fn accept_team_invitation(
        &self,
        request: Request<pb::AcceptTeamInvitationRequest>,
    ) -> Result<Response<pb::Team>, Status> {
        let caller = Caller::of(&request);
        let id = read_name("team", &request.into_inner().team)?;
        let team = teams::accept_team_invitation(&self.0, &caller, id).await?;
        Ok(Response::new(team.into()))
    }
}
