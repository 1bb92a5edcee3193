//! Teams.

use linia_chassis::id::{AccountId, TeamId};
use linia_proto::identity::v1::{self as pb, team_service_server::TeamService};
use tonic::{Code, Status};

use crate::fixture::{Fixture, by, reason};

impl Fixture {
    async fn invite(&self, by_whom: AccountId, team: &str, whom: AccountId) -> Result<(), Status> {
        let request = pb::InviteTeamMemberRequest {
            team: team.to_owned(),
            account: whom.to_string(),
        };
        self.teams.invite_team_member(by(by_whom, request)).await?;
        Ok(())
    }

    async fn accept(&self, account: AccountId, team: &str) -> Result<pb::Team, Status> {
        let team = team.to_owned();
        let request = by(account, pb::AcceptTeamInvitationRequest { team });
        Ok(self
            .teams
            .accept_team_invitation(request)
            .await?
            .into_inner())
    }
}

#[tokio::test]
async fn nobody_belongs_to_a_team_without_having_agreed() {
    let fixture = Fixture::start().await;
    let anna = fixture.person("anna@example.org").await;
    let jan = fixture.person("jan@example.org").await;
    let ewa = fixture.person("ewa@example.org").await;
    let request = pb::CreateTeamRequest {
        display_name: "Politechnika".to_owned(),
        request_id: uuid::Uuid::new_v4().to_string(),
    };
    let first = fixture.teams.create_team(by(anna, request.clone())).await;
    let again = fixture.teams.create_team(by(anna, request)).await;
    let team = first.expect("creates").into_inner();
    assert_eq!(again.expect("repeats").into_inner(), team);
    let name = team.name.as_str();

    let unseen = fixture.accept(jan, name).await.expect_err("not invited");
    assert_eq!(unseen.code(), Code::NotFound);
    for _ in 0..2 {
        fixture.invite(anna, name, jan).await.expect("invites");
    }
    assert_eq!(
        reason(fixture.invite(jan, name, ewa).await),
        "NOT_PERMITTED"
    );
    let unseen = fixture
        .invite(ewa, name, ewa)
        .await
        .expect_err("a stranger");
    assert_eq!(unseen.code(), Code::NotFound);
    let nobody = fixture.invite(anna, name, AccountId::new()).await;
    assert_eq!(nobody.expect_err("nobody").code(), Code::NotFound);

    for _ in 0..2 {
        let joined = fixture.accept(jan, name).await.expect("accepts");
        assert_eq!((joined.members.len(), joined.invited.len()), (2, 0));
    }
    fixture
        .invite(jan, name, ewa)
        .await
        .expect("a member invites");
    let id: TeamId = name.parse().expect("a name");
    assert_eq!(
        fixture.events(id.as_uuid()).await,
        [
            "TeamFormed",
            "TeamMemberInvited",
            "TeamMemberJoined",
            "TeamMemberInvited"
        ]
    );
}
