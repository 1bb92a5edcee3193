//! What access tokens tell that contests may ask of entrants.

use linia_chassis::{
    auth::{Claims, TOKEN_TYPE},
    crypto::verify_jws,
    id::{AccountId, OrganizationId, TeamId},
    standing::{
        AssuranceLevel, OrganizationKind, OrganizationSize, OrganizationStanding, Standing,
    },
};
use linia_proto::identity::v1::{
    self as pb, account_service_server::AccountService,
    organization_service_server::OrganizationService, team_service_server::TeamService,
};
use tonic::Status;

use crate::{
    fixture::{Fixture, PASSWORD, by, by_operator, reason},
    organizations::registration,
};

const EMAIL: &str = "anna@example.org";

impl Fixture {
    /// What a person's next token tells.
    async fn standing(&self) -> Standing {
        let pair = self.sign_in(EMAIL, PASSWORD).await.expect("signs in");
        let claims: Claims =
            verify_jws(&pair.access_token, TOKEN_TYPE, &self.public_key).expect("is valid");
        claims.standing
    }

    async fn record(
        &self,
        operator: AccountId,
        account: AccountId,
        level: pb::AssuranceLevel,
    ) -> Result<(), Status> {
        let request = pb::RecordAssuranceRequest {
            account: account.to_string(),
            assurance_level: level.into(),
        };
        let recorded = self
            .accounts
            .record_assurance(by_operator(operator, request));
        recorded.await.map(|_| ())
    }

    /// A verified small company that Anna heads.
    async fn company(&self, anna: AccountId) -> OrganizationId {
        let mut request = registration("PL-KRS", "0000000001");
        let company = request.organization.as_mut().expect("is there");
        company.kind = pb::OrganizationKind::Company.into();
        company.size = pb::OrganizationSize::Small.into();
        let created = self.organizations.create_organization(by(anna, request));
        let created = created.await.expect("registers").into_inner();
        assert_eq!(created.size(), pb::OrganizationSize::Small);
        let request = pb::VerifyOrganizationRequest {
            name: created.name.clone(),
            etag: String::new(),
        };
        let operator = AccountId::new();
        let verified = self
            .organizations
            .verify_organization(by_operator(operator, request));
        verified.await.expect("is an operator");
        created.name.parse().expect("is a name")
    }
}

#[tokio::test]
async fn token_tells_what_a_person_is_and_whom_they_enter_for() {
    let fixture = Fixture::start().await;
    let anna = fixture.person(EMAIL).await;
    let company = fixture.company(anna).await;
    let request = pb::CreateTeamRequest {
        display_name: "Lampiarze".to_owned(),
        request_id: String::new(),
    };
    let team = fixture.teams.create_team(by(anna, request)).await;
    let team: TeamId = team
        .expect("forms")
        .into_inner()
        .name
        .parse()
        .expect("is one");
    let standing = OrganizationStanding {
        kind: OrganizationKind::Company,
        country: "PL".to_owned(),
        size: Some(OrganizationSize::Small),
    };
    let expected = Standing {
        country: Some("PL".to_owned()),
        assurance: None,
        organizations: [(company, standing)].into(),
        team_sizes: [(team, 1)].into(),
    };
    assert_eq!(fixture.standing().await, expected);
}

#[tokio::test]
async fn level_is_noted_by_an_operator_for_somebody_else() {
    let fixture = Fixture::start().await;
    let anna = fixture.person(EMAIL).await;
    let operator = AccountId::new();
    for (level, told) in [
        (
            pb::AssuranceLevel::Substantial,
            Some(AssuranceLevel::Substantial),
        ),
        (pb::AssuranceLevel::Unspecified, None),
    ] {
        for _ in 0..2 {
            let recorded = fixture.record(operator, anna, level).await;
            recorded.expect("is an operator");
        }
        assert_eq!(fixture.standing().await.assurance, told);
    }
    let oneself = fixture.record(anna, anna, pb::AssuranceLevel::High).await;
    assert_eq!(reason(oneself), "NOT_PERMITTED");
    let nobody = fixture
        .record(operator, AccountId::new(), pb::AssuranceLevel::High)
        .await;
    assert_eq!(reason(nobody), "NOT_FOUND");
    assert_eq!(fixture.standing().await.assurance, None);
}
