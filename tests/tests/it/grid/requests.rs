//! Requests: the table's, with the names of this contest and this caller put in.

use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::{Cast, Who};
use super::contests::Contest;
use crate::bad_input::stand::{Stand, unknown};

/// Fills in a request. What `{…}` may name stands at the head of the table.
pub(super) fn fill(
    request: &Value,
    stand: &Stand,
    cast: &Cast,
    contest: &Contest,
    who: Who,
) -> Value {
    match request {
        Value::String(text) => match text.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            Some(name) => json!(value_of(name, stand, cast, contest, who)),
            None => request.clone(),
        },
        Value::Array(items) => {
            let items = items.iter();
            items
                .map(|item| fill(item, stand, cast, contest, who))
                .collect()
        }
        Value::Object(fields) => {
            let fields = fields.iter();
            let fields =
                fields.map(|(name, value)| (name.clone(), fill(value, stand, cast, contest, who)));
            Value::Object(fields.collect())
        }
        other => other.clone(),
    }
}

/// # Panics
/// If nothing has that name.
fn value_of(name: &str, stand: &Stand, cast: &Cast, contest: &Contest, who: Who) -> String {
    let person = || cast.person(who).map(|person| person.account.clone());
    match name {
        "challenge" => contest.challenge.clone(),
        "stage" => contest.stage.clone(),
        "work" => contest.work.clone(),
        "question" => contest.question.clone(),
        "organization" => cast.tychy.organization.clone(),
        "caller" => person().unwrap_or_else(|| unknown("accounts")),
        "entrant" => cast.entrant.account.clone(),
        "silent" => cast.silent.account.clone(),
        "unknown_account" => unknown("accounts"),
        "unknown_team" => unknown("teams"),
        "request_id" => Uuid::new_v4().to_string(),
        // Later than any stage closes.
        "later" => stand.day(500),
        // Before any stage of a challenge that is not published.
        "soon" => stand.day(100),
        "sha256" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned(),
        other => panic!("{{{other}}} is no name that the table may use"),
    }
}
