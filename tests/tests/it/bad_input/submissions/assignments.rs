//! Distributing works, screening them, and opening by hand.

use serde_json::{Value, json};

use super::Scene;
use crate::bad_input::readers::wrong_pages;
use crate::bad_input::samples::{long, spoiled};
use crate::bad_input::stand::unknown;
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, state};

/// Every juror reads every work here, so there is nothing to distribute.
pub(super) async fn distributing(scene: &Scene, table: &mut Table<'_>) {
    let [draw, list, mine, progress] = [
        "AssignmentService/DrawAssignments",
        "AssignmentService/ListAssignments",
        "AssignmentService/ListMyWorks",
        "AssignmentService/GetReviewProgress",
    ];
    let [chair, silent, declared] = &scene.jurors;
    let (chair, declared) = (chair.clients(), declared.clients());
    let staff = scene.tychy.head.clients();
    let stage = |stage: &str| json!({ "stage": stage });
    let (closed, open) = (stage(&scene.closed), stage(&scene.open));
    for rpc in [draw, list, mine, progress] {
        for (who, what, body, refusal) in [
            (chair, "nothing", json!({}), invalid(&["stage"])),
            (chair, "unknown", stage(&unknown("stages")), not_found()),
            (
                scene.entrant.clients(),
                "an entrant",
                closed.clone(),
                not_found(),
            ),
        ] {
            table.refuses(who, rpc, what, body, refusal).await;
        }
    }
    for (who, rpc, what, body, refusal) in [
        (
            staff,
            draw,
            "everybody reads all",
            closed.clone(),
            state("EVERY_JUROR_READS_ALL"),
        ),
        (declared, draw, "by a juror", closed.clone(), not_found()),
        (staff, list, "by staff", closed.clone(), not_found()),
        (chair, list, "open", open.clone(), state("STAGE_NOT_OPENED")),
        (
            silent.clients(),
            mine,
            "undeclared",
            closed.clone(),
            state("DECLARATION_MISSING"),
        ),
        (
            declared,
            progress,
            "by a juror",
            closed.clone(),
            not_found(),
        ),
        (staff, progress, "open", open, state("STAGE_NOT_OPENED")),
    ] {
        table.refuses(who, rpc, what, body, refusal).await;
    }
    wrong_pages(chair, list, &closed, table).await;
    wrong_pages(chair, mine, &closed, table).await;
}

/// Changes by hand, each with a reason.
pub(super) async fn adjusting(scene: &Scene, table: &mut Table<'_>) {
    let [assign, unassign, leave, waive] = [
        "AssignmentService/AssignWork",
        "AssignmentService/UnassignWork",
        "AssignmentService/RecuseFromWork",
        "AssignmentService/WaiveReviews",
    ];
    let [chair, _, declared] = &scene.jurors;
    let good = json!({
        "work": scene.work, "account": declared.account, "sufficientReviews": 1, "reason": "Choroba.",
    });
    let for_rpc = |rpc: &str, mut body: Value| {
        let fields = body.as_object_mut().expect("a request is an object");
        if rpc == leave || rpc == waive {
            fields.remove("account");
        }
        if rpc != waive {
            fields.remove("sufficientReviews");
        }
        body
    };
    let all_read = state("EVERY_JUROR_READS_ALL");
    for (rpc, fields) in [
        (assign, &["work", "account", "reason"][..]),
        (unassign, &["work", "account", "reason"]),
        (leave, &["work", "reason"]),
        (waive, &["work", "sufficient_reviews", "reason"]),
    ] {
        let chair = chair.clients();
        let long_reason = spoiled(&good, "reason", json!(long(5001)));
        let unknown_work = spoiled(&good, "work", json!(unknown("works")));
        for (who, what, body, refusal) in [
            (chair, "nothing", json!({}), invalid(fields)),
            (chair, "a long reason", long_reason, invalid(&["reason"])),
            (chair, "an unknown work", unknown_work, not_found()),
            (
                scene.other.clients(),
                "by a stranger",
                good.clone(),
                not_found(),
            ),
            (
                scene.tychy.head.clients(),
                "by staff",
                good.clone(),
                not_found(),
            ),
        ] {
            let body = if body == json!({}) {
                body
            } else {
                for_rpc(rpc, body)
            };
            table.refuses(who, rpc, what, body, refusal).await;
        }
        if rpc != waive {
            let body = for_rpc(rpc, good.clone());
            table
                .refuses(chair, rpc, "everybody reads all", body, all_read.clone())
                .await;
        }
    }
}

/// This contest lets nothing be cured, and opens by itself.
pub(super) async fn screening(scene: &Scene, table: &mut Table<'_>) {
    let [report, mine, result, cure, exclude, open] = [
        "ScreeningService/ReportDefects",
        "ScreeningService/GetMyScreening",
        "EntryService/GetMyResult",
        "ScreeningService/CureWork",
        "ScreeningService/ExcludeWork",
        "OpeningService/OpenStage",
    ];
    let chair = scene.jurors[0].clients();
    let entrant = scene.entrant.clients();
    let defect = json!({"work": scene.work, "reason": "Za długie."});
    let defects = json!({"stage": scene.closed, "defects": [defect]});
    let stranger = spoiled(&defects, "defects.0.work", json!(unknown("works")));
    let silent = spoiled(&defects, "defects.0.reason", json!(""));
    let proof = json!({
        "stage": scene.closed, "entrant": scene.entrant.account, "receipt": "a.b.c",
    });
    let other = spoiled(&proof, "entrant", json!(scene.other.account));
    let mut supplement = proof.clone();
    supplement["supplement"] = json!("Więcej.");
    let long_one = spoiled(&supplement, "supplement", json!(long(20_001)));
    let ground = "EXCLUSION_GROUND_AUTHOR_REVEALED";
    let out = json!({"work": scene.work, "ground": ground, "reason": "Podpisana."});
    let stage = |stage: &str| json!({ "stage": stage });
    let nothing = || json!({});
    for (who, rpc, what, body, refusal) in [
        (
            chair,
            report,
            "nothing",
            nothing(),
            invalid(&["stage", "defects"]),
        ),
        (
            chair,
            report,
            "no reason",
            silent,
            invalid(&["defects[0].reason"]),
        ),
        (chair, report, "another's work", stranger, not_found()),
        (
            entrant,
            report,
            "by an entrant",
            defects.clone(),
            not_found(),
        ),
        (
            chair,
            report,
            "no cure",
            defects,
            state("NOTHING_CAN_BE_CURED"),
        ),
        (
            entrant,
            mine,
            "nothing",
            nothing(),
            invalid(&["stage", "entrant"]),
        ),
        (
            entrant,
            mine,
            "no receipt",
            proof.clone(),
            invalid(&["receipt"]),
        ),
        (entrant, mine, "for another", other.clone(), not_permitted()),
        (
            entrant,
            result,
            "nothing",
            nothing(),
            invalid(&["stage", "entrant"]),
        ),
        (entrant, result, "no receipt", proof, invalid(&["receipt"])),
        (entrant, result, "for another", other, not_permitted()),
        (
            entrant,
            cure,
            "nothing",
            nothing(),
            invalid(&["stage", "entrant", "supplement"]),
        ),
        (
            entrant,
            cure,
            "too long",
            long_one,
            invalid(&["supplement"]),
        ),
        (
            entrant,
            cure,
            "no receipt",
            supplement,
            invalid(&["receipt"]),
        ),
        (
            chair,
            exclude,
            "nothing",
            nothing(),
            invalid(&["work", "ground", "reason"]),
        ),
        (entrant, exclude, "by an entrant", out, not_found()),
        (chair, open, "nothing", nothing(), invalid(&["stage"])),
        (
            entrant,
            open,
            "by an entrant",
            stage(&scene.later),
            not_found(),
        ),
    ] {
        table.refuses(who, rpc, what, body, refusal).await;
    }
}
