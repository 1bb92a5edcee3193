//! Appointing, declaring, leaving, and ending the jury's work.

use serde_json::{Value, json};

use super::Scene;
use crate::bad_input::samples::{long, spoiled};
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, state};

pub(super) async fn appointing(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "JuryService/AppointJuror";
    let editor = scene.tychy.editor.clients();
    let good = json!({"challenge": scene.running, "account": scene.other.account});
    let chair = spoiled(&good, "chair", json!(true));
    let nobody = spoiled(&good, "account", json!(unknown("accounts")));
    let to = |challenge: &str| spoiled(&good, "challenge", json!(challenge));
    for (who, what, body, refusal) in [
        (
            editor,
            "nothing",
            json!({}),
            invalid(&["challenge", "account"]),
        ),
        (
            editor,
            "an unknown challenge",
            to(&unknown("challenges")),
            not_found(),
        ),
        (editor, "a draft", to(&scene.draft), not_found()),
        (editor, "an unknown account", nobody, not_found()),
        (editor, "a second chair", chair, state("CHAIR_TAKEN")),
        (
            scene.other.clients(),
            "by a stranger",
            good.clone(),
            not_permitted(),
        ),
        (
            scene.jurors[0].clients(),
            "by the chair",
            good,
            not_permitted(),
        ),
    ] {
        table.refuses(who, RPC, what, body, refusal).await;
    }
}

pub(super) async fn dismissing(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "JuryService/DismissJuror";
    let head = scene.tychy.head.clients();
    let good = json!({
        "challenge": scene.running,
        "account": scene.jurors[1].account,
        "reason": "Nieobecność.",
    });
    let nobody = spoiled(&good, "account", json!(scene.other.account));
    let endless = spoiled(&good, "reason", json!("a".repeat(4001)));
    let all = ["challenge", "account", "reason"];
    for (who, what, body, refusal) in [
        (head, "nothing", json!({}), invalid(&all)),
        (head, "an endless reason", endless, invalid(&["reason"])),
        (head, "no juror", nobody, not_found()),
        (
            scene.tychy.editor.clients(),
            "by an editor",
            good.clone(),
            not_permitted(),
        ),
        (
            scene.jurors[0].clients(),
            "by the chair",
            good,
            not_permitted(),
        ),
    ] {
        table.refuses(who, RPC, what, body, refusal).await;
    }
}

pub(super) async fn declaring(scene: &Scene, table: &mut Table<'_>) {
    let [declare, recuse] = ["JuryService/DeclareImpartiality", "JuryService/RecuseJuror"];
    let [chair, silent, _] = &scene.jurors;
    let stage = |stage: &str| json!({ "stage": stage });
    let with = |entrants: Value| json!({"stage": scene.closed, "conflictingEntrants": entrants});
    let unknown_one = with(json!([scene.entrant.account, unknown("accounts")]));
    let all = json!({"stage": "1", "conflictingEntrants": ["works/1"]});
    let other = scene.other.clients();
    for (who, what, body, refusal) in [
        (
            silent.clients(),
            "everything wrong",
            all,
            invalid(&["stage", "conflicting_entrants[0]"]),
        ),
        (
            silent.clients(),
            "did not enter",
            unknown_one,
            invalid(&["conflicting_entrants[1]"]),
        ),
        (
            silent.clients(),
            "open",
            stage(&scene.open),
            state("STAGE_NOT_OPENED"),
        ),
        (
            chair.clients(),
            "again",
            stage(&scene.closed),
            state("ALREADY_DECLARED"),
        ),
        (other, "by a stranger", stage(&scene.closed), not_found()),
        (
            scene.tychy.head.clients(),
            "by staff",
            stage(&scene.closed),
            not_found(),
        ),
    ] {
        table.refuses(who, declare, what, body, refusal).await;
    }
    let good = json!({"challenge": scene.running, "reason": "Choroba."});
    let reason = |text: String| spoiled(&good, "reason", json!(text));
    for (who, what, body, refusal) in [
        (
            silent.clients(),
            "nothing",
            json!({}),
            invalid(&["challenge", "reason"]),
        ),
        (
            silent.clients(),
            "a long reason",
            reason(long(5001)),
            invalid(&["reason"]),
        ),
        (other, "by a stranger", good, not_found()),
    ] {
        table.refuses(who, recuse, what, body, refusal).await;
    }
}

pub(super) async fn judging(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "ReviewService/JudgeStage";
    let [chair, _, declared] = &scene.jurors;
    let chair = chair.clients();
    let good = json!({"stage": scene.closed, "reasons": "Mniej punktów."});
    let on = |stage: &str| spoiled(&good, "stage", json!(stage));
    let request_id = spoiled(&good, "requestId", json!("1"));
    let reasons = spoiled(&good, "reasons", json!(long(5001)));
    for (who, what, body, refusal) in [
        (chair, "nothing", json!({}), invalid(&["stage", "reasons"])),
        (chair, "long reasons", reasons, invalid(&["reasons"])),
        (chair, "request_id", request_id, invalid(&["request_id"])),
        (
            chair,
            "all wrong",
            json!({"requestId": "1"}),
            invalid(&["stage", "reasons", "request_id"]),
        ),
        (chair, "unknown", on(&unknown("stages")), not_found()),
        (chair, "open", on(&scene.open), state("STAGE_NOT_OPENED")),
        (
            chair,
            "reviews missing",
            good.clone(),
            state("REVIEWS_MISSING"),
        ),
        (
            declared.clients(),
            "by another juror",
            good.clone(),
            not_permitted(),
        ),
        (
            scene.tychy.head.clients(),
            "by staff",
            good.clone(),
            not_permitted(),
        ),
        (
            scene.other.clients(),
            "by a stranger",
            good,
            not_permitted(),
        ),
    ] {
        table.refuses(who, RPC, what, body, refusal).await;
    }
}

/// A closed stage is not opened again by moving its end.
pub(super) async fn late_extension(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    let body = json!({"stage": scene.closed, "closeTime": stand.day(9), "reason": "Awaria."});
    let editor = scene.tychy.editor.clients();
    let rpc = "ChallengeService/ExtendStage";
    table
        .refuses(editor, rpc, "closed", body, state("STAGE_CLOSED"))
        .await;
}
