//! Admission: for oneself, by the authority, and only where it is asked for.

use serde_json::json;

use super::Scene;
use crate::bad_input::samples::{long, malformed};
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, sign_in_required, state};

const APPLY: &str = "AdmissionService/ApplyForAdmission";
const DECIDE: &str = "AdmissionService/DecideApplication";
const INVITE: &str = "AdmissionService/InviteEntrant";
const CARRY: &str = "AdmissionService/CarryWinners";
const LIST: &str = "AdmissionService/ListAdmissions";

pub(super) async fn admissions(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    malformed_names(scene, table).await;
    malformed_texts(scene, table).await;
    let decide = |challenge: &str| {
        json!({
            "challenge": challenge, "entrant": unknown("accounts"),
            "decision": "APPLICATION_DECISION_ADMIT", "reason": "Tak.",
        })
    };
    let invite = |challenge: &str| json!({"challenge": challenge, "entrant": unknown("accounts")});
    let apply = |challenge: &str| {
        let entrant = &scene.citizen.account;
        json!({"challenge": challenge, "entrant": entrant, "text": "My."})
    };
    for (what, who) in [
        ("a citizen", scene.citizen.clients()),
        ("another head", scene.bialystok.head.clients()),
        ("an operator", scene.operator.clients()),
    ] {
        for (rpc, body) in [
            (DECIDE, decide(&scene.published)),
            (INVITE, invite(&scene.published)),
            (
                CARRY,
                json!({"from": scene.published, "into": scene.published}),
            ),
        ] {
            table.refuses(who, rpc, what, body, not_permitted()).await;
        }
    }
    let citizen = scene.citizen.clients();
    let nobody = &stand.world.anonymous;
    for (rpc, body) in [
        (APPLY, apply(&scene.published)),
        (DECIDE, decide(&scene.published)),
        (INVITE, invite(&scene.published)),
    ] {
        table
            .refuses(nobody, rpc, "nobody", body, sign_in_required())
            .await;
    }
    for (rpc, body) in [
        (APPLY, apply(&scene.draft)),
        (DECIDE, decide(&scene.draft)),
        (INVITE, invite(&scene.draft)),
        (LIST, json!({"challenge": scene.draft})),
    ] {
        table
            .refuses(citizen, rpc, "a draft", body, not_found())
            .await;
    }
    let body = json!({
        "challenge": scene.published, "entrant": scene.company, "text": "My.",
    });
    table
        .refuses(citizen, APPLY, "for others", body, not_permitted())
        .await;
    let refused = || state("ADMISSION_MODE");
    let head = scene.tychy.head.clients();
    table
        .refuses(citizen, APPLY, "open", apply(&scene.published), refused())
        .await;
    table
        .refuses(head, DECIDE, "open", decide(&scene.published), refused())
        .await;
    table
        .refuses(head, INVITE, "open", invite(&scene.published), refused())
        .await;
    let body = json!({"from": scene.cancelled, "into": scene.published});
    table.refuses(head, CARRY, "open", body, refused()).await;
    let body = json!({"from": unknown("challenges"), "into": scene.published});
    table
        .refuses(head, CARRY, "unknown", body, not_found())
        .await;
}

async fn malformed_names(scene: &Scene, table: &mut Table<'_>) {
    let head = scene.tychy.head.clients();
    for name in malformed("challenges") {
        let body = json!({"challenge": name, "entrant": "people/1"});
        let wrong = ["challenge", "entrant"];
        table
            .refuses(head, INVITE, &name, body.clone(), invalid(&wrong))
            .await;
        let wrong = ["challenge", "entrant", "text"];
        table
            .refuses(head, APPLY, &name, body.clone(), invalid(&wrong))
            .await;
        let wrong = ["challenge", "entrant", "decision", "reason"];
        table
            .refuses(head, DECIDE, &name, body, invalid(&wrong))
            .await;
        let body = json!({ "challenge": name });
        table
            .refuses(head, LIST, &name, body, invalid(&["challenge"]))
            .await;
    }
    for name in malformed("challenges") {
        let body = json!({"from": name, "into": name, "maxRank": 51});
        let wrong = ["from", "into", "max_rank"];
        table
            .refuses(head, CARRY, &name, body, invalid(&wrong))
            .await;
    }
    for name in malformed("teams") {
        let body = json!({"challenge": scene.published, "entrant": name});
        table
            .refuses(head, INVITE, &name, body, invalid(&["entrant"]))
            .await;
    }
}

async fn malformed_texts(scene: &Scene, table: &mut Table<'_>) {
    let (head, citizen) = (scene.tychy.head.clients(), scene.citizen.clients());
    for (what, text) in [("long", long(20_001)), ("NUL", "\0".into())] {
        let body = json!({
            "challenge": scene.published, "entrant": scene.citizen.account, "text": text,
        });
        table
            .refuses(citizen, APPLY, what, body, invalid(&["text"]))
            .await;
    }
    for (what, reason) in [("long", long(5001)), ("NUL", "\0".into())] {
        let body = json!({
            "challenge": scene.published, "entrant": scene.citizen.account, "reason": reason,
            "decision": "APPLICATION_DECISION_REFUSE",
        });
        table
            .refuses(head, DECIDE, what, body, invalid(&["reason"]))
            .await;
    }
}
