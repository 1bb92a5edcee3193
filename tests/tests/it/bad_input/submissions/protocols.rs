//! Corrections of what the jury has signed, or has not; and consent to what was
//! not won.

use serde_json::json;

use super::Scene;
use crate::bad_input::samples::{long, malformed, spoiled};
use crate::bad_input::stand::unknown;
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, state};

pub(super) async fn correcting(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "ReviewService/CorrectProtocol";
    let chair = scene.jurors[0].clients();
    let good = json!({
        "stage": scene.closed, "reason": "Pomyłka.", "reasons": "Mniej światła.",
    });
    let with = |field: &str, value| spoiled(&good, field, value);
    let on = |stage: &str| with("stage", json!(stage));
    let nothing = json!({"stage": scene.closed, "reason": "Pomyłka."});
    let elements = with("exclusions", json!([{"work": "1"}]));
    let elements = spoiled(&elements, "recusals", json!([{"account": "1"}]));
    let elements = spoiled(&elements, "waivers", json!([{"work": "1"}]));
    let wrong = [
        "exclusions[0].work",
        "exclusions[0].reason",
        "recusals[0].account",
        "recusals[0].reason",
        "waivers[0].work",
        "waivers[0].sufficient_reviews",
        "waivers[0].reason",
    ];
    for (who, what, body, refusal) in [
        (
            chair,
            "nothing at all",
            json!({}),
            invalid(&["stage", "reason", "reasons"]),
        ),
        (chair, "nothing", nothing, invalid(&["reasons"])),
        (
            chair,
            "long reason",
            with("reason", json!(long(5001))),
            invalid(&["reason"]),
        ),
        (
            chair,
            "long reasons",
            with("reasons", json!(long(5001))),
            invalid(&["reasons"]),
        ),
        (
            chair,
            "request_id",
            with("requestId", json!("1")),
            invalid(&["request_id"]),
        ),
        (chair, "elements", elements, invalid(&wrong)),
        (
            chair,
            "too many",
            with(
                "recusals",
                json!(vec![
                    json!({"account": unknown("accounts"), "reason": "."});
                    1001
                ]),
            ),
            invalid(&["recusals"]),
        ),
        (chair, "unknown", on(&unknown("stages")), not_found()),
        (chair, "open", on(&scene.open), state("STAGE_NOT_OPENED")),
        (chair, "not judged", good.clone(), state("STAGE_NOT_JUDGED")),
        (
            scene.other.clients(),
            "by a stranger",
            good.clone(),
            not_permitted(),
        ),
        (
            scene.tychy.head.clients(),
            "by the head",
            good,
            not_permitted(),
        ),
    ] {
        table.refuses(who, RPC, what, body, refusal).await;
    }
}

pub(super) async fn disclosing(scene: &Scene, table: &mut Table<'_>) {
    const STATE: &str = "DisclosureService/StateDisclosure";
    const GET: &str = "DisclosureService/GetDisclosure";
    let entrant = scene.entrant.clients();
    for name in malformed("entries") {
        let body = json!({"entry": name, "scope": "DISCLOSURE_SCOPE_WORK"});
        let refusal = invalid(&["entry"]);
        table.refuses(entrant, STATE, &name, body, refusal).await;
        let (body, refusal) = (json!({"entry": name}), invalid(&["entry"]));
        table.refuses(entrant, GET, &name, body, refusal).await;
    }
    let (body, refusal) = (json!({}), invalid(&["entry", "scope"]));
    table
        .refuses(entrant, STATE, "nothing", body, refusal)
        .await;
    for list in [
        "DisclosureService/ListDisclosedWorks",
        "DisclosureService/ListPublicProtocols",
    ] {
        for name in malformed("challenges") {
            let body = json!({"challenge": name});
            let refusal = invalid(&["challenge"]);
            table.refuses(entrant, list, &name, body, refusal).await;
        }
        let (body, refusal) = (json!({"challenge": scene.read}), not_found());
        table
            .refuses(entrant, list, "not awarded", body, refusal)
            .await;
    }
}
