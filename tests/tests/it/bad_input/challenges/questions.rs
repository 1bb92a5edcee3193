//! Questions and their answers.

use linia_tests::story::Clients;
use serde_json::json;

use super::Scene;
use crate::bad_input::readers::{wrong_pages, wrong_parent};
use crate::bad_input::samples::{long, spoiled};
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, request_id_reused, state};

pub(super) async fn questions(scene: &Scene, table: &mut Table<'_>) {
    let (citizen, editor) = (scene.citizen.clients(), scene.tychy.editor.clients());
    let [ask, answer, merge, list] = [
        "QuestionService/AskQuestion",
        "QuestionService/AnswerQuestion",
        "QuestionService/MergeQuestion",
        "QuestionService/ListQuestions",
    ];
    let question = json!({"challenge": scene.published, "text": "Czy?"});
    let with_text = |text: String| spoiled(&question, "text", json!(text));
    let reused = json!({
        "challenge": scene.published, "text": "A czy?", "requestId": scene.request_id,
    });
    let answered = json!({"name": scene.answered, "answer": "Nie."});
    let unanswered = json!({"name": scene.unanswered, "answer": "Nie."});
    let of = |text: String| spoiled(&unanswered, "answer", json!(text));
    let merged = |name: &str, into: &str| json!({"name": name, "into": into});
    let nobody: &Clients = scene.bialystok.editor.clients();
    for (who, rpc, what, body, refusal) in [
        (
            citizen,
            ask,
            "nothing",
            json!({}),
            invalid(&["challenge", "text"]),
        ),
        (
            citizen,
            ask,
            "all wrong",
            json!({"requestId": "1"}),
            invalid(&["challenge", "text", "request_id"]),
        ),
        (
            citizen,
            ask,
            "empty",
            with_text(String::new()),
            invalid(&["text"]),
        ),
        (
            citizen,
            ask,
            "long",
            with_text(long(5001)),
            invalid(&["text"]),
        ),
        (
            citizen,
            ask,
            "control",
            with_text("a\u{0}b".into()),
            invalid(&["text"]),
        ),
        (
            citizen,
            ask,
            "a used request_id",
            reused,
            request_id_reused(),
        ),
        (
            editor,
            answer,
            "nothing",
            json!({}),
            invalid(&["name", "answer"]),
        ),
        (
            editor,
            answer,
            "long",
            of(long(20_001)),
            invalid(&["answer"]),
        ),
        (
            editor,
            answer,
            "answered",
            answered.clone(),
            state("QUESTION_ANSWERED"),
        ),
        (citizen, answer, "answered", answered, not_permitted()),
        (
            citizen,
            answer,
            "unanswered",
            unanswered.clone(),
            not_found(),
        ),
        (nobody, answer, "unanswered", unanswered, not_found()),
        (
            editor,
            merge,
            "nothing",
            json!({}),
            invalid(&["name", "into"]),
        ),
        (
            editor,
            merge,
            "answered",
            merged(&scene.answered, &scene.unanswered),
            state("QUESTION_ANSWERED"),
        ),
        (
            editor,
            merge,
            "into itself",
            merged(&scene.unanswered, &scene.unanswered),
            state("MERGE_TARGET_UNFIT"),
        ),
        (
            citizen,
            merge,
            "unanswered",
            merged(&scene.unanswered, &scene.answered),
            not_found(),
        ),
        (
            nobody,
            merge,
            "answered",
            merged(&scene.answered, &scene.answered),
            not_permitted(),
        ),
        (citizen, list, "nothing", json!({}), invalid(&["challenge"])),
    ] {
        table.refuses(who, rpc, what, body, refusal).await;
    }
    let body = json!({"challenge": scene.published});
    wrong_pages(citizen, list, &body, table).await;
    wrong_parent(citizen, list, "challenge", table).await;
}
