//! Asked by one, answered to all.

use linia_chassis::auth::Caller;
use linia_proto::challenges::v1::{self as pb, question_service_server::QuestionService as _};

use crate::world::{World, call, person, reason};

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
