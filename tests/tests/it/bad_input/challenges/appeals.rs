//! Appeals: of nothing, by nobody else, against no other than an approved result.

use serde_json::json;
use uuid::Uuid;

use super::Scene;
use crate::bad_input::samples::{long, malformed};
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, sign_in_required, state};

const RECORD: &str = "AppealService/RecordAppeal";
const DECIDE: &str = "AppealService/DecideAppeal";
const LIST: &str = "AppealService/ListAppeals";

pub(super) async fn appeals(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    malformed_appeals(scene, table).await;
    let (head, nobody) = (scene.tychy.head.clients(), &stand.world.anonymous);
    let record = |challenge: &str| json!({"challenge": challenge, "reference": "KIO 1/26"});
    let decide = json!({
        "name": unknown("appeals"), "decision": "APPEAL_DECISION_DISMISSED", "reason": "Nie.",
    });
    for (what, who, expected) in [
        ("nobody", nobody, sign_in_required()),
        ("a citizen", scene.citizen.clients(), not_permitted()),
        (
            "another head",
            scene.bialystok.head.clients(),
            not_permitted(),
        ),
        ("an operator", scene.operator.clients(), not_permitted()),
    ] {
        table
            .refuses(who, RECORD, what, record(&scene.published), expected)
            .await;
    }
    for (what, who) in [
        ("another head", scene.bialystok.head.clients()),
        ("a citizen", scene.citizen.clients()),
    ] {
        for (rpc, body) in [
            (RECORD, record(&scene.draft)),
            (LIST, json!({"challenge": scene.draft})),
        ] {
            table.refuses(who, rpc, what, body, not_found()).await;
        }
    }
    table
        .refuses(head, DECIDE, "unknown", decide, not_found())
        .await;
    for (what, challenge) in [
        ("a draft", &scene.draft),
        ("pending", &scene.pending),
        ("published", &scene.published),
        ("cancelled", &scene.cancelled),
    ] {
        let refused = state("CHALLENGE_STATE");
        table
            .refuses(head, RECORD, what, record(challenge), refused)
            .await;
    }
}

async fn malformed_appeals(scene: &Scene, table: &mut Table<'_>) {
    let head = scene.tychy.head.clients();
    for name in malformed("challenges") {
        let body = json!({"challenge": name, "reference": ""});
        let wrong = invalid(&["challenge", "reference"]);
        table.refuses(head, RECORD, &name, body, wrong).await;
        let body = json!({ "challenge": name });
        table
            .refuses(head, LIST, &name, body, invalid(&["challenge"]))
            .await;
    }
    for name in malformed("appeals") {
        let body = json!({ "name": name });
        let wrong = invalid(&["name", "decision", "reason"]);
        table.refuses(head, DECIDE, &name, body, wrong).await;
    }
    for (what, reference) in [("long", long(101)), ("NUL", "\0".into())] {
        let body = json!({"challenge": scene.published, "reference": reference});
        table
            .refuses(head, RECORD, what, body, invalid(&["reference"]))
            .await;
    }
    let body = json!({
        "name": format!("appeals/{}", Uuid::new_v4()),
        "decision": "APPEAL_DECISION_DISMISSED",
        "reason": long(5001),
    });
    table
        .refuses(head, DECIDE, "long", body, invalid(&["reason"]))
        .await;
    let body = json!({"challenge": scene.published, "reference": "KIO 1/26", "requestId": "1"});
    table
        .refuses(head, RECORD, "request_id", body, invalid(&["request_id"]))
        .await;
}
