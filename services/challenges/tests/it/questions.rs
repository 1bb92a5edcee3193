//! Asked by one, answered to all.

use linia_chassis::auth::Caller;
use linia_proto::challenges::v1::{self as pb, question_service_server::QuestionService as _};

use time::Duration;

use crate::world::{World, call, person, reason, time};

async fn ask(
    world: &World,
    caller: &Caller,
    challenge: &str,
) -> Result<pb::Question, tonic::Status> {
    let request = pb::AskQuestionRequest {
        challenge: challenge.to_owned(),
        text: "Czy wystarczy profil zaufany?".to_owned(),
        request_id: String::new(),
    };
    let asked = world.questions.ask_question(call(caller, request)).await;
    asked.map(tonic::Response::into_inner)
}

async fn list(world: &World, caller: &Caller, challenge: &str) -> Vec<pb::Question> {
    let request = pb::ListQuestionsRequest {
        challenge: challenge.to_owned(),
        ..pb::ListQuestionsRequest::default()
    };
    let listed = world.questions.list_questions(call(caller, request)).await;
    listed.expect("is visible").into_inner().questions
}

#[tokio::test]
async fn question_is_answered_to_all_and_its_asker_is_not_shown() {
    let world = World::new().await;
    let challenge = world.published().await.name;
    let asker = person(|_| ());
    let asked = ask(&world, &asker, &challenge).await.expect("runs");
    assert_eq!(list(&world, &asker, &challenge).await, []);
    assert_eq!(
        list(&world, &world.editor, &challenge).await,
        std::slice::from_ref(&asked)
    );

    let answer = pb::AnswerQuestionRequest {
        name: asked.name.clone(),
        answer: "Tak.".to_owned(),
    };
    let refused = world
        .questions
        .answer_question(call(&asker, answer.clone()))
        .await;
    assert_eq!(reason(refused), "NOT_FOUND");
    let answered = world
        .questions
        .answer_question(call(&world.editor, answer.clone()))
        .await;
    let answered = answered.expect("is open").into_inner();
    assert_eq!(
        list(&world, &Caller::anonymous(), &challenge).await,
        [answered]
    );
    let refused = world
        .questions
        .answer_question(call(&world.editor, answer))
        .await;
    assert_eq!(reason(refused), "QUESTION_ANSWERED");

    let account = asker.principal.to_string();
    let naming: Vec<String> = sqlx::query_scalar(
        "SELECT type FROM outbox_event WHERE payload::text LIKE '%' || $1 || '%'",
    )
    .bind(&account)
    .fetch_all(world.database.pool())
    .await
    .expect("is there");
    assert_eq!(naming, ["linia.challenges.events.v1.QuestionAnswered"]);
}

#[tokio::test]
async fn drafts_are_not_asked_about() {
    let world = World::new().await;
    let draft = world.draft().await.name;
    for caller in [&person(|_| ()), &world.editor] {
        assert_eq!(reason(ask(&world, caller, &draft).await), "NOT_FOUND");
    }
    let published = world.published().await.name;
    let refused = ask(&world, &Caller::anonymous(), &published).await;
    assert_eq!(reason(refused), "SIGN_IN_REQUIRED");
}

async fn merge(
    world: &World,
    caller: &Caller,
    question: &str,
    into: &str,
) -> Result<pb::Question, tonic::Status> {
    let request = pb::MergeQuestionRequest {
        name: question.to_owned(),
        into: into.to_owned(),
    };
    let merged = world.questions.merge_question(call(caller, request)).await;
    merged.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn merged_questions_share_one_answer_and_all_askers_are_told() {
    let world = World::new().await;
    let challenge = world.published().await.name;
    let askers = [person(|_| ()), person(|_| ()), person(|_| ())];
    let mut asked = Vec::new();
    for asker in &askers {
        asked.push(ask(&world, asker, &challenge).await.expect("runs").name);
    }
    let [first, second, third] = &asked[..] else {
        panic!("three were asked");
    };
    let refused = merge(&world, &askers[0], third, second).await;
    assert_eq!(reason(refused), "NOT_FOUND", "others do not see it");
    let refused = merge(&world, &world.editor, first, first).await;
    assert_eq!(reason(refused), "MERGE_TARGET_UNFIT");
    let merged = merge(&world, &world.editor, third, second).await;
    assert_eq!(&merged.expect("both are open").merged_into, second);
    // What was merged into a question goes with it.
    merge(&world, &world.editor, second, first)
        .await
        .expect("both are open");
    let refused = merge(&world, &world.editor, first, third).await;
    assert_eq!(reason(refused), "MERGE_TARGET_UNFIT");

    let answer = pb::AnswerQuestionRequest {
        name: second.clone(),
        answer: "Tak.".to_owned(),
    };
    let refused = world
        .questions
        .answer_question(call(&world.editor, answer.clone()))
        .await;
    assert_eq!(reason(refused), "QUESTION_MERGED");
    assert_eq!(list(&world, &askers[0], &challenge).await, []);
    let answer = pb::AnswerQuestionRequest {
        name: first.clone(),
        ..answer
    };
    let answered = world
        .questions
        .answer_question(call(&world.editor, answer))
        .await;
    answered.expect("is open");
    let shown = list(&world, &Caller::anonymous(), &challenge).await;
    let shown: Vec<_> = shown
        .iter()
        .map(|q| (q.name.as_str(), q.answer.as_str(), q.merged_into.as_str()))
        .collect();
    let first_name = first.as_str();
    let expected = [
        (first_name, "Tak.", ""),
        (second.as_str(), "Tak.", first_name),
        (third.as_str(), "Tak.", first_name),
    ];
    assert_eq!(shown, expected);

    let told: Vec<String> = sqlx::query_scalar(
        "SELECT payload::text FROM outbox_event WHERE type LIKE '%.QuestionAnswered'",
    )
    .fetch_all(world.database.pool())
    .await
    .expect("is there");
    assert_eq!(told.len(), 1);
    for asker in &askers {
        assert!(told[0].contains(&asker.principal.to_string()));
    }
}

#[tokio::test]
async fn question_is_refused_once_its_time_has_passed() {
    let world = World::new().await;
    let challenge = world.published().await;
    let asker = person(|_| ());
    let end = time(challenge.stages[0].question_close_time);
    assert_eq!(
        end,
        time(challenge.stages[0].close_time) - Duration::days(5)
    );
    world.travel_to(end - Duration::minutes(1)).await;
    ask(&world, &asker, &challenge.name)
        .await
        .expect("is in time");
    world.travel_to(end).await;
    let refused = ask(&world, &asker, &challenge.name).await;
    assert_eq!(reason(refused), "QUESTIONS_CLOSED");
    world.travel_to(time(challenge.stages[0].close_time)).await;
    ask(&world, &asker, &challenge.name)
        .await
        .expect("is about the next stage");
}
