//! A contest runs, is judged, awarded, and awarded anew.

use linia_chassis::{
    auth::Caller,
    grpc::timestamp,
    id::{AccountId, WorkId},
};
use linia_proto::{
    challenges::v1::{
        self as pb, ActKind, amendment_service_server::AmendmentService as _,
        appeal_service_server::AppealService as _, challenge_service_server::ChallengeService as _,
        extension_service_server::ExtensionService as _,
        question_service_server::QuestionService as _,
        runner_up_service_server::RunnerUpService as _,
    },
    submissions::events::v1::{ProtocolCorrected, RunnerUpRevealed, SelectedWork, StageJudged},
};
use time::Duration;
use uuid::Uuid;

use super::walk::{Walk, command, name_of, named};
use crate::{
    results::{judged, unmasked},
    search::texts,
    world::{World, call, person, time},
};

/// From the publication by hand to the runner-up.
pub(super) async fn run_and_awarded(world: &World) -> Walk<'_> {
    let name = world.approved().await.name;
    let mut walk = Walk::new(world, name);
    let (head, editor) = (&world.head, &world.editor);
    let staff = (name_of(editor), name_of(head));
    walk.leaves(&[
        (ActKind::Drafted, &staff.0),
        (ActKind::ApprovalRequested, &staff.0),
        (ActKind::Approved, &staff.1),
    ])
    .await;
    let publish = pb::PublishChallengeRequest {
        request_id: Uuid::new_v4().to_string(),
        ..named!(walk, PublishChallengeRequest)
    };
    let publish = command!(walk, challenges.publish_challenge, publish);
    walk.does_once(ActKind::Published, editor, publish).await;
    let contest = world.get(head, &walk.name).await.expect("is public");

    questions_are_answered(&mut walk).await;
    changes_are_announced(&mut walk, &contest).await;
    let work = result_is_approved(&mut walk, &contest).await;
    prize_is_awarded_twice(&mut walk, &contest, work).await;
    walk
}

async fn questions_are_answered(walk: &mut Walk<'_>) {
    let world = walk.world;
    let editor = &world.editor;
    let mut asked = Vec::new();
    for _ in 0..2 {
        let request = pb::AskQuestionRequest {
            challenge: walk.name.clone(),
            text: "Czy wystarczy profil zaufany?".to_owned(),
            request_id: String::new(),
        };
        let question = world.questions.ask_question(call(&person(|_| ()), request));
        asked.push(question.await.expect("runs").into_inner().name);
        // Who asks is nobody's business.
        walk.leaves(&[]).await;
    }
    let [first, second] = [0, 1].map(|index: usize| asked[index].clone());
    let into = first.clone();
    let request = pb::MergeQuestionRequest { name: second, into };
    let merge = command!(walk, questions.merge_question, request);
    walk.does_once(ActKind::QuestionMerged, editor, merge).await;
    let request = pb::AnswerQuestionRequest {
        name: first,
        answer: "Tak.".to_owned(),
    };
    let answer = command!(walk, questions.answer_question, request);
    walk.does_once(ActKind::QuestionAnswered, editor, answer)
        .await;
}

async fn changes_are_announced(walk: &mut Walk<'_>, contest: &pb::Challenge) {
    let (head, editor) = (&walk.world.head, &walk.world.editor);
    let request = pb::AmendChallengeRequest {
        challenge: Some(pb::Challenge {
            name: walk.name.clone(),
            titles: texts(&[("pl", "Wizyty w urzędzie"), ("en", "Video visits")]),
            ..pb::Challenge::default()
        }),
        update_mask: None,
        reason: "Doprecyzowanie.".to_owned(),
        request_id: Uuid::new_v4().to_string(),
    };
    let amend = command!(walk, amendments.amend_challenge, request);
    walk.does_once(ActKind::Amended, editor, amend).await;

    let stage = &contest.stages[0];
    let later = time(stage.close_time) + Duration::days(2);
    let request = pb::ExtendStageRequest {
        stage: stage.name.clone(),
        close_time: Some(timestamp(later)),
        reason: "Powódź.".to_owned(),
    };
    let extend = command!(walk, challenges.extend_stage, request);
    walk.does_once(ActKind::StageExtended, editor, extend).await;
    let request = pb::GrantExtensionRequest {
        stage: stage.name.clone(),
        entrant: AccountId::new().to_string(),
        close_time: Some(timestamp(later + Duration::hours(1))),
        reason: "Awaria.".to_owned(),
    };
    let grant = command!(walk, extensions.grant_extension, request);
    walk.does_once(ActKind::ExtensionGranted, head, grant).await;
}

/// Returns the work that wins.
async fn result_is_approved(walk: &mut Walk<'_>, contest: &pb::Challenge) -> WorkId {
    let (head, editor) = (&walk.world.head, &walk.world.editor);
    let (work, last) = (WorkId::random(), &contest.stages[1].name);
    let first_judged = StageJudged {
        stage: contest.stages[0].name.clone(),
        last: false,
        ..judged(contest, WorkId::random())
    };
    let stage = &contest.stages[0].name;
    walk.hears(ActKind::ProtocolReceived, stage, &first_judged)
        .await;
    let received = judged(contest, work);
    walk.hears(ActKind::ResultReceived, last, &received).await;
    let corrected = ProtocolCorrected {
        stage: last.clone(),
        challenge: walk.name.clone(),
        number: 2,
        protocol_sha256: vec![8; 32].into(),
        superseded_sha256: received.protocol_sha256,
        selected: vec![SelectedWork {
            work: work.to_string(),
            rank: 1,
        }],
        review_count: 9,
    };
    walk.hears(ActKind::ResultCorrected, last, &corrected).await;
    let approve = command!(
        walk,
        challenges.approve_result,
        pb::ApproveResultRequest {
            name: walk.name.clone()
        }
    );
    walk.does_once(ActKind::ResultApproved, head, approve).await;
    let revealed = unmasked(contest, work, AccountId::new());
    walk.hears(ActKind::LaureatesRevealed, last, &revealed)
        .await;

    let request = pb::RecordAppealRequest {
        challenge: walk.name.clone(),
        reference: "KIO 1234/26".to_owned(),
        request_id: Uuid::new_v4().to_string(),
    };
    let record = command!(walk, appeals.record_appeal, request);
    walk.does_once(ActKind::AppealRecorded, editor, record)
        .await;
    let acts = walk.world.acts(head, &walk.name, 1000, "").await;
    let acts = acts.expect("is the head's").acts;
    let recorded = acts.last().expect("an appeal was recorded");
    let request = pb::DecideAppealRequest {
        name: recorded.subject.clone(),
        decision: pb::AppealDecision::Dismissed.into(),
        reason: "Zarzuty nie potwierdziły się.".to_owned(),
    };
    let decide = command!(walk, appeals.decide_appeal, request);
    walk.does_once(ActKind::AppealDecided, head, decide).await;
    work
}

async fn prize_is_awarded_twice(walk: &mut Walk<'_>, contest: &pb::Challenge, work: WorkId) {
    let (world, head) = (walk.world, &walk.world.head);
    let approved = world.get(head, &walk.name).await.expect("is public");
    let earliest = approved.result.expect("is approved").earliest_award_time;
    world.travel_to(time(earliest)).await;
    let award = command!(
        walk,
        challenges.award_prizes,
        pb::AwardPrizesRequest {
            name: walk.name.clone()
        }
    );
    walk.does_once(ActKind::PrizesAwarded, head, award).await;

    let request = pb::CallRunnerUpRequest {
        challenge: walk.name.clone(),
        work: work.to_string(),
        reason: "Laureat uchyla się od negocjacji.".to_owned(),
        request_id: Uuid::new_v4().to_string(),
    };
    let call_runner_up = command!(walk, runners_up.call_runner_up, request);
    walk.does_once(ActKind::RunnerUpCalled, head, call_runner_up)
        .await;
    let stage = &contest.stages[1].name;
    let stepping_in = unmasked(contest, WorkId::random(), AccountId::new());
    let revealed = RunnerUpRevealed {
        stage: stage.clone(),
        challenge: walk.name.clone(),
        authority: world.authority.to_string(),
        work: work.to_string(),
        runners_up: stepping_in.laureates,
    };
    walk.hears(ActKind::RunnerUpRevealed, stage, &revealed)
        .await;
    world
        .travel_to(world.now().await + Duration::days(17))
        .await;
    let request = pb::AwardRunnerUpRequest {
        challenge: walk.name.clone(),
        work: work.to_string(),
    };
    let award = command!(walk, runners_up.award_runner_up, request);
    walk.does_once(ActKind::RunnerUpAwarded, head, award).await;
}
