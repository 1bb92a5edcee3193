//! A published challenge changes in the open, or not at all.

use linia_chassis::{auth::Caller, grpc::timestamp};
use linia_proto::challenges::v1::{
    self as pb, amendment_service_server::AmendmentService as _,
    challenge_service_server::ChallengeService as _,
};
use time::{Duration, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::{
    search::{find, texts},
    world::{World, call, person, reason, time},
};

fn amendment(challenge: &str, title: &str) -> pb::AmendChallengeRequest {
    pb::AmendChallengeRequest {
        challenge: Some(pb::Challenge {
            name: challenge.to_owned(),
            titles: texts(&[("pl", title), ("en", "Video visits")]),
            ..pb::Challenge::default()
        }),
        update_mask: None,
        reason: "Doprecyzowanie.".to_owned(),
        request_id: Uuid::new_v4().to_string(),
    }
}

async fn amend(
    world: &World,
    caller: &Caller,
    request: pb::AmendChallengeRequest,
) -> Result<pb::Amendment, tonic::Status> {
    let amended = world
        .amendments
        .amend_challenge(call(caller, request))
        .await;
    amended.map(tonic::Response::into_inner)
}

async fn list(world: &World, caller: &Caller, challenge: &str) -> Vec<pb::Amendment> {
    let mut all = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = pb::ListAmendmentsRequest {
            challenge: challenge.to_owned(),
            page_size: 1,
            page_token,
        };
        let page = world
            .amendments
            .list_amendments(call(caller, request))
            .await;
        let page = page.expect("is visible").into_inner();
        all.extend(page.amendments);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return all;
        }
    }
}

#[tokio::test]
async fn amendments_are_numbered_listed_and_told() {
    let world = World::new().await;
    let challenge = world.published().await;
    let name = &challenge.name;
    let request = amendment(name, "Wizyty wideo w urzędzie");
    let amended = amend(&world, &world.editor, request.clone()).await;
    let amended = amended.expect("works are taken");
    assert_eq!(amended.number, 1);
    let expected = pb::FieldChange {
        field: "titles".to_owned(),
        language_code: "pl".to_owned(),
        before: "Wizyty wideo".to_owned(),
        after: "Wizyty wideo w urzędzie".to_owned(),
    };
    assert_eq!(amended.changes, [expected]);
    let again = amend(&world, &world.editor, request).await;
    assert_eq!(again.expect("is a repetition"), amended);

    let stage = &challenge.stages[0];
    let (before, after) = (
        time(stage.close_time),
        time(stage.close_time) + Duration::DAY,
    );
    let request = pb::ExtendStageRequest {
        stage: stage.name.clone(),
        close_time: Some(timestamp(after)),
        reason: "Powódź.".to_owned(),
    };
    let extended = world.challenges.extend_stage(call(&world.head, request));
    extended.await.expect("is open");

    let listed = list(&world, &Caller::anonymous(), name).await;
    assert_eq!(listed[0], amended);
    assert_eq!((listed[1].number, listed.len()), (2, 2));
    let rfc3339 = |time: time::OffsetDateTime| time.format(&Rfc3339).expect("has a form");
    let expected = pb::FieldChange {
        field: "stages[0].close_time".to_owned(),
        language_code: String::new(),
        before: rfc3339(before),
        after: rfc3339(after),
    };
    assert_eq!(listed[1].changes, [expected]);

    let told: Vec<_> = world
        .told(name)
        .await
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    let expected = [
        "ChallengeAmended",
        "ChallengeUpdated",
        "StageExtended",
        "ChallengeUpdated",
    ];
    assert_eq!(told[told.len() - 4..], expected);
    let search = pb::SearchChallengesRequest {
        query: "urząd urzędzie".to_owned(),
        ..pb::SearchChallengesRequest::default()
    };
    let words = pb::SearchChallengesRequest {
        query: "wizyty urzędzie".to_owned(),
        ..search
    };
    assert_eq!(
        find(&world, &Caller::anonymous(), words).await,
        std::slice::from_ref(name)
    );
}

#[tokio::test]
async fn nobody_amends_in_secret_or_too_late() {
    let world = World::new().await;
    let challenge = world.published().await;
    let name = &challenge.name;
    let outsider = person(|_| ());
    let refused = amend(&world, &outsider, amendment(name, "Wizyty")).await;
    assert_eq!(reason(refused), "NOT_PERMITTED");
    let draft = world.draft().await.name;
    let refused = amend(&world, &world.editor, amendment(&draft, "Wizyty")).await;
    assert_eq!(reason(refused), "CHALLENGE_STATE");
    let secret = "UPDATE challenge SET titles = '[]' WHERE publish_time IS NOT NULL";
    let violated = world.constraint_violated_by(secret).await;
    assert_eq!(violated.as_deref(), Some("challenge_published_is_frozen"));

    world.travel_to(time(challenge.stages[0].close_time)).await;
    let refused = amend(&world, &world.editor, amendment(name, "Wizyty")).await;
    assert_eq!(reason(refused), "WORKS_DEADLINE_PASSED");
    assert_eq!(list(&world, &outsider, name).await, []);
}
