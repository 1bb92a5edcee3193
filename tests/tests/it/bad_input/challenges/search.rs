//! Conditions that no search can have.

use serde_json::json;

use super::Scene;
use crate::bad_input::readers::wrong_pages;
use crate::bad_input::samples::long;
use crate::bad_input::table::{Table, invalid};

pub(super) async fn searches(scene: &Scene, table: &mut Table<'_>) {
    let who = scene.citizen.clients();
    let search = "SearchService/SearchChallenges";
    for (what, body, fields) in [
        ("a long query", json!({"query": long(501)}), vec!["query"]),
        ("a NUL", json!({"query": "a\u{0}b"}), vec!["query"]),
        (
            "no class",
            json!({"cpvPrefixes": ["34", "3", "light"]}),
            vec!["cpv_prefixes[1]", "cpv_prefixes[2]"],
        ),
        (
            "too many classes",
            json!({"cpvPrefixes": vec!["34"; 21]}),
            vec!["cpv_prefixes"],
        ),
        (
            "no state",
            json!({"states": ["CHALLENGE_STATE_DRAFT", "CHALLENGE_STATE_UNSPECIFIED"]}),
            vec!["states[1]"],
        ),
        (
            "too many states",
            json!({"states": vec![1; 11]}),
            vec!["states"],
        ),
        (
            "no kind",
            json!({"entrantKinds": ["ENTRANT_KIND_TEAM", 0, 99], "countryCode": "UK"}),
            vec!["entrant_kinds[1]", "entrant_kinds[2]", "country_code"],
        ),
        (
            "too many kinds",
            json!({"entrantKinds": vec![1; 11]}),
            vec!["entrant_kinds"],
        ),
        (
            "no languages",
            json!({"languages": ["pl", "pl_PL"]}),
            vec!["languages[1]"],
        ),
        (
            "too many languages",
            json!({"languages": vec!["pl"; 11]}),
            vec!["languages"],
        ),
        (
            "an empty range",
            json!({
                "closesFrom": "2030-01-01T00:00:00Z",
                "closesBefore": "2030-01-01T00:00:00Z",
            }),
            vec!["closes_before"],
        ),
        (
            "all wrong",
            json!({
                "query": "\u{0}",
                "cpvPrefixes": [""],
                "states": [99],
                "authority": "tychy",
                "closesFrom": "1999-01-01T00:00:00Z",
            }),
            vec![
                "query",
                "cpv_prefixes[0]",
                "states[0]",
                "authority",
                "closes_from",
            ],
        ),
    ] {
        table
            .refuses(who, search, what, body, invalid(&fields))
            .await;
    }
    wrong_pages(who, search, &json!({}), table).await;

    let similar = "SearchService/ListSimilarChallenges";
    for (what, body, fields) in [
        ("nothing", json!({}), vec!["challenge"]),
        (
            "a negative size",
            json!({"challenge": "1", "pageSize": -1}),
            vec!["challenge", "page_size"],
        ),
    ] {
        table
            .refuses(who, similar, what, body, invalid(&fields))
            .await;
    }
}
