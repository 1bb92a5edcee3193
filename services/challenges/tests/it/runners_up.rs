//! A prize falls away, and the next in the ranking steps in (rule 7).

use linia_chassis::{
    auth::Caller,
    id::{AccountId, WorkId},
};
use linia_proto::{
    challenges::v1::{
        self as pb, AppealDecision, RunnerUpState, appeal_service_server::AppealService as _,
        runner_up_service_server::RunnerUpService as _,
    },
    submissions::events::v1::{RevealedLaureate, RunnerUpRevealed},
};
use time::Duration;
use tonic::Status;
use uuid::Uuid;

use crate::world::{World, call, person, reason, time};

/// A contest whose prize was awarded.
struct Awarded {
    world: World,
    challenge: String,
    stage: String,
    work: String,
}

impl Awarded {
    async fn new() -> Self {
        Self::with(|_| ()).await
    }

    async fn with(change: impl FnOnce(&mut pb::Challenge)) -> Self {
        let world = World::new().await;
        let contest = world.published_with(change).await;
        let challenge = world.award_to(&contest, AccountId::new(), true).await;
        let shown = world.get(&world.head, &challenge).await.expect("is public");
        let result = shown.result.expect("is approved");
        Self {
            stage: shown.stages[1].name.clone(),
            work: result.laureates[0].work.clone(),
            challenge,
            world,
        }
    }

    async fn call(&self, caller: &Caller, request_id: &str) -> Result<pb::RunnerUpCall, Status> {
        let request = pb::CallRunnerUpRequest {
            challenge: self.challenge.clone(),
            work: self.work.clone(),
            reason: "Laureat uchyla się od negocjacji.".into(),
            request_id: request_id.into(),
        };
        let called = self.world.runners_up.call_runner_up(call(caller, request));
        called.await.map(tonic::Response::into_inner)
    }

    async fn award(&self, caller: &Caller) -> Result<pb::RunnerUpCall, Status> {
        let request = pb::AwardRunnerUpRequest {
            challenge: self.challenge.clone(),
            work: self.work.clone(),
        };
        let awarded = self.world.runners_up.award_runner_up(call(caller, request));
        awarded.await.map(tonic::Response::into_inner)
    }

    /// Submissions has found out who steps in, if anybody does.
    async fn hear(&self, runner_up: Option<AccountId>) {
        let laureate = |entrant: AccountId| RevealedLaureate {
            rank: 2,
            work: WorkId::random().to_string(),
            entry: String::new(),
            entrant: entrant.to_string(),
            accounts: vec![entrant.to_string()],
        };
        let event = RunnerUpRevealed {
            stage: self.stage.clone(),
            challenge: self.challenge.clone(),
            authority: self.world.authority.to_string(),
            work: self.work.clone(),
            runners_up: runner_up.map(laureate).into_iter().collect(),
        };
        let heard = self.world.hear(&self.stage, &event).await;
        heard.expect("was called");
    }

    /// What everybody reads of it.
    async fn shown(&self) -> pb::RunnerUpCall {
        let shown = self.world.get(&Caller::anonymous(), &self.challenge).await;
        let result = shown.expect("is public").result.expect("is approved");
        assert_eq!(result.laureates[0].work, self.work, "stays as approved");
        assert_eq!(result.runner_up_calls.len(), 1);
        result.runner_up_calls[0].clone()
    }
}

#[tokio::test]
async fn prize_goes_from_its_laureate_to_the_runner_up() {
    let contest = Awarded::new().await;
    let head = &contest.world.head;
    let request_id = Uuid::new_v4().to_string();
    let called = contest.call(head, &request_id).await.expect("is awarded");
    let again = contest.call(head, &request_id).await;
    assert_eq!(again.expect("is answered again"), called);
    let other_request = contest.call(head, "").await;
    assert_eq!(reason(other_request), "RUNNER_UP_CALLED");
    assert_eq!(called.state(), RunnerUpState::Called);
    let (call_time, earliest) = (time(called.call_time), time(called.earliest_award_time));
    assert!(earliest >= call_time + Duration::days(15));
    assert_eq!(reason(contest.award(head).await), "RUNNER_UP_NOT_REVEALED");

    let runner_up = AccountId::new();
    contest.hear(Some(runner_up)).await;
    assert_eq!(reason(contest.award(head).await), "AWARD_TOO_EARLY");
    let shown = contest.shown().await;
    assert_eq!(shown.state(), RunnerUpState::Revealed);
    assert_eq!(shown.runners_up[0].entrant, runner_up.to_string());
    assert_eq!(shown.reason, "Laureat uchyla się od negocjacji.");
    contest.world.travel_to(earliest).await;
    let awarded = contest.award(head).await.expect("the term has passed");
    let again = contest.award(head).await;
    assert_eq!(again.expect("is harmless"), awarded);
    assert_eq!(contest.shown().await, awarded);
    assert_eq!(awarded.state(), RunnerUpState::Awarded);

    let told = contest.world.told(&contest.challenge).await;
    let told: Vec<_> = told.iter().rev().take(5).map(|it| it.0.as_str()).collect();
    let updated = "ChallengeUpdated";
    let expected = [
        updated,
        "RunnerUpAwarded",
        updated,
        updated,
        "RunnerUpCalled",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn appeal_against_the_call_suspends_the_award_and_prevents_it_if_upheld() {
    let contest = Awarded::new().await;
    let (world, head) = (&contest.world, &contest.world.head);
    let called = contest.call(head, "").await.expect("is awarded");
    contest.hear(Some(AccountId::new())).await;
    let request = pb::RecordAppealRequest {
        challenge: contest.challenge.clone(),
        reference: "KIO 1234/26".into(),
        request_id: String::new(),
    };
    let recorded = world.appeals.record_appeal(call(&world.editor, request));
    let appeal = recorded.await.expect("a runner-up waits").into_inner();
    world.travel_to(time(called.earliest_award_time)).await;
    assert_eq!(reason(contest.award(head).await), "APPEAL_PENDING");
    let award = "UPDATE runner_up_call SET award_time = linia_now()";
    let guard = Some("runner_up_award_waits_for_appeals");
    assert_eq!(world.constraint_violated_by(award).await.as_deref(), guard);

    let request = pb::DecideAppealRequest {
        name: appeal.name,
        decision: AppealDecision::UpheldResultReturned.into(),
        reason: "Ranking był inny.".into(),
    };
    let decided = world.appeals.decide_appeal(call(head, request));
    decided.await.expect("is pending");
    assert_eq!(reason(contest.award(head).await), "APPEAL_UPHELD");
    assert_eq!(world.constraint_violated_by(award).await.as_deref(), guard);
    assert_eq!(contest.shown().await.state(), RunnerUpState::Revealed);
}

#[tokio::test]
async fn nobody_is_left_and_the_prize_stays_unawarded() {
    let contest = Awarded::new().await;
    let head = &contest.world.head;
    contest.call(head, "").await.expect("is awarded");
    contest.hear(None).await;
    assert_eq!(contest.shown().await.state(), RunnerUpState::NobodyLeft);
    assert_eq!(reason(contest.award(head).await), "NO_RUNNER_UP");
}

#[tokio::test]
async fn only_the_head_calls_and_only_what_the_rules_allow() {
    let contest = Awarded::with(|draft| draft.runner_up_allowed = false).await;
    for caller in [&contest.world.editor, &person(|_| ())] {
        assert_eq!(reason(contest.call(caller, "").await), "NOT_PERMITTED");
        assert_eq!(reason(contest.award(caller).await), "NOT_PERMITTED");
    }
    let head = &contest.world.head;
    assert_eq!(
        reason(contest.call(head, "").await),
        "RUNNER_UP_NOT_ALLOWED"
    );
    assert_eq!(reason(contest.award(head).await), "RUNNER_UP_NOT_CALLED");
}

#[tokio::test]
async fn database_itself_refuses_a_runner_up_against_the_rules() {
    let contest = Awarded::with(|draft| draft.runner_up_allowed = false).await;
    let violated = contest
        .world
        .constraint_violated_by(
            "INSERT INTO runner_up_call \
             SELECT id, gen_random_uuid(), 1, 'why', gen_random_uuid(), linia_now(), \
                    linia_now() + INTERVAL '16 days' FROM challenge",
        )
        .await;
    assert_eq!(violated.as_deref(), Some("runner_up_call_is_allowed"));
}

#[tokio::test]
async fn database_keeps_what_was_called_and_awarded() {
    let contest = Awarded::new().await;
    contest
        .call(&contest.world.head, "")
        .await
        .expect("is awarded");
    contest.hear(Some(AccountId::new())).await;
    for (statement, constraint) in [
        (
            "UPDATE runner_up_call SET reason = 'other'",
            "runner_up_call_is_kept",
        ),
        (
            "UPDATE runner_up_call SET award_time = linia_now()",
            "runner_up_call_term_is_kept",
        ),
        ("DELETE FROM runner_up", "runner_up_is_retained"),
        ("DELETE FROM runner_up_call", "runner_up_call_is_retained"),
    ] {
        let violated = contest.world.constraint_violated_by(statement).await;
        assert_eq!(violated.as_deref(), Some(constraint), "{statement}");
    }
}
