//! Handing in, taking back, and the workspace before.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use linia_tests::story::Person;
use serde_json::json;
use uuid::Uuid;

use super::{Scene, work};
use crate::bad_input::readers::wrong_pages;
use crate::bad_input::samples::{long, spoiled};
use crate::bad_input::stand::unknown;
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, request_id_reused, state};

pub(super) async fn handing_in(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "EntryService/SubmitEntry";
    let who = scene.entrant.clients();
    let good = work(&scene.open, &scene.entrant, "");
    let other = &scene.other.account;
    let too_many: Vec<_> = (0..21)
        .map(|_| format!("accounts/{}", Uuid::new_v4()))
        .collect();
    for (path, value, field) in [
        ("stage", json!("stages/1"), "stage"),
        ("entrant", json!("works/1"), "entrant"),
        ("content.title", json!(""), "content.title"),
        ("content.title", json!(long(301)), "content.title"),
        ("content.title", json!("a\u{0}b"), "content.title"),
        ("content.text", json!(""), "content.text"),
        ("content.text", json!(long(100_001)), "content.text"),
        ("content.text", json!("\u{0}"), "content.text"),
        ("requestId", json!("1"), "request_id"),
        ("coAuthors", json!(["works/1"]), "co_authors[0]"),
        ("coAuthors", json!([other, other]), "co_authors[1]"),
        ("coAuthors", json!([scene.entrant.account]), "co_authors[0]"),
        ("coAuthors", json!(too_many), "co_authors"),
    ] {
        let body = spoiled(&good, path, value);
        table.refuses(who, RPC, path, body, invalid(&[field])).await;
    }
    let nothing = invalid(&["stage", "entrant", "content.title", "content.text"]);
    table.refuses(who, RPC, "nothing", json!({}), nothing).await;

    let by = |entrant: &str| spoiled(&good, "entrant", json!(entrant));
    let to = |stage: &str| spoiled(&good, "stage", json!(stage));
    let mut reused = spoiled(&good, "requestId", json!(scene.request_id));
    reused["content"]["title"] = json!("Cień");
    let elsewhere = work(&scene.closed, &scene.entrant, &scene.request_id);
    for (what, body, refusal) in [
        (
            "for another person",
            by(&scene.other.account),
            not_permitted(),
        ),
        ("for a team", by(&unknown("teams")), not_permitted()),
        (
            "for an organization",
            by(&scene.tychy.organization),
            not_permitted(),
        ),
        ("an unknown stage", to(&unknown("stages")), not_found()),
        ("not open yet", to(&scene.later), state("STAGE_NOT_OPEN")),
        ("too late", to(&scene.closed), state("DEADLINE_PASSED")),
        ("a used request_id", reused, request_id_reused()),
        (
            "a used request_id elsewhere",
            elsewhere,
            request_id_reused(),
        ),
    ] {
        table.refuses(who, RPC, what, body, refusal).await;
    }
    let staff = scene.tychy.head.clients();
    table
        .refuses(staff, RPC, "by staff", good, not_permitted())
        .await;
}

pub(super) async fn withdrawing(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "EntryService/WithdrawEntry";
    let (who, other) = (scene.entrant.clients(), scene.other.clients());
    let of = |stage: &str, person: &Person| json!({"stage": stage, "entrant": person.account});
    let good = of(&scene.open, &scene.entrant);
    let reused = spoiled(&good, "requestId", json!(scene.request_id));
    let malformed = spoiled(&good, "requestId", json!("1"));
    for (caller, what, body, refusal) in [
        (who, "nothing", json!({}), invalid(&["stage", "entrant"])),
        (who, "request_id", malformed, invalid(&["request_id"])),
        (who, "a used request_id", reused, request_id_reused()),
        (
            who,
            "too late",
            of(&scene.closed, &scene.entrant),
            state("DEADLINE_PASSED"),
        ),
        (
            who,
            "not open yet",
            of(&scene.later, &scene.entrant),
            state("STAGE_NOT_OPEN"),
        ),
        (
            who,
            "unknown",
            of(&unknown("stages"), &scene.entrant),
            not_found(),
        ),
        (other, "another's", good, not_permitted()),
        (
            other,
            "nothing there",
            of(&scene.open, &scene.other),
            not_found(),
        ),
    ] {
        table.refuses(caller, RPC, what, body, refusal).await;
    }
}

pub(super) async fn co_authoring(scene: &Scene, table: &mut Table<'_>) {
    let [confirm, withdraw] = [
        "EntryService/ConfirmCoAuthorship",
        "EntryService/WithdrawCoAuthorship",
    ];
    let who = scene.other.clients();
    let of = |stage: &str| {
        json!({
            "stage": stage,
            "entrant": scene.entrant.account,
            "contentSha256": BASE64_STANDARD.encode([7; 32]),
        })
    };
    let good = of(&scene.open);
    let nothing = invalid(&["stage", "entrant", "content_sha256"]);
    let short = spoiled(&good, "contentSha256", json!("AAAA"));
    let malformed = spoiled(&good, "requestId", json!("1"));
    for (what, body, refusal) in [
        ("nothing", json!({}), nothing),
        ("a short hash", short, invalid(&["content_sha256"])),
        ("request_id", malformed.clone(), invalid(&["request_id"])),
        ("too late", of(&scene.closed), state("DEADLINE_PASSED")),
        ("not open yet", of(&scene.later), state("STAGE_NOT_OPEN")),
        ("unknown", of(&unknown("stages")), not_found()),
    ] {
        table.refuses(who, confirm, what, body, refusal).await;
    }
    let taken_back = |stage: &str| json!({"stage": stage, "entrant": scene.entrant.account});
    for (what, body, refusal) in [
        ("nothing", json!({}), invalid(&["stage", "entrant"])),
        ("nothing there", taken_back(&scene.open), not_found()),
        ("unknown", taken_back(&unknown("stages")), not_found()),
    ] {
        table.refuses(who, withdraw, what, body, refusal).await;
    }
}

pub(super) async fn drafts(scene: &Scene, table: &mut Table<'_>) {
    let [save, get] = ["EntryService/SaveDraft", "EntryService/GetDraft"];
    let (who, other) = (scene.entrant.clients(), scene.other.clients());
    let mut draft = work(&scene.open, &scene.entrant, "");
    draft.as_object_mut().unwrap().remove("requestId");
    let good = json!({ "draft": draft });
    let to = |stage: &str| spoiled(&good, "draft.stage", json!(stage));
    let titled = |title: String| spoiled(&good, "draft.content.title", json!(title));
    let long_text = spoiled(&good, "draft.content.text", json!(long(100_001)));
    for (what, body, refusal) in [
        (
            "nothing",
            json!({}),
            invalid(&["draft.stage", "draft.entrant"]),
        ),
        (
            "a long title",
            titled(long(301)),
            invalid(&["draft.content.title"]),
        ),
        (
            "U+0000",
            titled("\u{0}".into()),
            invalid(&["draft.content.title"]),
        ),
        ("a long text", long_text, invalid(&["draft.content.text"])),
        ("unknown", to(&unknown("stages")), not_found()),
        ("not open yet", to(&scene.later), state("STAGE_NOT_OPEN")),
        ("too late", to(&scene.closed), state("STAGE_NOT_OPEN")),
    ] {
        table.refuses(who, save, what, body, refusal).await;
    }
    table
        .refuses(other, save, "for another", good, not_permitted())
        .await;

    let of = |person: &Person| json!({"stage": scene.open, "entrant": person.account});
    for (who, what, body, refusal) in [
        (who, "another's", of(&scene.other), not_found()),
        (who, "none", of(&scene.entrant), not_found()),
        (who, "nothing", json!({}), invalid(&["stage", "entrant"])),
        (
            scene.tychy.head.clients(),
            "by staff",
            of(&scene.other),
            not_found(),
        ),
    ] {
        table.refuses(who, get, what, body, refusal).await;
    }
    wrong_pages(who, "EntryService/ListMyEntries", &json!({}), table).await;
}
