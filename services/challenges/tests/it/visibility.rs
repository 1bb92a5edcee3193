//! The SQL of lists and searches shows to each caller exactly what the policy
//! lets them see.

use std::collections::BTreeSet;

use linia_challenges::app::access::policies;
use linia_chassis::{
    auth::Caller,
    id::{ChallengeId, OrganizationId},
    policy::Resource,
};
use linia_proto::{
    challenges::v1::{self as pb, challenge_service_server::ChallengeService as _},
    identity::v1::OrganizationKind,
};
use proptest::{
    prelude::*, sample::subsequence, strategy::ValueTree as _, test_runner::TestRunner,
};

use crate::{
    samples,
    search::find,
    world::{World, call, person, service},
};

/// How a challenge got where it is.
const COURSES: [&[&str]; 6] = [
    &[],
    &["request"],
    &["request", "approve"],
    &["request", "approve", "publish"],
    &["cancel"],
    &["request", "approve", "publish", "cancel"],
];

async fn challenge(world: &World, authority: OrganizationId, course: &[&str]) -> String {
    let staff = person(|claims| claims.heads = [authority].into());
    let service = &world.challenges;
    let request = pb::CreateChallengeRequest {
        challenge: Some(samples::draft(authority, world.now().await)),
        request_id: String::new(),
    };
    let created = service.create_challenge(call(&staff, request)).await;
    let name = created.expect("can be drafted").into_inner().name;
    let (etag, request_id) = (String::new(), String::new());
    for step in course {
        let (name, etag, request_id) = (name.clone(), etag.clone(), request_id.clone());
        let done = match *step {
            "request" => {
                let request = pb::RequestApprovalRequest { name, etag };
                service.request_approval(call(&staff, request)).await
            }
            "approve" => {
                let request = pb::ApproveChallengeRequest { name, etag };
                service.approve_challenge(call(&staff, request)).await
            }
            "publish" => {
                let request = pb::PublishChallengeRequest {
                    name,
                    etag,
                    request_id,
                };
                service.publish_challenge(call(&staff, request)).await
            }
            _ => {
                let reason = "Zmiana planów.".to_owned();
                let request = pb::CancelChallengeRequest { name, reason };
                service.cancel_challenge(call(&staff, request)).await
            }
        };
        done.expect("leads on");
    }
    name
}

/// Anybody: nobody in particular, a service, or a person with some roles in
/// some of the organizations.
fn any_caller(organizations: Vec<OrganizationId>) -> impl Strategy<Value = Caller> {
    let some = || subsequence(organizations.clone(), 0..=organizations.len());
    (0..6_u8, any::<bool>(), some(), some(), some()).prop_map(
        |(kind, operator, heads, editors, representatives)| match kind {
            0 => Caller::anonymous(),
            1 => service("reporting"),
            _ => person(|claims| {
                claims.operator = operator;
                claims.heads = heads.into_iter().collect();
                claims.editors = editors.into_iter().collect();
                claims.representatives = representatives.into_iter().collect();
            }),
        },
    )
}

#[tokio::test]
async fn lists_and_searches_show_exactly_what_the_policy_allows() {
    let world = World::new().await;
    let other = OrganizationId::new();
    let kind = OrganizationKind::ContractingAuthority;
    world
        .identity
        .kept()
        .organizations
        .insert(other.to_string(), kind);
    let mut all = Vec::new();
    for authority in [world.authority, other] {
        for course in COURSES {
            let name = challenge(&world, authority, course).await;
            let id: ChallengeId = name.parse().expect("is a name");
            let published = course.contains(&"publish");
            let resource = Resource::new("Challenge", id)
                .entity("authority", "Organization", authority)
                .bool("published", published)
                .bool("submitted", course.starts_with(&["request"]) && !published);
            all.push((name, resource));
        }
    }
    let policies = policies().expect("policies fit their schema");
    let organizations = vec![world.authority, other, OrganizationId::new()];
    let mut runner = TestRunner::deterministic();
    for _ in 0..64 {
        let caller = any_caller(organizations.clone()).new_tree(&mut runner);
        let caller = caller.expect("can be made").current();
        let allowed: BTreeSet<_> = all
            .iter()
            .filter(|(_, resource)| policies.allows(&caller, "view_challenge", resource))
            .map(|(name, _)| name.clone())
            .collect();
        let request = pb::ListChallengesRequest::default();
        let listed = world
            .challenges
            .list_challenges(call(&caller, request))
            .await;
        let listed = listed.expect("can be listed").into_inner().challenges;
        let listed: BTreeSet<_> = listed.into_iter().map(|c| c.name).collect();
        assert_eq!(listed, allowed, "{caller:?}");
        for query in ["", "wizyta"] {
            let request = pb::SearchChallengesRequest {
                query: query.to_owned(),
                ..pb::SearchChallengesRequest::default()
            };
            let found: BTreeSet<_> = find(&world, &caller, request).await.into_iter().collect();
            assert_eq!(found, allowed, "{caller:?} asking for {query:?}");
        }
    }
}
