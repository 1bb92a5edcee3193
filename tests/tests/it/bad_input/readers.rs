//! What reading calls have in common: pages, and things that are hidden from the reader.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use linia_tests::story::Clients;
use serde_json::{Value, json};

use super::samples::spoiled;
use super::stand::{Stand, text};
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
        // What a token of this list would be, were it not signed.
        encode(r#"["2022-11-21T00:00:00Z","00000000-0000-0000-0000-000000000000"]"#),
        // Signed with nothing.
        encode(&format!("{}7", "\0".repeat(16))),
        "A".repeat(100_000),
    ] {
        let body = spoiled(body, "pageToken", json!(token));
        let what = format!("the page token {token:.40}");
        table
            .refuses(who, rpc, &what, body, invalid(&["page_token"]))
            .await;
    }
}

/// A list whose parent is malformed as well as its page: all is told at once.
pub(super) async fn wrong_parent(who: &Clients, rpc: &str, parent: &str, table: &mut Table<'_>) {
    let body = json!({ parent: "1", "pageSize": -1, "pageToken": "guess" });
    let refusal = invalid(&[parent, "page_size", "page_token"]);
    table
        .refuses(who, rpc, "parent and page", body, refusal)
        .await;
}

/// A list that its reader knows, and whether it has more rows than one.
pub(super) struct List<'a> {
    pub(super) who: &'a Clients,
    pub(super) rpc: &'a str,
    pub(super) body: Value,
    pub(super) is_long: bool,
}

/// Each list goes on from its own token, and none from the token of another list or parent, or
/// from one that was touched.
pub(super) async fn swapped_tokens(stand: &Stand, lists: &[List<'_>], table: &mut Table<'_>) {
    for (index, list) in lists.iter().enumerate().filter(|(_, list)| list.is_long) {
        let first = spoiled(&list.body, "pageSize", json!(1));
        let first = stand.wire.done(list.who, list.rpc, first).await;
        let token = text(&first["nextPageToken"]);
        assert!(!token.is_empty(), "{} {} ends", list.rpc, list.body);
        let next = spoiled(&list.body, "pageToken", json!(token));
        stand.wire.done(list.who, list.rpc, next).await;

        let from = |list: &List<'_>, token: &str| spoiled(&list.body, "pageToken", json!(token));
        let refusal = || invalid(&["page_token"]);
        for (at, other) in lists.iter().enumerate() {
            if at == index {
                continue;
            }
            let what = format!("a token of {} {}", list.rpc, list.body);
            let body = from(other, &token);
            table
                .refuses(other.who, other.rpc, &what, body, refusal())
                .await;
        }
        let other_end = if token.ends_with('A') { 'Q' } else { 'A' };
        let touched = from(list, &format!("{}{other_end}", &token[..token.len() - 1]));
        table
            .refuses(list.who, list.rpc, "a touched token", touched, refusal())
            .await;
    }
}
