//! Appeals against a result suspend the award.

use linia_chassis::{
    auth::Caller,
    id::{AccountId, WorkId},
};
use linia_proto::challenges::v1::{
    self as pb, AppealDecision, appeal_service_server::AppealService as _,
    challenge_service_server::ChallengeService as _,
};
use tonic::Status;

use crate::{
    results::{judged, unmasked},
    world::{World, call, person, reason, time},
};

const REFERENCE: &str = "KIO 1234/26";

/// A contest whose result is approved and revealed, after the term of the
/// award.
async fn approved(world: &World) -> String {
    let challenge = world.published().await;
    let (work, entrant) = (WorkId::random(), AccountId::new());
    let stage = &challenge.stages[1].name;
    let told = world.hear(stage, &judged(&challenge, work)).await;
    told.expect("runs");
    let earliest = approve(world, &challenge.name).await;
    let told = world
        .hear(stage, &unmasked(&challenge, work, entrant))
        .await;
    told.expect("is approved");
    world.travel_to(earliest).await;
    challenge.name
}

async fn approve(world: &World, name: &str) -> time::OffsetDateTime {
    let request = pb::ApproveResultRequest { name: name.into() };
    let approved = world.challenges.approve_result(call(&world.head, request));
    let approved = approved.await.expect("is judged").into_inner();
    time(approved.result.expect("is approved").earliest_award_time)
}

async fn award(world: &World, name: &str) -> Result<pb::Challenge, Status> {
    let request = pb::AwardPrizesRequest { name: name.into() };
    let awarded = world.challenges.award_prizes(call(&world.head, request));
    awarded.await.map(tonic::Response::into_inner)
}

async fn record(
    world: &World,
    caller: &Caller,
    challenge: &str,
    request_id: &str,
) -> Result<pb::Appeal, Status> {
    let request = pb::RecordAppealRequest {
        challenge: challenge.into(),
        reference: REFERENCE.into(),
        request_id: request_id.into(),
    };
    let recorded = world.appeals.record_appeal(call(caller, request));
    recorded.await.map(tonic::Response::into_inner)
}

async fn decide(
    world: &World,
    caller: &Caller,
    appeal: &str,
    decision: AppealDecision,
) -> Result<pb::Appeal, Status> {
    let request = pb::DecideAppealRequest {
        name: appeal.into(),
        decision: decision.into(),
        reason: "Zarzuty nie potwierdziły się.".into(),
    };
    let decided = world.appeals.decide_appeal(call(caller, request));
    decided.await.map(tonic::Response::into_inner)
}

async fn last_told(world: &World, challenge: &str, count: usize) -> Vec<String> {
    let told = world.told(challenge).await;
    let tail = told.len() - count;
    told.into_iter().skip(tail).map(|(kind, _)| kind).collect()
}

#[tokio::test]
async fn award_waits_until_the_appeal_is_dismissed() {
    let world = World::new().await;
    let challenge = approved(&world).await;
    let request_id = uuid::Uuid::new_v4().to_string();
    let appeal = record(&world, &world.editor, &challenge, &request_id).await;
    let appeal = appeal.expect("is approved");
    assert_eq!(appeal.decision(), AppealDecision::Unspecified);
    let again = record(&world, &world.editor, &challenge, &request_id).await;
    assert_eq!(again.expect("is answered again"), appeal);
    let other_request = record(&world, &world.editor, &challenge, "").await;
    assert_eq!(reason(other_request), "APPEAL_KNOWN");

    assert_eq!(reason(award(&world, &challenge).await), "APPEAL_PENDING");
    let dismissed = AppealDecision::Dismissed;
    for _ in 0..2 {
        let decided = decide(&world, &world.head, &appeal.name, dismissed).await;
        assert_eq!(decided.expect("can be repeated").decision(), dismissed);
    }
    let otherwise = AppealDecision::UpheldResultAnnulled;
    let refused = decide(&world, &world.head, &appeal.name, otherwise).await;
    assert_eq!(reason(refused), "APPEAL_DECIDED");
    let told = last_told(&world, &challenge, 4).await;
    let updated = "ChallengeUpdated";
    assert_eq!(told, ["AppealRecorded", updated, "AppealDecided", updated]);

    let awarded = award(&world, &challenge)
        .await
        .expect("nothing suspends it");
    assert_eq!(awarded.state(), pb::ChallengeState::Awarded);
    let late = record(&world, &world.editor, &challenge, "").await;
    assert_eq!(reason(late), "CHALLENGE_STATE");
}

#[tokio::test]
async fn upheld_appeal_takes_the_approval_back() {
    let world = World::new().await;
    let challenge = approved(&world).await;
    let appeal = record(&world, &world.editor, &challenge, "").await;
    let appeal = appeal.expect("is approved").name;
    let returned = AppealDecision::UpheldResultReturned;
    let decided = decide(&world, &world.head, &appeal, returned).await;
    decided.expect("is pending");
    let shown = world.get(&world.head, &challenge).await.expect("is public");
    assert_eq!(shown.state(), pb::ChallengeState::Judged);
    assert_eq!(reason(award(&world, &challenge).await), "CHALLENGE_STATE");
    approve(&world, &challenge).await;
    assert_eq!(reason(award(&world, &challenge).await), "AWARD_TOO_EARLY");
    // Its laureates are known since the first approval.
    let told = last_told(&world, &challenge, 3).await;
    assert_eq!(
        told,
        ["ResultApproved", "ResultPublished", "ChallengeUpdated"]
    );
}

#[tokio::test]
async fn upheld_appeal_annuls_and_everybody_is_told() {
    let world = World::new().await;
    let challenge = approved(&world).await;
    let appeal = record(&world, &world.editor, &challenge, "").await;
    let appeal = appeal.expect("is approved").name;
    let annulled = AppealDecision::UpheldResultAnnulled;
    let decided = decide(&world, &world.head, &appeal, annulled).await;
    decided.expect("is pending");
    let told = last_told(&world, &challenge, 3).await;
    assert_eq!(
        told,
        ["AppealDecided", "ResultAnnulled", "ChallengeUpdated"]
    );
    let listed = world
        .appeals
        .list_appeals(call(
            &Caller::anonymous(),
            pb::ListAppealsRequest { challenge },
        ))
        .await;
    let listed = listed.expect("is public").into_inner().appeals;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].decision(), annulled);
    assert_eq!(listed[0].reference, REFERENCE);
}

#[tokio::test]
async fn only_the_authority_enters_appeals_and_only_its_head_decides() {
    let world = World::new().await;
    let challenge = approved(&world).await;
    let stranger = person(|_| ());
    let refused = record(&world, &stranger, &challenge, "").await;
    assert_eq!(reason(refused), "NOT_PERMITTED");
    let appeal = record(&world, &world.editor, &challenge, "").await;
    let appeal = appeal.expect("is approved").name;
    for caller in [&world.editor, &stranger] {
        let refused = decide(&world, caller, &appeal, AppealDecision::Dismissed).await;
        assert_eq!(reason(refused), "NOT_PERMITTED");
    }
}

#[tokio::test]
async fn database_itself_refuses_an_award_while_an_appeal_is_pending() {
    let world = World::new().await;
    let challenge = approved(&world).await;
    let recorded = record(&world, &world.editor, &challenge, "").await;
    recorded.expect("is approved");
    let violated = world
        .constraint_violated_by("UPDATE challenge SET state = 'AWARDED', award_time = linia_now()")
        .await;
    assert_eq!(
        violated.as_deref(),
        Some("challenge_award_waits_for_appeals")
    );
}
