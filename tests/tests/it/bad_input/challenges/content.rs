//! What is written about a challenge: malformed content is refused, a defect keeps a draft from
//! being handed over.

use serde_json::{Value, json};

use super::{Scene, Stand, Table};
use crate::bad_input::samples::{challenge, long, spoiled};
use crate::bad_input::stand::{Authority, text};
use crate::bad_input::table::{invalid, request_id_reused, state};

/// What not even a draft may hold.
pub(super) async fn malformed_content(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "ChallengeService/CreateChallenge";
    let editor = scene.tychy.editor.clients();
    let mut sample = challenge(stand);
    sample["authority"] = json!(scene.tychy.organization);
    let good = json!({"challenge": sample});
    let polish = json!({"languageCode": "pl", "text": "Światło"});
    let languages = |count: usize| {
        let each = |n| json!({"languageCode": format!("{n}"), "text": "a"});
        Value::from((0..count).map(each).collect::<Vec<_>>())
    };
    let stages = json!(vec![good["challenge"]["stages"][0].clone(); 6]);
    for (path, value, field) in [
        ("authority", json!("organizations/1"), "authority"),
        ("authority", json!(""), "authority"),
        ("sourceLanguage", json!("x".repeat(65)), "source_language"),
        ("timeZone", json!("Europe/\u{0}"), "time_zone"),
        ("titles", languages(31), "titles"),
        ("titles", languages(50_000), "titles"),
        ("titles.0.text", json!(""), "titles[0].text"),
        ("titles.0.text", json!(long(301)), "titles[0].text"),
        ("titles.0.text", json!("a\u{1b}[2J"), "titles[0].text"),
        ("titles", json!([polish, polish]), "titles[1].language_code"),
        (
            "descriptions.0.text",
            json!(long(200_001)),
            "descriptions[0].text",
        ),
        ("cpvCodes", json!(vec!["34928500"; 21]), "cpv_codes"),
        ("stages", stages, "stages"),
        (
            "stages.0.openTime",
            json!("1999-12-31T00:00:00Z"),
            "stages[0].open_time",
        ),
        (
            "stages.0.closeTime",
            json!("2200-01-01T00:00:00Z"),
            "stages[0].close_time",
        ),
        (
            "stages.0.finalistCount",
            json!(-1),
            "stages[0].finalist_count",
        ),
        (
            "stages.0.criteria.0.key",
            json!("Cost"),
            "stages[0].criteria[0].key",
        ),
        (
            "stages.0.criteria.1.maxPoints",
            json!(1001),
            "stages[0].criteria[1].max_points",
        ),
        (
            "stages.0.criteria.1.weightBasisPoints",
            json!(10_001),
            "stages[0].criteria[1].weight_basis_points",
        ),
        ("prizes.0.rank", json!(51), "prizes[0].rank"),
        ("prizes.0.kind", json!(99), "prizes[0].kind"),
        (
            "prizes.0.money.amountMinor",
            json!("-1"),
            "prizes[0].money.amount_minor",
        ),
    ] {
        let field = format!("challenge.{field}");
        let body = spoiled(&good, &format!("challenge.{path}"), value);
        table
            .refuses(editor, RPC, path, body, invalid(&[&field]))
            .await;
    }
    let body = spoiled(&good, "requestId", json!("not a UUID"));
    let both = spoiled(&body, "challenge.authority", json!("1"));
    table
        .refuses(editor, RPC, "request_id", body, invalid(&["request_id"]))
        .await;
    let refusal = invalid(&["challenge.authority", "request_id"]);
    table.refuses(editor, RPC, "both", both, refusal).await;
    let nothing = invalid(&["challenge.authority"]);
    table
        .refuses(editor, RPC, "nothing", json!({}), nothing)
        .await;
    let citizen = scene.citizen.clients();
    let body = json!({
        "challenge": scene.published, "text": "Czy na pewno?", "requestId": scene.request_id,
    });
    let rpc = "QuestionService/AskQuestion";
    table
        .refuses(citizen, rpc, "a used request_id", body, request_id_reused())
        .await;
}

/// A draft, what is wrong with it, and where.
pub(super) struct Defective {
    what: &'static str,
    fields: Vec<&'static str>,
    name: String,
}

/// Drafts of which each has something that keeps it from being published.
pub(super) async fn defective_drafts(stand: &Stand, authority: &Authority) -> Vec<Defective> {
    let good = spoiled(&challenge(stand), "stages.0.openTime", json!(stand.day(10)));
    let (open, close) = ("stages.0.openTime", "stages.0.closeTime");
    let mut drafts = Vec::new();
    for (what, path, value, fields) in [
        (
            "weights that do not add up",
            "stages.0.criteria.0.weightBasisPoints",
            json!(5999),
            vec!["stages[0].criteria"],
        ),
        (
            "closes before it opens",
            close,
            json!(stand.day(10)),
            vec!["stages[0].close_time"],
        ),
        (
            "opens in the past",
            open,
            json!(stand.day(-1)),
            vec!["stages[0].open_time"],
        ),
        (
            "stages overlap",
            "stages.1.openTime",
            json!(stand.day(29)),
            vec!["stages[1].open_time"],
        ),
        (
            "an unknown currency",
            "prizes.0.money.currencyCode",
            json!("PLZ"),
            vec!["prizes[0].money.currency_code"],
        ),
        (
            "an unknown language",
            "sourceLanguage",
            json!("xx"),
            vec!["source_language"],
        ),
        (
            "a text in an unknown language",
            "titles.0.languageCode",
            json!("xx"),
            vec!["titles[0].language_code", "titles"],
        ),
        (
            "an unknown time zone",
            "timeZone",
            json!("Europe/Tychy"),
            vec!["time_zone"],
        ),
        (
            "a CPV code that is none",
            "cpvCodes.0",
            json!("34928500-4"),
            vec!["cpv_codes[0]"],
        ),
        (
            "one finalist",
            "stages.0.finalistCount",
            json!(1),
            vec!["stages[0].finalist_count"],
        ),
        ("no main prize", "prizes", json!([]), vec!["prizes"]),
        ("no stage", "stages", json!([]), vec!["stages"]),
    ] {
        let draft = stand.draft(authority, &spoiled(&good, path, value)).await;
        let told = draft["defects"].as_array().unwrap().iter();
        let told: Vec<_> = told.map(|defect| text(&defect["field"])).collect();
        assert_eq!(told, fields, "{what}");
        let name = text(&draft["name"]);
        drafts.push(Defective { what, fields, name });
    }
    drafts
}

/// Nobody hands a draft over that has a defect.
pub(super) async fn defects(scene: &Scene, drafts: &[Defective], table: &mut Table<'_>) {
    const RPC: &str = "ChallengeService/RequestApproval";
    let editor = scene.tychy.editor.clients();
    for draft in drafts {
        let body = json!({ "name": draft.name });
        let refusal = state("CHALLENGE_HAS_DEFECTS").at(&draft.fields);
        table.refuses(editor, RPC, draft.what, body, refusal).await;
    }
}
