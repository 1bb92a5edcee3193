//! Teams.

use linia_chassis::{
    grpc::timestamp,
    problem::{Problem, Violations},
};
use linia_proto::identity::v1 as pb;

use super::ReadFields;
use crate::{
    app::teams::InviteTeamMember,
    domain::{display_name::TeamName, team::Team},
};

impl TryFrom<pb::CreateTeamRequest> for TeamName {
    type Error = Problem;

    fn try_from(request: pb::CreateTeamRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        violations
            .value("display_name", Self::try_new(&request.display_name))
            .ok_or_else(|| violations.into_problem())
    }
}

impl TryFrom<pb::InviteTeamMemberRequest> for InviteTeamMember {
    type Error = Problem;

    fn try_from(request: pb::InviteTeamMemberRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let team = violations.name("team", &request.team);
        let account = violations.name("account", &request.account);
        let (Some(team), Some(account)) = (team, account) else {
            return Err(violations.into_problem());
        };
        Ok(Self { team, account })
    }
}

impl From<Team> for pb::Team {
    fn from(team: Team) -> Self {
        Self {
            name: team.id.to_string(),
            display_name: team.display_name.as_str().to_owned(),
            members: team.members.iter().map(ToString::to_string).collect(),
            invited: team.invited.iter().map(ToString::to_string).collect(),
            create_time: Some(timestamp(team.create_time)),
        }
    }
}
