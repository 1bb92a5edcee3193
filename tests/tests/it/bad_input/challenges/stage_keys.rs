//! What submissions may ask for, and whom it hands on.

use linia_tests::stack::Service;
use serde_json::json;

use super::Scene;
use crate::bad_input::samples::spoiled;
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{Table, invalid, not_found, not_permitted, state};

pub(super) async fn stage_keys(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    let submissions = &stand.service(Service::Submissions).await;
    let [get, secret, approve, release] = [
        "StageKeyService/GetStage",
        "StageKeyService/GetStageSecret",
        "StageKeyService/ApproveOpening",
        "StageKeyService/ReleaseStageKeyShare",
    ];
    let good = json!({
        "stage": scene.stage,
        "purpose": "KEY_PURPOSE_UNMASKING",
        "recordSha256": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    });
    let of_unknown = spoiled(&good, "stage", json!(unknown("stages")));
    let all = json!({"stage": "1", "purpose": 9, "recordSha256": "AAAA"});
    let citizen = scene.citizen.clients();
    for (who, rpc, what, body, refusal) in [
        (
            submissions,
            get,
            "malformed",
            json!({"stage": "1"}),
            invalid(&["stage"]),
        ),
        (
            submissions,
            secret,
            "malformed",
            json!({"stage": "1"}),
            invalid(&["stage"]),
        ),
        (
            submissions,
            release,
            "everything wrong",
            all,
            invalid(&["stage", "purpose", "record_sha256"]),
        ),
        (submissions, release, "unknown", of_unknown, not_found()),
        (
            submissions,
            release,
            "open",
            good.clone(),
            state("STAGE_NOT_CLOSED"),
        ),
        (citizen, release, "by a citizen", good, not_permitted()),
        (
            citizen,
            approve,
            "malformed",
            json!({"stage": "1"}),
            invalid(&["stage"]),
        ),
        (
            citizen,
            approve,
            "open",
            json!({"stage": scene.stage}),
            state("STAGE_NOT_CLOSED"),
        ),
        (
            submissions,
            approve,
            "by the service alone",
            json!({"stage": scene.stage}),
            not_permitted(),
        ),
    ] {
        table.refuses(who, rpc, what, body, refusal).await;
    }
}
