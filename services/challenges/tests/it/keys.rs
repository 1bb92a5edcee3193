//! Sealed until the deadline.

use linia_chassis::{
    auth::Caller,
    crypto::sealing::{Share, StageKey, seal},
};
use linia_proto::challenges::v1::{self as pb, stage_key_service_server::StageKeyService as _};
use time::Duration;
use tonic::{Code, Response, Status};

use crate::world::{World, call, person, reason, service, time};

async fn release(
    world: &World,
    caller: &Caller,
    stage: &str,
    purpose: pb::KeyPurpose,
    record: u8,
) -> Result<pb::ReleaseStageKeyShareResponse, Status> {
    let request = pb::ReleaseStageKeyShareRequest {
        stage: stage.to_owned(),
        purpose: purpose.into(),
        record_sha256: vec![record; 32].into(),
    };
    let released = world
        .stage_keys
        .release_stage_key_share(call(caller, request))
        .await;
    released.map(Response::into_inner)
}

fn share(octets: &[u8]) -> Share {
    Share::new(octets.try_into().expect("32 octets"))
}

#[tokio::test]
async fn sealed_work_opens_with_both_shares_after_closing_and_not_before() {
    let world = World::new().await;
    let challenge = world.published().await;
    let stage = &challenge.stages[0];
    let submissions = service("submissions");
    let sealed = seal(&stage.sealing_recipient, b"a work").expect("is a recipient");
    let sealing = pb::KeyPurpose::Sealing;

    world
        .travel_to(time(stage.close_time) - Duration::seconds(30))
        .await;
    let early = release(&world, &submissions, &stage.name, sealing, 1).await;
    assert_eq!(reason(early), "STAGE_NOT_CLOSED");

    world.travel_to(time(stage.close_time)).await;
    world.approve_by_two(&stage.name).await;
    let released = release(&world, &submissions, &stage.name, sealing, 1)
        .await
        .expect("closed");
    assert_eq!(released.close_time, stage.close_time);
    let other = world.identity.kept().shares[&(stage.name.clone(), 1)]
        .0
        .clone();
    let key = StageKey::combine(&share(&released.share), &share(&other));
    assert_eq!(key.open(&sealed).expect("opens").as_slice(), b"a work");

    let again = release(&world, &submissions, &stage.name, sealing, 1).await;
    assert_eq!(again.expect("the same record"), released);
    let differs = release(&world, &submissions, &stage.name, sealing, 2).await;
    assert_eq!(reason(differs), "CLOSING_RECORD_DIFFERS");
    let second = &challenge.stages[1].name;
    let early = release(&world, &submissions, second, sealing, 1).await;
    assert_eq!(reason(early), "STAGE_NOT_CLOSED");
}

#[tokio::test]
async fn every_request_for_a_share_is_recorded() {
    let world = World::new().await;
    let stage = world.published().await.stages.remove(0);
    let operator = person(|claims| claims.operator = true);
    for (caller, expected) in [
        (service("submissions"), "STAGE_NOT_CLOSED"),
        (service("reporting"), "NOT_PERMITTED"),
        (operator, "NOT_PERMITTED"),
        (world.head.clone(), "NOT_PERMITTED"),
        (Caller::anonymous(), "SIGN_IN_REQUIRED"),
    ] {
        let sealing = pb::KeyPurpose::Sealing;
        let refused = release(&world, &caller, &stage.name, sealing, 1).await;
        assert_eq!(reason(refused), expected);
    }
    let recorded: Vec<(String, String)> =
        sqlx::query_as("SELECT caller, outcome FROM stage_key_request ORDER BY id")
            .fetch_all(world.database.pool())
            .await
            .expect("is there");
    assert_eq!(recorded.len(), 4);
    assert_eq!(recorded[0].0, "services/submissions");
    assert_eq!(
        recorded[1],
        ("services/reporting".into(), "NOT_PERMITTED".into())
    );
}

#[tokio::test]
async fn nobody_is_unmasked_before_the_result_is_approved() {
    let world = World::new().await;
    let challenge = world.published().await;
    let last = &challenge.stages[1];
    world.travel_to(time(last.close_time)).await;
    let submissions = service("submissions");
    let unmasking = pb::KeyPurpose::Unmasking;
    let refused = release(&world, &submissions, &last.name, unmasking, 1).await;
    assert_eq!(reason(refused), "RESULT_NOT_APPROVED");
    let first = &challenge.stages[0].name;
    let refused = release(&world, &submissions, first, unmasking, 1).await;
    assert_eq!(
        refused.expect_err("no protocol yet").code(),
        Code::Unavailable
    );
}

#[tokio::test]
async fn submissions_learns_the_true_window_and_nobody_else() {
    let world = World::new().await;
    let challenge = world.published().await;
    let stage = challenge.stages[1].clone();
    let request = pb::GetStageRequest {
        stage: stage.name.clone(),
    };
    let submissions = service("submissions");
    let found = world
        .stage_keys
        .get_stage(call(&submissions, request.clone()))
        .await;
    let found = found.expect("is published").into_inner();
    assert_eq!(found.stage, Some(stage));
    assert_eq!((found.ordinal, found.stage_count), (2, 2));
    assert_eq!((found.challenge_version, found.laureate_count), (4, 1));
    let refused = world.stage_keys.get_stage(call(&world.head, request)).await;
    assert_eq!(reason(refused), "NOT_PERMITTED");
}

#[tokio::test]
async fn submissions_gets_the_secret_of_each_stage_and_nobody_else() {
    let world = World::new().await;
    let challenge = world.published().await;
    let submissions = service("submissions");
    let ask = async |who: &Caller, stage: &str| {
        let request = pb::GetStageSecretRequest {
            stage: stage.to_owned(),
        };
        let answer = world.stage_keys.get_stage_secret(call(who, request)).await;
        answer.map(|answer| answer.into_inner().secret)
    };
    let [one, other] = [0, 1].map(|index| challenge.stages[index].name.as_str());
    let secret = ask(&submissions, one).await.expect("is published");
    assert_eq!(secret.len(), 32);
    assert_eq!(ask(&submissions, one).await.expect("is there"), secret);
    assert_ne!(ask(&submissions, other).await.expect("is there"), secret);
    assert_eq!(reason(ask(&world.head, one).await), "NOT_PERMITTED");

    let stored: Vec<Vec<u8>> = sqlx::query_scalar("SELECT wrapped_secret FROM stage_secret")
        .fetch_all(world.database.pool())
        .await
        .expect("is there");
    assert_eq!(stored.len(), 2);
    let bare = |stored: &Vec<u8>| stored.windows(32).any(|octets| octets == secret);
    assert!(!stored.iter().any(bare), "it is stored encrypted");

    world.forget_secrets().await;
    let none = ask(&submissions, one).await.expect("is published");
    assert!(none.is_empty());
    let told = pb::GetStageRequest { stage: one.into() };
    let told = world.stage_keys.get_stage(call(&submissions, told)).await;
    assert!(!told.expect("is published").into_inner().has_secret);
}

#[tokio::test]
async fn stage_is_told_only_after_an_extension_that_is_under_way() {
    let world = World::new().await;
    let stage = world.published().await.stages.remove(1);
    let mut extending = world.database.pool().begin().await.expect("is there");
    for sql in [
        "SELECT FROM challenge FOR UPDATE",
        "UPDATE stage SET close_time = close_time + interval '1 hour' WHERE ordinal = 2",
    ] {
        let done = sqlx::query(sql).execute(&mut *extending).await;
        done.expect("is allowed");
    }

    let submissions = service("submissions");
    let request = pb::GetStageRequest {
        stage: stage.name.clone(),
    };
    let mut told = world.stage_keys.get_stage(call(&submissions, request));
    let meanwhile = tokio::time::timeout(std::time::Duration::from_millis(300), &mut told).await;
    assert!(meanwhile.is_err(), "it was told what is about to change");
    extending.commit().await.expect("is there");
    let told = told.await.expect("is published").into_inner();
    let told = told.stage.expect("is always told");
    assert_eq!(
        time(told.close_time),
        time(stage.close_time) + Duration::hours(1)
    );
}
