//! From the jury's protocol to the award.

use linia_chassis::{
    auth::Caller,
    id::{AccountId, WorkId},
};
use linia_proto::{
    challenges::v1::{self as pb, challenge_service_server::ChallengeService as _},
    submissions::events::v1::{RevealedLaureate, SelectedWork, StageJudged, StageUnmasked},
};
use time::Duration;

use crate::world::{World, call, reason, time};

pub(crate) fn judged(challenge: &pb::Challenge, work: WorkId) -> StageJudged {
    StageJudged {
        stage: challenge.stages[1].name.clone(),
        challenge: challenge.name.clone(),
        protocol_sha256: vec![7; 32].into(),
        last: true,
        selected: vec![SelectedWork {
            work: work.to_string(),
            rank: 1,
        }],
        review_count: 9,
    }
}

pub(crate) fn unmasked(
    challenge: &pb::Challenge,
    work: WorkId,
    entrant: AccountId,
) -> StageUnmasked {
    StageUnmasked {
        stage: challenge.stages[1].name.clone(),
        challenge: challenge.name.clone(),
        laureates: vec![RevealedLaureate {
            rank: 1,
            work: work.to_string(),
            entry: String::new(),
            entrant: entrant.to_string(),
            accounts: vec![entrant.to_string()],
        }],
    }
}

#[tokio::test]
async fn contest_goes_from_protocol_to_award() {
    let world = World::new().await;
    let challenge = world.published().await;
    let (name, stage) = (challenge.name.clone(), challenge.stages[1].name.clone());
    let (work, entrant) = (WorkId::random(), AccountId::new());

    world
        .hear(&stage, &judged(&challenge, work))
        .await
        .expect("runs");
    let public = world
        .get(&Caller::anonymous(), &name)
        .await
        .expect("is public");
    assert_eq!(
        (public.state(), public.result),
        (pb::ChallengeState::Judged, None)
    );
    let staff = world.get(&world.editor, &name).await.expect("staff see it");
    assert_eq!(
        staff.result.expect("is proposed").laureates[0].work,
        work.to_string()
    );

    let approve = pb::ApproveResultRequest { name: name.clone() };
    let refused = world
        .challenges
        .approve_result(call(&world.editor, approve.clone()))
        .await;
    assert_eq!(reason(refused), "NOT_PERMITTED");
    let approved = world
        .challenges
        .approve_result(call(&world.head, approve))
        .await;
    let result = approved
        .expect("is judged")
        .into_inner()
        .result
        .expect("is approved");
    let earliest = time(result.earliest_award_time);
    assert!(earliest >= time(result.decide_time) + Duration::days(15));

    let award = || {
        world.challenges.award_prizes(call(
            &world.head,
            pb::AwardPrizesRequest { name: name.clone() },
        ))
    };
    assert_eq!(reason(award().await), "AWARD_TOO_EARLY");
    world.travel_to(earliest).await;
    assert_eq!(reason(award().await), "LAUREATES_NOT_REVEALED");
    world
        .hear(&stage, &unmasked(&challenge, work, entrant))
        .await
        .expect("is approved");
    let awarded = award().await.expect("term has passed").into_inner();
    assert_eq!(awarded.state(), pb::ChallengeState::Awarded);
    let laureates = awarded.result.expect("is approved").laureates;
    assert_eq!(laureates[0].entrant, entrant.to_string());

    let told = world.told(&name).await;
    let told: Vec<_> = told.iter().skip(5).map(|(kind, _)| kind.as_str()).collect();
    let updated = "ChallengeUpdated";
    let expected = [
        "ResultReceived",
        updated,
        "ResultApproved",
        updated,
        "ResultPublished",
        updated,
        "PrizesAwarded",
        updated,
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn annulled_result_awards_nobody() {
    let world = World::new().await;
    let challenge = world.published().await;
    let work = WorkId::random();
    let stage = &challenge.stages[1].name;
    world
        .hear(stage, &judged(&challenge, work))
        .await
        .expect("runs");
    let annul = pb::AnnulResultRequest {
        name: challenge.name.clone(),
        reason: "Wada postępowania.".to_owned(),
    };
    world
        .challenges
        .annul_result(call(&world.head, annul))
        .await
        .expect("is judged");
    let shown = world
        .get(&Caller::anonymous(), &challenge.name)
        .await
        .expect("is public");
    assert_eq!(shown.state(), pb::ChallengeState::ResultAnnulled);
    assert_eq!(
        (shown.remarks.as_str(), shown.result),
        ("Wada postępowania.", None)
    );
    let late = world
        .hear(stage, &unmasked(&challenge, work, AccountId::new()))
        .await;
    assert!(late.is_err());
}

#[tokio::test]
async fn result_of_a_cancelled_challenge_is_ignored() {
    let world = World::new().await;
    let challenge = world.published().await;
    let cancel = pb::CancelChallengeRequest {
        name: challenge.name.clone(),
        reason: "Brak środków.".to_owned(),
    };
    world
        .challenges
        .cancel_challenge(call(&world.head, cancel))
        .await
        .expect("runs");
    let stage = &challenge.stages[1].name;
    let late = world
        .hear(stage, &judged(&challenge, WorkId::random()))
        .await;
    late.expect("changes nothing");
    let shown = world
        .get(&world.head, &challenge.name)
        .await
        .expect("is public");
    assert_eq!(shown.state(), pb::ChallengeState::Cancelled);
}
