//! Rewriting a draft, and moving a closing time.

use serde_json::json;

use super::Scene;
use crate::bad_input::samples::{long, spoiled};
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{
    Table, etag_mismatch, invalid, not_found, not_permitted, sign_in_required, state,
};

pub(super) async fn updates(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "ChallengeService/UpdateChallenge";
    let editor = scene.tychy.editor.clients();
    let good = json!({"challenge": {"name": scene.draft, "timeZone": "Europe/Kyiv"}});
    let of = |name: &str| spoiled(&good, "challenge.name", json!(name));
    let unknown_field = spoiled(&good, "updateMask", json!("titles,nothing"));
    let stale = spoiled(&good, "challenge.etag", json!("stale"));
    let moved = spoiled(
        &good,
        "challenge.authority",
        json!(scene.bialystok.organization),
    );
    let too_long = json!([{"languageCode": "pl", "text": long(301)}]);
    let too_long = spoiled(&good, "challenge.titles", too_long);
    let all = json!({
        "challenge": {"name": "1", "stages": [{"finalistCount": -1}]},
        "updateMask": "stages,nothing",
    });
    for (who, what, body, refusal) in [
        (editor, "nothing", json!({}), invalid(&["challenge.name"])),
        (
            editor,
            "an unknown field",
            unknown_field,
            invalid(&["update_mask"]),
        ),
        (
            editor,
            "another authority",
            moved,
            invalid(&["challenge.authority"]),
        ),
        (
            editor,
            "a long title",
            too_long,
            invalid(&["challenge.titles[0].text"]),
        ),
        (
            editor,
            "everything at once",
            all,
            invalid(&[
                "challenge.name",
                "update_mask",
                "challenge.stages[0].finalist_count",
            ]),
        ),
        (editor, "a stale etag", stale, etag_mismatch()),
        (
            editor,
            "waiting",
            of(&scene.pending),
            state("CHALLENGE_NOT_DRAFT"),
        ),
        (
            editor,
            "published",
            of(&scene.published),
            state("CHALLENGE_NOT_DRAFT"),
        ),
        (
            editor,
            "cancelled",
            of(&scene.cancelled),
            state("CHALLENGE_NOT_DRAFT"),
        ),
        (
            scene.bialystok.editor.clients(),
            "another's draft",
            good.clone(),
            not_found(),
        ),
        (
            &stand.world.anonymous,
            "by nobody",
            good.clone(),
            sign_in_required(),
        ),
    ] {
        table.refuses(who, RPC, what, body, refusal).await;
    }
}

pub(super) async fn extensions(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "ChallengeService/ExtendStage";
    let editor = scene.tychy.editor.clients();
    let good = json!({"stage": scene.stage, "closeTime": stand.day(31), "reason": "Awaria."});
    let until = |time: String| spoiled(&good, "closeTime", json!(time));
    let of_unknown = spoiled(&good, "stage", json!(unknown("stages")));
    let long_reason = spoiled(&good, "reason", json!(long(5001)));
    for (who, what, body, refusal) in [
        (
            editor,
            "nothing",
            json!({}),
            invalid(&["stage", "close_time", "reason"]),
        ),
        (editor, "unknown", of_unknown, not_found()),
        (editor, "a long reason", long_reason, invalid(&["reason"])),
        (
            editor,
            "no such time",
            until("2300-01-01T00:00:00Z".into()),
            invalid(&["close_time"]),
        ),
        (
            editor,
            "the same time",
            until(stand.day(30)),
            state("CLOSE_TIME_NOT_LATER"),
        ),
        (
            editor,
            "earlier",
            until(stand.day(29)),
            state("CLOSE_TIME_NOT_LATER"),
        ),
        (
            editor,
            "in the past",
            until(stand.day(-9)),
            state("CLOSE_TIME_NOT_LATER"),
        ),
        (
            editor,
            "after the next",
            until(stand.day(90)),
            state("NEXT_STAGE_CLOSES"),
        ),
        (
            scene.citizen.clients(),
            "by a citizen",
            good.clone(),
            not_permitted(),
        ),
        (
            scene.bialystok.head.clients(),
            "by another head",
            good.clone(),
            not_permitted(),
        ),
        (
            &stand.world.anonymous,
            "by nobody",
            good.clone(),
            sign_in_required(),
        ),
    ] {
        table.refuses(who, RPC, what, body, refusal).await;
    }
}
