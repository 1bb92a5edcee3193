//! Amendments that there cannot be.

use serde_json::json;

use super::Scene;
use crate::bad_input::readers::wrong_pages;
use crate::bad_input::samples::{long, spoiled};
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, request_id_reused, state};

pub(super) async fn amendments(scene: &Scene, table: &mut Table<'_>) {
    let (editor, citizen) = (scene.tychy.editor.clients(), scene.citizen.clients());
    let amend = "AmendmentService/AmendChallenge";
    let title = |text: &str| json!([{"languageCode": "pl", "text": text}]);
    let of = |name: &str| {
        json!({
            "challenge": {"name": name, "titles": title("Lampy")},
            "reason": "Jaśniej.",
        })
    };
    let sound = of(&scene.published);
    let with = |field: &str, value| spoiled(&sound, field, value);
    let challenge = |value| with("challenge", value);
    for (who, what, body, refusal) in [
        (
            editor,
            "nothing",
            json!({}),
            invalid(&["challenge.name", "reason"]),
        ),
        (
            editor,
            "no reason",
            with("reason", json!("")),
            invalid(&["reason"]),
        ),
        (
            editor,
            "a long reason",
            with("reason", json!(long(5001))),
            invalid(&["reason"]),
        ),
        (
            editor,
            "frozen fields",
            with("updateMask", json!("titles,prizes,stages")),
            invalid(&["update_mask", "update_mask"]),
        ),
        (
            editor,
            "a long title",
            challenge(json!({"name": scene.published, "titles": title(&long(301))})),
            invalid(&["challenge.titles[0].text"]),
        ),
        (
            editor,
            "the same title",
            challenge(json!({"name": scene.published, "titles": title("Światło")})),
            state("NOTHING_AMENDED"),
        ),
        (
            editor,
            "no title",
            with("updateMask", json!("titles,descriptions")),
            state("TEXT_WITHDRAWN"),
        ),
        (
            editor,
            "a draft",
            of(&scene.draft),
            state("CHALLENGE_STATE"),
        ),
        (
            editor,
            "a cancelled draft",
            of(&scene.cancelled),
            state("CHALLENGE_STATE"),
        ),
        (citizen, "no editor", sound.clone(), not_permitted()),
        (citizen, "a draft", of(&scene.draft), not_found()),
        (
            citizen,
            "a used request_id",
            with("requestId", json!(scene.request_id)),
            request_id_reused(),
        ),
    ] {
        table.refuses(who, amend, what, body, refusal).await;
    }
    let list = "AmendmentService/ListAmendments";
    let body = json!({"challenge": scene.draft});
    table
        .refuses(citizen, list, "a draft", body, not_found())
        .await;
    table
        .refuses(citizen, list, "nothing", json!({}), invalid(&["challenge"]))
        .await;
    let body = json!({"challenge": scene.published});
    wrong_pages(citizen, list, &body, table).await;
}
