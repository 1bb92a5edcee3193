//! Runners-up: for no prize that was not awarded, by nobody else.

use serde_json::{Value, json};

use super::Scene;
use crate::bad_input::samples::{long, malformed};
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, sign_in_required, state};

const CALL: &str = "RunnerUpService/CallRunnerUp";
const AWARD: &str = "RunnerUpService/AwardRunnerUp";

fn fallen(challenge: &str) -> Value {
    json!({"challenge": challenge, "work": unknown("works"), "reason": "Rezygnacja."})
}

fn awarded(challenge: &str) -> Value {
    json!({"challenge": challenge, "work": unknown("works")})
}

pub(super) async fn runners_up(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    malformed_calls(scene, table).await;
    let (head, nobody) = (scene.tychy.head.clients(), &stand.world.anonymous);
    for (what, who, expected) in [
        ("nobody", nobody, sign_in_required()),
        ("a citizen", scene.citizen.clients(), not_permitted()),
        ("an editor", scene.tychy.editor.clients(), not_permitted()),
        (
            "another head",
            scene.bialystok.head.clients(),
            not_permitted(),
        ),
    ] {
        let (call, award) = (fallen(&scene.published), awarded(&scene.published));
        table.refuses(who, CALL, what, call, expected.clone()).await;
        table.refuses(who, AWARD, what, award, expected).await;
    }
    let other = scene.bialystok.head.clients();
    for (rpc, body) in [(CALL, fallen(&scene.draft)), (AWARD, awarded(&scene.draft))] {
        table.refuses(other, rpc, "hidden", body, not_found()).await;
    }
    for (what, challenge) in [
        ("a draft", &scene.draft),
        ("pending", &scene.pending),
        ("published", &scene.published),
        ("cancelled", &scene.cancelled),
    ] {
        for (rpc, body) in [(CALL, fallen(challenge)), (AWARD, awarded(challenge))] {
            let refused = state("CHALLENGE_STATE");
            table.refuses(head, rpc, what, body, refused).await;
        }
    }
}

async fn malformed_calls(scene: &Scene, table: &mut Table<'_>) {
    let head = scene.tychy.head.clients();
    for name in malformed("works") {
        let body = json!({"challenge": "", "work": name, "reason": ""});
        let wrong = invalid(&["challenge", "work", "reason"]);
        table.refuses(head, CALL, &name, body, wrong).await;
        let body = json!({"challenge": "", "work": name});
        let wrong = invalid(&["challenge", "work"]);
        table.refuses(head, AWARD, &name, body, wrong).await;
    }
    for (what, reason) in [("long", long(5001)), ("NUL", "\0".into())] {
        let mut body = fallen(&scene.published);
        body["reason"] = json!(reason);
        let wrong = invalid(&["reason"]);
        table.refuses(head, CALL, what, body, wrong).await;
    }
    let mut body = fallen(&scene.published);
    body["requestId"] = json!("1");
    let wrong = invalid(&["request_id"]);
    table.refuses(head, CALL, "request_id", body, wrong).await;
}
