//! From the first line to approval.

use linia_chassis::{auth::Caller, id::OrganizationId};
use linia_proto::{
    challenges::v1::{self as pb, challenge_service_server::ChallengeService as _},
    identity::v1::OrganizationKind,
};
use prost_types::FieldMask;
use tonic::Code;
use uuid::Uuid;

use crate::{
    samples,
    world::{World, call, person, reason},
};

#[tokio::test]
async fn draft_comes_back_as_it_was_written() {
    let world = World::new().await;
    let written = samples::draft(world.authority, world.now().await);
    let draft = world.draft().await;
    let read = world
        .get(&world.head, &draft.name)
        .await
        .expect("staff see it");
    assert_eq!(read, draft);
    assert_eq!(read.state(), pb::ChallengeState::Draft);
    assert_eq!(read.defects, []);
    let mut written = written;
    for (written, read) in written.stages.iter_mut().zip(&read.stages) {
        // Follows from the window.
        written.question_close_time = read.question_close_time;
    }
    let expected = pb::Challenge {
        name: read.name.clone(),
        state: read.state,
        create_time: read.create_time,
        update_time: read.update_time,
        etag: read.etag.clone(),
        ..written
    };
    assert_eq!(read, expected);
}

#[tokio::test]
async fn draft_is_not_found_by_others() {
    let world = World::new().await;
    let draft = world.draft().await;
    let operator = person(|claims| claims.operator = true);
    for (outsider, told) in [
        // Before anything is looked up.
        (Caller::anonymous(), "SIGN_IN_REQUIRED"),
        (person(|_| ()), "NOT_FOUND"),
        (operator, "NOT_FOUND"),
    ] {
        assert_eq!(reason(world.get(&outsider, &draft.name).await), "NOT_FOUND");
        let request = pb::RequestApprovalRequest {
            name: draft.name.clone(),
            etag: String::new(),
        };
        let refused = world
            .challenges
            .request_approval(call(&outsider, request))
            .await;
        assert_eq!(reason(refused), told);
    }
}

#[tokio::test]
async fn list_shows_to_each_what_they_may_see() {
    let world = World::new().await;
    let draft = world.draft().await.name;
    let published = world.published().await.name;
    let names = async |caller: &Caller, page_size: i32, page_token: &str| {
        let page_token = page_token.to_owned();
        let request = pb::ListChallengesRequest {
            page_size,
            page_token,
            languages: Vec::new(),
        };
        let page = world
            .challenges
            .list_challenges(call(caller, request))
            .await;
        let page = page.expect("can be listed").into_inner();
        let names: Vec<_> = page.challenges.into_iter().map(|c| c.name).collect();
        (names, page.next_page_token)
    };
    for outsider in [Caller::anonymous(), person(|_| ())] {
        assert_eq!(names(&outsider, 0, "").await.0, [published.as_str()]);
    }
    for staff in [&world.head, &world.editor] {
        let (first, token) = names(staff, 1, "").await;
        assert_eq!(first, [published.as_str()]);
        let (second, token) = names(staff, 1, &token).await;
        assert_eq!((second, token), (vec![draft.clone()], String::new()));
    }
}

#[tokio::test]
async fn only_contracting_authorities_run_challenges() {
    let world = World::new().await;
    let company = OrganizationId::new();
    let unknown = OrganizationId::new();
    let kind = OrganizationKind::Company;
    world
        .identity
        .kept()
        .organizations
        .insert(company.to_string(), kind);
    for (organization, expected) in [
        (company, "NOT_A_CONTRACTING_AUTHORITY"),
        (unknown, "NOT_FOUND"),
    ] {
        let head = person(|claims| claims.heads = [organization].into());
        let request = pb::CreateChallengeRequest {
            challenge: Some(samples::draft(organization, world.now().await)),
            request_id: String::new(),
        };
        let refused = world
            .challenges
            .create_challenge(call(&head, request))
            .await;
        assert_eq!(reason(refused), expected);
    }
}

#[tokio::test]
async fn repeated_call_gets_the_first_answer() {
    let world = World::new().await;
    let request = pb::CreateChallengeRequest {
        challenge: Some(samples::draft(world.authority, world.now().await)),
        request_id: Uuid::new_v4().to_string(),
    };
    let create = async |request| {
        let created = world
            .challenges
            .create_challenge(call(&world.editor, request))
            .await;
        created.map(tonic::Response::into_inner)
    };
    let first = create(request.clone()).await.expect("is new");
    let again = create(request.clone()).await.expect("is a repetition");
    assert_eq!(again, first);
    let other = pb::CreateChallengeRequest {
        challenge: Some(pb::Challenge {
            anonymous: false,
            ..request.challenge.clone().unwrap_or_default()
        }),
        ..request
    };
    assert_eq!(reason(create(other).await), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn update_replaces_the_named_fields_and_asks_for_the_version() {
    let world = World::new().await;
    let draft = world.draft().await;
    let update = async |challenge: pb::Challenge, paths: &[&str]| {
        let paths = paths.iter().map(ToString::to_string).collect();
        let request = pb::UpdateChallengeRequest {
            challenge: Some(challenge),
            update_mask: Some(FieldMask { paths }),
        };
        let updated = world
            .challenges
            .update_challenge(call(&world.editor, request))
            .await;
        updated.map(tonic::Response::into_inner)
    };
    let mut changed = draft.clone();
    changed.stages.truncate(1);
    changed.titles.clear();
    let updated = update(changed.clone(), &["stages"])
        .await
        .expect("is a draft");
    assert_eq!(updated.titles, draft.titles);
    assert_eq!(updated.stages.len(), 1);
    assert_eq!(updated.defects[0].reason, "FINALISTS_IN_LAST_STAGE");
    assert_eq!(
        reason(update(changed.clone(), &["titles"]).await),
        "ETAG_MISMATCH"
    );
    changed.etag.clear();
    changed.authority = OrganizationId::new().to_string();
    let refused = update(changed.clone(), &["authority"]).await;
    assert_eq!(
        refused.expect_err("is set once").code(),
        Code::InvalidArgument
    );
    let published = world.published().await;
    changed = pb::Challenge {
        name: published.name,
        ..pb::Challenge::default()
    };
    assert_eq!(
        reason(update(changed, &["prizes"]).await),
        "CHALLENGE_NOT_DRAFT"
    );
}

#[tokio::test]
async fn malformed_draft_is_refused_as_a_whole() {
    let world = World::new().await;
    let mut draft = samples::draft(world.authority, world.now().await);
    draft.titles[0].text = "a\0b".to_owned();
    draft.stages[0].finalist_count = -1;
    let request = pb::CreateChallengeRequest {
        challenge: Some(draft),
        request_id: String::new(),
    };
    let refused = world
        .challenges
        .create_challenge(call(&world.editor, request))
        .await;
    let details = tonic_types::StatusExt::get_details_bad_request(&refused.expect_err("malformed"));
    let violations = details.expect("fields are named").field_violations;
    let fields: Vec<_> = violations.iter().map(|v| v.field.as_str()).collect();
    let expected = [
        "challenge.titles[0].text",
        "challenge.stages[0].finalist_count",
    ];
    assert_eq!(fields, expected);
}
