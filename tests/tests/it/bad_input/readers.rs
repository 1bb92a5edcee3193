//! What reading calls have in common: pages, and things that are hidden from the reader.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use linia_tests::story::Clients;
use serde_json::{Value, json};

use super::samples::spoiled;
use super::table::{Table, invalid};

/// Asks a list for pages that there cannot be.
pub(super) async fn wrong_pages(who: &Clients, rpc: &str, body: &Value, table: &mut Table<'_>) {
    let negative = spoiled(body, "pageSize", json!(-1));
    table
        .refuses(
            who,
            rpc,
            "a negative page",
            negative,
            invalid(&["page_size"]),
        )
        .await;
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    for token in [
        "%%%".to_owned(),
        "guess".to_owned(),
        encode("no JSON"),
        encode("{}"),
        encode("[1,2,3]"),
        encode("null"),
        encode("7"),
    ] {
        let body = spoiled(body, "pageToken", json!(token));
        let what = format!("the page token {token}");
        table
            .refuses(who, rpc, &what, body, invalid(&["page_token"]))
            .await;
    }
}
