//! Publication, extension, cancellation.

use linia_chassis::{auth::Caller, grpc::timestamp};
use linia_proto::challenges::v1::{self as pb, challenge_service_server::ChallengeService as _};
use time::Duration;
use tonic::{Code, Response};
use uuid::Uuid;

use crate::world::{World, call, reason, time};

#[tokio::test]
async fn publication_is_told_once_and_carries_its_own_number() {
    let world = World::new().await;
    let approved = world.approved().await;
    let request_id = Uuid::new_v4().to_string();
    let published = world
        .publish(&approved.name, &request_id)
        .await
        .expect("is approved");
    assert_eq!(published.state(), pb::ChallengeState::Published);
    assert!(
        published
            .stages
            .iter()
            .all(|s| s.sealing_recipient.starts_with("age1"))
    );
    let again = world
        .publish(&approved.name, &request_id)
        .await
        .expect("is a repetition");
    assert_eq!(again, published);
    assert_eq!(
        reason(world.publish(&approved.name, "").await),
        "CHALLENGE_STATE"
    );

    let told = world.told(&approved.name).await;
    let expected = [
        ("ChallengeDrafted", 1),
        ("ChallengeApprovalRequested", 2),
        ("ChallengeApproved", 3),
        ("ChallengePublished", 4),
        ("ChallengeAnnounced", 1),
    ];
    assert_eq!(
        told,
        expected.map(|(kind, version)| (kind.to_owned(), version))
    );
    let number: String = sqlx::query_scalar(
        "SELECT payload::jsonb -> 'stages' -> 1 ->> 'challengeVersion' FROM outbox_event \
         WHERE type LIKE '%.ChallengePublished'",
    )
    .fetch_one(world.database.pool())
    .await
    .expect("is there");
    assert_eq!(number, "4");
    let anybody = world.get(&Caller::anonymous(), &approved.name).await;
    assert_eq!(anybody.expect("is public"), published);
}

#[tokio::test]
async fn nothing_is_published_while_identity_cannot_keep_its_shares() {
    let world = World::new().await;
    let approved = world.approved().await;
    world.identity.kept().down = true;
    let refused = world
        .publish(&approved.name, "")
        .await
        .expect_err("has no keeper");
    assert_eq!(refused.code(), Code::Unavailable);
    {
        let mut kept = world.identity.kept();
        kept.down = false;
        kept.damaged = true;
    }
    let refused = world
        .publish(&approved.name, "")
        .await
        .expect_err("is damaged");
    assert_eq!(refused.code(), Code::DataLoss);
    let still = world
        .get(&world.head, &approved.name)
        .await
        .expect("staff see it");
    assert_eq!(still.state(), pb::ChallengeState::Approved);
    world.identity.kept().damaged = false;
    world
        .publish(&approved.name, "")
        .await
        .expect("can be repeated");
}

#[tokio::test]
async fn challenge_is_not_published_after_its_first_date() {
    let world = World::new().await;
    let approved = world.approved().await;
    world.travel_to(time(approved.stages[0].open_time)).await;
    assert_eq!(
        reason(world.publish(&approved.name, "").await),
        "STAGE_DATE_PASSED"
    );
}

#[tokio::test]
async fn closing_time_never_moves_earlier_in_the_database_itself() {
    let world = World::new().await;
    world.published().await;
    let earlier = "UPDATE stage SET close_time = close_time - interval '1 second'";
    let violated = world.constraint_violated_by(earlier).await;
    assert_eq!(violated.as_deref(), Some("stage_published_is_frozen"));
}

#[tokio::test]
async fn extension_moves_identitys_guard_first_and_is_told() {
    let world = World::new().await;
    let challenge = world.published().await;
    let stage = &challenge.stages[0];
    let later = time(stage.close_time) + Duration::days(2);
    let extend = async |close_time| {
        let request = pb::ExtendStageRequest {
            stage: stage.name.clone(),
            close_time: Some(timestamp(close_time)),
            reason: "Powódź.".to_owned(),
        };
        let extended = world
            .challenges
            .extend_stage(call(&world.editor, request))
            .await;
        extended.map(Response::into_inner)
    };
    // As if an attempt had died after it told identity.
    for ((name, _), (_, release_time)) in &mut world.identity.kept().shares {
        if *name == stage.name {
            *release_time = timestamp(later);
        }
    }
    let extended = extend(later).await.expect("is open");
    assert_eq!(extended.stages[0].close_time, Some(timestamp(later)));
    assert_eq!(extended.stages[1], challenge.stages[1]);
    for ((name, _), (_, release_time)) in &world.identity.kept().shares {
        assert!(*name != stage.name || *release_time == timestamp(later));
    }
    let told = world.told(&challenge.name).await;
    let last: Vec<_> = told
        .iter()
        .rev()
        .take(2)
        .map(|(kind, _)| kind.as_str())
        .collect();
    assert_eq!(last, ["ChallengeUpdated", "StageExtended"]);
    let ordinal: String = sqlx::query_scalar(
        "SELECT payload::jsonb ->> 'ordinal' FROM outbox_event WHERE type LIKE '%StageExtended'",
    )
    .fetch_one(world.database.pool())
    .await
    .expect("was told");
    assert_eq!(ordinal, "1");
    assert_eq!(reason(extend(later).await), "CLOSE_TIME_NOT_LATER");
    // Too close to the closing, identity is not told of another time.
    let shares = world.identity.kept().shares.clone();
    world.travel_to(later - Duration::seconds(10)).await;
    let latest = later + Duration::days(1);
    assert_eq!(reason(extend(latest).await), "STAGE_CLOSES_SOON");
    assert_eq!(world.identity.kept().shares, shares);
    world.travel_to(later).await;
    assert_eq!(
        reason(extend(later + Duration::days(1)).await),
        "STAGE_CLOSED"
    );
}

#[tokio::test]
async fn cancelled_challenge_tells_why() {
    let world = World::new().await;
    let challenge = world.published().await;
    let request = pb::CancelChallengeRequest {
        name: challenge.name.clone(),
        reason: "Brak środków.".to_owned(),
    };
    let refused = world
        .challenges
        .cancel_challenge(call(&world.editor, request.clone()))
        .await;
    assert_eq!(reason(refused), "NOT_PERMITTED");
    let cancelled = world
        .challenges
        .cancel_challenge(call(&world.head, request))
        .await;
    cancelled.expect("runs");
    let shown = world
        .get(&Caller::anonymous(), &challenge.name)
        .await
        .expect("is public");
    assert_eq!(shown.state(), pb::ChallengeState::Cancelled);
    assert_eq!(shown.remarks, "Brak środków.");
}
