//! More time for one entrant: by the head, of a stage that runs, and more than
//! there is.

use serde_json::json;

use super::Scene;
use crate::bad_input::samples::{long, malformed, spoiled};
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, sign_in_required, state};

const GRANT: &str = "ExtensionService/GrantExtension";
const LIST: &str = "ExtensionService/ListExtensions";

pub(super) async fn extensions(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    let (head, nobody) = (scene.tychy.head.clients(), &stand.world.anonymous);
    let good = json!({
        "stage": scene.stage, "entrant": scene.citizen.account, "reason": "Awaria.",
        "closeTime": stand.day(500),
    });
    for name in malformed("stages") {
        let body = json!({"stage": name, "entrant": "people/1"});
        let wrong = invalid(&["stage", "entrant", "close_time", "reason"]);
        table.refuses(head, GRANT, &name, body, wrong).await;
    }
    for name in malformed("challenges") {
        let body = json!({ "challenge": name });
        table
            .refuses(head, LIST, &name, body, invalid(&["challenge"]))
            .await;
    }
    for (field, value, path) in [
        ("entrant", json!("challenges/1"), "entrant"),
        ("reason", json!(long(5001)), "reason"),
        ("reason", json!("\0"), "reason"),
        ("closeTime", json!("1999-12-31T23:00:00Z"), "close_time"),
    ] {
        let body = spoiled(&good, field, value);
        table
            .refuses(head, GRANT, field, body, invalid(&[path]))
            .await;
    }
    table
        .refuses(nobody, GRANT, "nobody", good.clone(), sign_in_required())
        .await;
    for (what, who) in [
        ("a citizen", scene.citizen.clients()),
        ("an editor", scene.tychy.editor.clients()),
        ("another head", scene.bialystok.head.clients()),
        ("an operator", scene.operator.clients()),
    ] {
        table
            .refuses(who, GRANT, what, good.clone(), not_permitted())
            .await;
    }
    let body = spoiled(&good, "stage", json!(unknown("stages")));
    table
        .refuses(head, GRANT, "unknown", body, not_found())
        .await;
    let body = json!({"challenge": scene.draft});
    let citizen = scene.citizen.clients();
    table
        .refuses(citizen, LIST, "a draft", body, not_found())
        .await;
    let body = spoiled(&good, "closeTime", json!(stand.day(3)));
    let refused = state("CLOSE_TIME_NOT_LATER");
    table.refuses(head, GRANT, "sooner", body, refused).await;
}
