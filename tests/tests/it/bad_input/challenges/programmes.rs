//! Programmes: what is written, by whom, and who takes part.

use serde_json::{Value, json};

use super::Scene;
use crate::bad_input::samples::{long, malformed, programme, spoiled};
use crate::bad_input::stand::{Authority, Stand, text, unknown};
use crate::bad_input::table::{
    Table, etag_mismatch, invalid, not_found, not_permitted, sign_in_required, state,
};

const CREATE: &str = "ProgrammeService/CreateProgramme";
const GET: &str = "ProgrammeService/GetProgramme";
const UPDATE: &str = "ProgrammeService/UpdateProgramme";
const PUBLISH: &str = "ProgrammeService/PublishProgramme";
const END: &str = "ProgrammeService/EndProgramme";
const ENROL: &str = "EnrolmentService/Enrol";
const LEAVE: &str = "EnrolmentService/LeaveProgramme";
const REMOVE: &str = "EnrolmentService/RemoveEnrolment";
const ADVANCE: &str = "EnrolmentService/AdvanceEnrolment";
const LIST: &str = "EnrolmentService/ListEnrolments";
const CARRY: &str = "AdmissionService/CarryWinners";

/// Programmes in every state.
pub(super) struct Programmes {
    draft: String,
    /// Cannot be published.
    empty: String,
    /// Its only place is the citizen's.
    running: String,
    ended: String,
}

impl Programmes {
    pub(super) async fn make(stand: &Stand, scene: &Scene) -> Self {
        let tychy = &scene.tychy;
        let made = Self {
            draft: draft(stand, tychy, programme(stand)).await,
            empty: draft(stand, tychy, json!({})).await,
            running: published(stand, tychy).await,
            ended: published(stand, tychy).await,
        };
        let body = json!({"name": made.ended, "reason": "Koniec."});
        stand.wire.done(tychy.head.clients(), END, body).await;
        let body = json!({"programme": made.running, "entrant": scene.citizen.account});
        stand.wire.done(scene.citizen.clients(), ENROL, body).await;
        made
    }
}

async fn draft(stand: &Stand, authority: &Authority, mut content: Value) -> String {
    content["organization"] = json!(authority.organization);
    let body = json!({ "programme": content });
    let editor = authority.editor.clients();
    text(&stand.wire.done(editor, CREATE, body).await["name"])
}

async fn published(stand: &Stand, authority: &Authority) -> String {
    let name = draft(stand, authority, programme(stand)).await;
    let body = json!({ "name": name });
    stand
        .wire
        .done(authority.head.clients(), PUBLISH, body)
        .await;
    name
}

pub(super) async fn programmes(
    stand: &Stand,
    scene: &Scene,
    made: &Programmes,
    table: &mut Table<'_>,
) {
    malformed_content(stand, scene, table).await;
    malformed_names(scene, made, table).await;
    wrong_people(stand, scene, made, table).await;
    wrong_states(scene, made, table).await;
}

async fn malformed_content(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    let editor = scene.tychy.editor.clients();
    let mut good = programme(stand);
    good["organization"] = json!(scene.tychy.organization);
    for (path, value, field) in [
        ("organization", json!("teams/1"), "organization"),
        ("titles.0.text", json!(long(301)), "titles[0].text"),
        ("titles.0.text", json!("\0"), "titles[0].text"),
        ("timeZone", json!("x".repeat(65)), "time_zone"),
        ("operators", json!(["accounts/1"]), "operators[0]"),
        ("operators", json!(vec!["x"; 21]), "operators"),
        ("patron", json!("organizations/1"), "patron"),
        (
            "enrolment.closeTime",
            json!("1999-12-31T23:00:00Z"),
            "enrolment.close_time",
        ),
        ("enrolment.capacity", json!(100_001), "enrolment.capacity"),
        (
            "enrolment.waitingCapacity",
            json!(-1),
            "enrolment.waiting_capacity",
        ),
        ("phases.0.capacity", json!(-1), "phases[0].capacity"),
        (
            "phases.0.titles.0.text",
            json!(""),
            "phases[0].titles[0].text",
        ),
    ] {
        let body = json!({"programme": spoiled(&good, path, value)});
        let wrong = invalid(&[&format!("programme.{field}")]);
        table.refuses(editor, CREATE, path, body, wrong).await;
    }
    let body = json!({"programme": good, "requestId": "1"});
    table
        .refuses(editor, CREATE, "request_id", body, invalid(&["request_id"]))
        .await;
}

async fn malformed_names(scene: &Scene, made: &Programmes, table: &mut Table<'_>) {
    let head = scene.tychy.head.clients();
    for name in malformed("programmes") {
        let body = json!({"name": name});
        for rpc in [GET, PUBLISH] {
            let wrong = invalid(&["name"]);
            table.refuses(head, rpc, &name, body.clone(), wrong).await;
        }
        table
            .refuses(head, END, &name, body, invalid(&["name", "reason"]))
            .await;
        let body = json!({"programme": {"name": name}, "updateMask": "nothing"});
        let wrong = invalid(&["programme.name", "update_mask"]);
        table.refuses(head, UPDATE, &name, body, wrong).await;

        let body = json!({"programme": name, "entrant": "people/1"});
        let both = ["programme", "entrant"];
        for (rpc, wrong) in [
            (ENROL, &both[..]),
            (LEAVE, &both),
            (REMOVE, &["programme", "entrant", "reason"]),
            (ADVANCE, &["programme", "entrant", "phase"]),
        ] {
            table
                .refuses(head, rpc, &name, body.clone(), invalid(wrong))
                .await;
        }
        let body = json!({ "programme": name });
        table
            .refuses(head, LIST, &name, body, invalid(&["programme"]))
            .await;
    }
    let good = json!({"programme": made.running, "entrant": scene.citizen.account});
    for (what, reason) in [("long", long(5001)), ("NUL", "\0".into())] {
        let body = spoiled(&good, "reason", json!(reason));
        table
            .refuses(head, REMOVE, what, body, invalid(&["reason"]))
            .await;
        let body = json!({"name": made.running, "reason": reason});
        table
            .refuses(head, END, what, body, invalid(&["reason"]))
            .await;
    }
    for phase in [-1, 0, 1, 21] {
        let body = spoiled(&good, "phase", json!(phase));
        table
            .refuses(head, ADVANCE, "phase", body, invalid(&["phase"]))
            .await;
    }
}

async fn wrong_people(stand: &Stand, scene: &Scene, made: &Programmes, table: &mut Table<'_>) {
    let participant = json!({"programme": made.running, "entrant": scene.citizen.account});
    let removed = spoiled(&participant, "reason", json!("Bez powodu."));
    let advanced = spoiled(&participant, "phase", json!(2));
    let carried = json!({"from": scene.published, "into": made.running});
    let mut other = programme(stand);
    other["organization"] = json!(scene.tychy.organization);
    for (what, who) in [
        ("a citizen", scene.citizen.clients()),
        ("another head", scene.bialystok.head.clients()),
        ("an operator", scene.operator.clients()),
    ] {
        for (rpc, body) in [
            (CREATE, json!({ "programme": other })),
            (UPDATE, json!({"programme": {"name": made.running}})),
            (PUBLISH, json!({"name": made.running})),
            (END, json!({"name": made.running, "reason": "Koniec."})),
            (REMOVE, removed.clone()),
            (ADVANCE, advanced.clone()),
            (CARRY, carried.clone()),
        ] {
            table.refuses(who, rpc, what, body, not_permitted()).await;
        }
        for (rpc, body) in [
            (GET, json!({"name": made.draft})),
            (UPDATE, json!({"programme": {"name": made.draft}})),
            (PUBLISH, json!({"name": made.draft})),
            (LIST, json!({"programme": made.draft})),
        ] {
            table.refuses(who, rpc, what, body, not_found()).await;
        }
    }
    let editor = scene.tychy.editor.clients();
    for (rpc, body) in [
        (PUBLISH, json!({"name": made.draft})),
        (END, json!({"name": made.running, "reason": "Koniec."})),
    ] {
        let refusal = not_permitted();
        table.refuses(editor, rpc, "an editor", body, refusal).await;
    }
    for rpc in [ENROL, LEAVE] {
        let who = scene.founder.clients();
        let body = participant.clone();
        table
            .refuses(who, rpc, "for others", body.clone(), not_permitted())
            .await;
        let nobody = &stand.world.anonymous;
        table
            .refuses(nobody, rpc, "nobody", body, sign_in_required())
            .await;
    }
}

async fn wrong_states(scene: &Scene, made: &Programmes, table: &mut Table<'_>) {
    let head = scene.tychy.head.clients();
    let named = |name: &str| json!({ "name": name });
    let ended = || state("PROGRAMME_STATE");
    for (what, name) in [("runs", &made.running), ("has ended", &made.ended)] {
        let body = json!({"programme": {"name": name, "timeZone": "Europe/Kyiv"}});
        table.refuses(head, UPDATE, what, body, ended()).await;
        table
            .refuses(head, PUBLISH, what, named(name), ended())
            .await;
    }
    for (what, name) in [("a draft", &made.draft), ("has ended", &made.ended)] {
        let body = json!({"name": name, "reason": "Koniec."});
        table.refuses(head, END, what, body, ended()).await;
        let body = json!({"from": scene.published, "into": name});
        table.refuses(head, CARRY, what, body, ended()).await;
    }
    let defects = [
        "source_language",
        "titles",
        "descriptions",
        "time_zone",
        "enrolment.close_time",
        "enrolment.capacity",
        "phases",
    ];
    let refusal = state("PROGRAMME_HAS_DEFECTS").at(&defects);
    table
        .refuses(head, PUBLISH, "defects", named(&made.empty), refusal)
        .await;
    let body = json!({"name": made.draft, "etag": "v7"});
    table
        .refuses(head, PUBLISH, "stale", body, etag_mismatch())
        .await;

    let founder = &scene.founder;
    let body = |entrant: &str| json!({"programme": made.running, "entrant": entrant});
    let full = state("PROGRAMME_FULL");
    let own = body(&founder.account);
    table
        .refuses(founder.clients(), ENROL, "full", own.clone(), full)
        .await;
    table
        .refuses(founder.clients(), LEAVE, "not in", own, not_found())
        .await;
    let refusal = state("NOT_ELIGIBLE").at(&["entrant"]);
    table
        .refuses(
            founder.clients(),
            ENROL,
            "a company",
            body(&scene.company),
            refusal,
        )
        .await;
    let citizen = body(&scene.citizen.account);
    let kept = state("PHASE_KEEPS");
    let who = scene.citizen.clients();
    table
        .refuses(who, LEAVE, "kept", citizen.clone(), kept)
        .await;
    let skipping = spoiled(&citizen, "phase", json!(3));
    let refusal = state("PHASE_NOT_NEXT");
    table
        .refuses(head, ADVANCE, "skips", skipping, refusal)
        .await;
    let unknown = spoiled(&body(&unknown("accounts")), "phase", json!(2));
    table
        .refuses(head, ADVANCE, "unknown", unknown, not_found())
        .await;
}
