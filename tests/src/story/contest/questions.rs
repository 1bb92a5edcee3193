//! Two people ask the same, and one answer is given to all.

use linia_proto::challenges::v1::{
    AnswerQuestionRequest, AskQuestionRequest, Challenge, ListQuestionsRequest,
    MergeQuestionRequest, Question,
};
use uuid::Uuid;

use super::{Cast, telling};
use crate::story::{
    Clients, Person, Result, World,
    error::{Step, must_be_refused, must_equal},
};

const ANSWER: &str = "Tak, w około 40% opraw, z otwartym protokołem.";

pub(super) async fn ask_and_answer(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
) -> Result<()> {
    telling::follow(&cast.latecomer, challenge).await?;
    let asked = ask(&cast.citizen, challenge, "Czy lampy mają już sterowniki?").await?;
    let same = "Czy w oprawach są już sterowniki?";
    let same = ask(&cast.doubter, challenge, same).await?;
    let other = cast.founder.clients();
    let before = list(other, challenge).await?;
    must_equal(
        "an unanswered question is shown to the authority only",
        &before.len(),
        &0,
    )?;
    let editor = cast.tychy.editor.clients();
    merge(editor, &same, &asked).await?;
    must_be_refused(
        "what was merged has no answer of its own",
        editor.questions().answer_question(answer(&same)).await,
        "QUESTION_MERGED",
    )?;
    let mut questions = editor.questions();
    let answered = questions.answer_question(answer(&asked)).await;
    answered.step("the editor answers")?;

    let shown = list(other, challenge).await?;
    let shown: Vec<_> = shown
        .iter()
        .map(|it| {
            (
                it.name.as_str(),
                it.merged_into.as_str(),
                it.answer.as_str(),
            )
        })
        .collect();
    let (asked, same) = (asked.name.as_str(), same.name.as_str());
    must_equal(
        "one answer to both is shown to all",
        &shown,
        &vec![(asked, "", ANSWER), (same, asked, ANSWER)],
    )?;
    let title = &challenge.titles[0].text;
    telling::by_mail(world, &[&cast.doubter], "question_merged", asked).await?;
    let told = [&cast.citizen, &cast.doubter, &cast.latecomer];
    telling::by_mail(world, &told, "question_answered", title).await?;
    world.narrator.say(
        "two citizens asked the same; Tychy merged the questions and answered once; everyone reads \
         the answer, nobody reads who asked; both are told, and so is whoever follows the contest",
    );
    Ok(())
}

async fn ask(person: &Person, challenge: &Challenge, text: &str) -> Result<Question> {
    let request = AskQuestionRequest {
        challenge: challenge.name.clone(),
        text: text.to_owned(),
        request_id: Uuid::new_v4().to_string(),
    };
    let asked = person.clients().questions().ask_question(request).await;
    asked.step(format!("{} asks a question", person.name))
}

async fn merge(editor: &Clients, question: &Question, into: &Question) -> Result<()> {
    let request = MergeQuestionRequest {
        name: question.name.clone(),
        into: into.name.clone(),
    };
    let merged = editor.questions().merge_question(request).await;
    let merged = merged.step("the editor merges a question into another")?;
    must_equal(
        "it is left to the answer of the other",
        &merged.merged_into,
        &into.name,
    )
}

fn answer(question: &Question) -> AnswerQuestionRequest {
    AnswerQuestionRequest {
        name: question.name.clone(),
        answer: ANSWER.to_owned(),
    }
}

async fn list(reader: &Clients, challenge: &Challenge) -> Result<Vec<Question>> {
    let request = ListQuestionsRequest {
        challenge: challenge.name.clone(),
        ..ListQuestionsRequest::default()
    };
    let listed = reader.questions().list_questions(request).await;
    Ok(listed
        .step("another entrant looks at the questions")?
        .questions)
}
