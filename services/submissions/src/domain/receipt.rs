//! Receipts: what a third party can verify without asking us (rule 10).

use linia_chassis::id::{EntryId, StageId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// `typ` of a receipt's JWS header.
pub const RECEIPT_TYPE: &str = "linia-receipt+jwt";

/// `typ` of the header where a co-author confirmed a content, or withdrew.
pub const CO_AUTHORSHIP_TYPE: &str = "linia-co-authorship+jwt";

/// What a receipt states. It names no entrant, so that showing it to a third
/// party unmasks nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPayload {
    /// The entry.
    pub entry: EntryId,
    /// The stage it was handed in for.
    pub stage: StageId,
    /// The version's number, from 1.
    pub version: i32,
    /// Hex SHA-256 of the content's canonical JSON; empty for a withdrawal.
    pub content_sha256: String,
    /// When it was accepted, by the one clock.
    #[serde(with = "time::serde::rfc3339")]
    pub accept_time: OffsetDateTime,
    /// Whether this version withdraws the entry.
    pub withdrawn: bool,
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn receipt_states_what_the_contract_says() {
        let payload = ReceiptPayload {
            entry: EntryId::from(uuid::Uuid::nil()),
            stage: StageId::from(uuid::Uuid::nil()),
            version: 2,
            content_sha256: "ab".repeat(32),
            accept_time: datetime!(2026-11-21 12:00:00.000001 UTC),
            withdrawn: false,
        };
        let json = serde_json::to_value(&payload).expect("has a JSON form");
        assert_eq!(
            json,
            serde_json::json!({
                "entry": "entries/00000000-0000-0000-0000-000000000000",
                "stage": "stages/00000000-0000-0000-0000-000000000000",
                "version": 2,
                "content_sha256": "ab".repeat(32),
                "accept_time": "2026-11-21T12:00:00.000001Z",
                "withdrawn": false,
            })
        );
    }
}
