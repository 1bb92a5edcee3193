//! Sessions and tokens.

use futures::future::join_all;
use linia_chassis::{
    auth::{Claims, TOKEN_TYPE},
    crypto::verify_jws,
};
use linia_proto::identity::v1::{
    self as pb, organization_service_server::OrganizationService,
    session_service_server::SessionService, team_service_server::TeamService,
};
use tonic::Status;

use crate::{
    fixture::{Fixture, PASSWORD, anonymous, by, by_operator, reason},
    organizations::registration,
};

const EMAIL: &str = "anna@example.org";

impl Fixture {
    async fn refresh(&self, refresh_token: &str) -> Result<pb::TokenPair, Status> {
        let refresh_token = refresh_token.to_owned();
        let request = anonymous(pb::RefreshSessionRequest { refresh_token });
        Ok(self.sessions.refresh_session(request).await?.into_inner())
    }

    fn claims(&self, pair: &pb::TokenPair) -> Claims {
        verify_jws(&pair.access_token, TOKEN_TYPE, &self.public_key).expect("a valid token")
    }
}

#[tokio::test]
async fn refresh_token_works_once_and_its_reuse_ends_the_session() {
    let fixture = Fixture::start().await;
    fixture.person(EMAIL).await;
    let first = fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    let elsewhere = fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    let second = fixture.refresh(&first.refresh_token).await.expect("works");
    let third = fixture.refresh(&second.refresh_token).await.expect("works");
    assert_eq!(third.refresh_expire_time, first.refresh_expire_time);

    let reused = fixture.refresh(&first.refresh_token).await;
    assert_eq!(reason(reused), "REFRESH_TOKEN_INVALID");
    let unused = fixture.refresh(&third.refresh_token).await;
    assert_eq!(reason(unused), "REFRESH_TOKEN_INVALID");
    fixture
        .refresh(&elsewhere.refresh_token)
        .await
        .expect("another session goes on");
}

#[tokio::test]
async fn refresh_token_used_by_many_at_once_works_for_one() {
    let fixture = Fixture::start().await;
    fixture.person(EMAIL).await;
    let pair = fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    let attempts = join_all((0..6).map(|_| fixture.refresh(&pair.refresh_token))).await;
    let won: Vec<_> = attempts.into_iter().filter_map(Result::ok).collect();
    assert_eq!(won.len(), 1);
    let next = fixture.refresh(&won[0].refresh_token).await;
    assert_eq!(reason(next), "REFRESH_TOKEN_INVALID", "reuse was noticed");
}

#[tokio::test]
async fn ended_sessions_are_not_refreshed() {
    let fixture = Fixture::start().await;
    fixture.person(EMAIL).await;
    let pair = fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    for _ in 0..2 {
        let refresh_token = pair.refresh_token.clone();
        let request = anonymous(pb::RevokeSessionRequest { refresh_token });
        fixture
            .sessions
            .revoke_session(request)
            .await
            .expect("harmless");
    }
    let revoked = fixture.refresh(&pair.refresh_token).await;
    assert_eq!(reason(revoked), "REFRESH_TOKEN_INVALID");

    let pair = fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    fixture
        .force("UPDATE identity.session SET expire_time = clock_timestamp()")
        .await;
    let expired = fixture.refresh(&pair.refresh_token).await;
    assert_eq!(reason(expired), "REFRESH_TOKEN_INVALID");
}

#[tokio::test]
async fn travelling_in_time_signs_nobody_out() {
    let fixture = Fixture::start().await;
    fixture.person(EMAIL).await;
    let pair = fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    let years = std::time::Duration::from_secs(3 * 365 * 24 * 3600);
    fixture.server.clock().advance(years).await.expect("moves");
    fixture.refresh(&pair.refresh_token).await.expect("goes on");
}

#[tokio::test]
async fn roles_in_unverified_organizations_do_not_count() {
    let fixture = Fixture::start().await;
    let anna = fixture.person(EMAIL).await;
    let request = by(anna, registration("PL-NIP", "8567346215"));
    let created = fixture.organizations.create_organization(request).await;
    let organization = created.expect("creates").into_inner();
    let request = pb::CreateTeamRequest {
        display_name: "Politechnika".to_owned(),
        request_id: String::new(),
    };
    let team = fixture.teams.create_team(by(anna, request)).await;
    let team = team.expect("creates").into_inner();

    let pair = fixture.sign_in(EMAIL, PASSWORD).await.expect("signs in");
    assert!(fixture.claims(&pair).heads.is_empty());

    let request = pb::VerifyOrganizationRequest {
        name: organization.name.clone(),
        etag: organization.etag,
    };
    let request = by_operator(anna, request);
    fixture
        .organizations
        .verify_organization(request)
        .await
        .expect("verifies");
    let pair = fixture.refresh(&pair.refresh_token).await.expect("works");
    let claims = fixture.claims(&pair);
    let heads: Vec<_> = claims.heads.iter().map(ToString::to_string).collect();
    let teams: Vec<_> = claims.teams.iter().map(ToString::to_string).collect();
    assert_eq!((heads, teams), (vec![organization.name], vec![team.name]));
    assert_eq!(claims.sub, anna.to_string());
}
