//! A question is asked by one and answered to all.

use linia_proto::{
    challenges::v1::{AnswerQuestionRequest, AskQuestionRequest, Challenge, ListQuestionsRequest},
    notifications::v1::FollowChallengeRequest,
};
use uuid::Uuid;

use super::Cast;
use crate::story::{
    Result, World,
    error::{Step, must_equal},
};

pub(super) async fn ask_and_answer(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
) -> Result<()> {
    let follow = FollowChallengeRequest {
        challenge: challenge.name.clone(),
    };
    let mut followings = cast.latecomer.clients().followings();
    followings
        .follow_challenge(follow)
        .await
        .step("somebody follows the contest without taking part")?;
    let asked = cast
        .citizen
        .clients()
        .questions()
        .ask_question(AskQuestionRequest {
            challenge: challenge.name.clone(),
            text: "Czy lampy mają już sterowniki?".to_owned(),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("the citizen asks a question")?;
    let list = ListQuestionsRequest {
        challenge: challenge.name.clone(),
        ..ListQuestionsRequest::default()
    };
    let before = cast
        .founder
        .clients()
        .questions()
        .list_questions(list.clone())
        .await
        .step("another entrant looks at the questions")?;
    must_equal(
        "an unanswered question is shown to the authority only",
        &before.questions.len(),
        &0,
    )?;
    cast.tychy
        .editor
        .clients()
        .questions()
        .answer_question(AnswerQuestionRequest {
            name: asked.name,
            answer: "Tak, w około 40% opraw, z otwartym protokołem.".to_owned(),
        })
        .await
        .step("the editor answers")?;
    let after = cast
        .founder
        .clients()
        .questions()
        .list_questions(list)
        .await
        .step("another entrant looks at the answers")?;
    must_equal("the answer is shown to all", &after.questions.len(), &1)?;
    world.narrator.say(
        "a citizen asked, Tychy answered; everyone reads the answer, nobody reads who asked; \
         whoever follows the contest is told",
    );
    Ok(())
}
