//! What a jury reads and writes, and who reads nothing.

use serde_json::json;

use super::{Scene, review};
use crate::bad_input::readers::{wrong_pages, wrong_parent};
use crate::bad_input::samples::{long, malformed, spoiled};
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{Table, invalid, not_found, sign_in_required, state};

/// What a stranger asks for does not exist; what comes too early does not exist yet.
pub(super) async fn reading(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    let [
        list_works,
        my_reviews,
        entrants,
        opening,
        protocol,
        protocols,
        jurors,
    ] = [
        "ReviewService/ListWorks",
        "ReviewService/ListMyReviews",
        "JuryService/ListEntrants",
        "OpeningService/GetOpening",
        "ReviewService/GetProtocol",
        "ReviewService/ListProtocols",
        "JuryService/ListJurors",
    ];
    let closed = json!({"stage": scene.closed});
    let open = json!({"stage": scene.open});
    for rpc in [
        list_works, my_reviews, entrants, opening, protocol, protocols,
    ] {
        for (what, who, refusal) in [
            ("a stranger", scene.other.clients(), not_found()),
            ("an entrant", scene.entrant.clients(), not_found()),
            ("nobody", &stand.world.anonymous, sign_in_required()),
        ] {
            table.refuses(who, rpc, what, closed.clone(), refusal).await;
        }
        for name in malformed("stages") {
            let body = json!({ "stage": name });
            let chair = scene.jurors[0].clients();
            table
                .refuses(chair, rpc, &name, body, invalid(&["stage"]))
                .await;
        }
    }
    let [chair, silent, _] = &scene.jurors;
    let staff = scene.tychy.head.clients();
    for rpc in [list_works, my_reviews, entrants] {
        table
            .refuses(staff, rpc, "staff", closed.clone(), not_found())
            .await;
        let refusal = state("STAGE_NOT_OPENED");
        table
            .refuses(chair.clients(), rpc, "open", open.clone(), refusal)
            .await;
    }
    for rpc in [list_works, my_reviews] {
        let refusal = state("DECLARATION_MISSING");
        table
            .refuses(silent.clients(), rpc, "undeclared", closed.clone(), refusal)
            .await;
    }
    for rpc in [protocol, protocols] {
        table
            .refuses(staff, rpc, "not judged", closed.clone(), not_found())
            .await;
    }
    let challenge = json!({"challenge": scene.read});
    table
        .refuses(
            scene.other.clients(),
            jurors,
            "a stranger",
            challenge,
            not_found(),
        )
        .await;
    let body = json!({"challenge": "1"});
    table
        .refuses(staff, jurors, "malformed", body, invalid(&["challenge"]))
        .await;
    wrong_pages(chair.clients(), list_works, &closed, table).await;
    wrong_parent(chair.clients(), list_works, "stage", table).await;
}

pub(super) async fn reviewing(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "ReviewService/SaveReview";
    let [chair, silent, declared] = &scene.jurors;
    let (chair, silent, declared) = (chair.clients(), silent.clients(), declared.clients());
    let of = |scores: &[(&str, i32)], last| review(&scene.work, scores, last);
    let full = [("idea", 5), ("cost", 5)];
    let good = of(&full, false);
    let remarks = spoiled(&good, "review.remarks", json!(long(20_001)));
    let unknown_work = spoiled(&good, "review.work", json!(unknown("works")));
    let criterion = "review.scores[1].criterion";
    // Everything is told at once, as far as it fits into a header.
    let told: Vec<_> = (0..32)
        .map(|it| format!("review.scores[{it}].criterion"))
        .collect();
    let told: Vec<_> = told.iter().map(String::as_str).collect();
    let many = of(&[("beauty", 1); 2000], false);
    for (who, what, body, refusal) in [
        (declared, "nothing", json!({}), invalid(&["review.work"])),
        (
            declared,
            "long remarks",
            remarks,
            invalid(&["review.remarks"]),
        ),
        (declared, "an unknown work", unknown_work, not_found()),
        (
            declared,
            "too many points",
            of(&[("idea", 11)], false),
            invalid(&["review.scores[0].points"]),
        ),
        (
            declared,
            "too few points",
            of(&[("idea", -1)], false),
            invalid(&["review.scores[0].points"]),
        ),
        (
            declared,
            "no criterion",
            of(&[("idea", 1), ("beauty", 1)], false),
            invalid(&[criterion]),
        ),
        (
            declared,
            "twice",
            of(&[("idea", 1), ("idea", 2)], false),
            invalid(&[criterion]),
        ),
        (
            declared,
            "incomplete",
            of(&[("idea", 1)], true),
            invalid(&["review.scores"]),
        ),
        (declared, "no criterion at all", many, invalid(&told)),
        (
            silent,
            "undeclared",
            good.clone(),
            state("DECLARATION_MISSING"),
        ),
        (chair, "final", good.clone(), state("REVIEW_FINAL")),
        (
            chair,
            "final, other scores",
            of(&full, true),
            state("REVIEW_FINAL"),
        ),
        (
            scene.other.clients(),
            "by a stranger",
            good.clone(),
            not_found(),
        ),
        (scene.tychy.head.clients(), "by staff", good, not_found()),
    ] {
        table.refuses(who, RPC, what, body, refusal).await;
    }
}
