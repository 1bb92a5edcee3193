//! What is shown and logged: each list is read as a table of the dump is, row by row.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use super::dump::{Dump, Ids};

impl Dump {
    /// Reads every list within an answer, and within what was signed in it.
    pub(super) fn hear(&mut self, by: &str, answer: &Value, ids: &Ids) {
        match answer {
            Value::Array(items) => {
                let rows = items.iter().map(Value::to_string);
                self.add(by, rows.collect(), ids);
                for item in items {
                    self.hear(by, item, ids);
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    let by = format!("{by}.{name}");
                    match value.as_str().filter(|_| name == "jws") {
                        Some(jws) => self.hear(&by, &payload(jws), ids),
                        None => self.hear(&by, value, ids),
                    }
                }
            }
            _ => {}
        }
    }
}

/// What a JWS signs (RFC 7515, section 3.1).
fn payload(jws: &str) -> Value {
    let payload = jws.split('.').nth(1).unwrap();
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap();
    serde_json::from_slice(&payload).unwrap()
}
