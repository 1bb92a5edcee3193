//! What only services may ask for: keys, shares of keys, contacts.

use linia_tests::stack::Service;
use serde_json::json;
use tonic::Code;

use super::Scene;
use crate::bad_input::samples::{malformed, spoiled};
use crate::bad_input::stand::{Stand, unknown};
use crate::bad_input::table::{Refusal, Table, invalid, not_found, not_permitted, state};

pub(super) async fn signing_keys(stand: &Stand, table: &mut Table<'_>) {
    const RPC: &str = "SigningKeyService/RegisterSigningKey";
    let reporting = stand.service(Service::Reporting).await;
    for (key, what) in [
        ("", "no octets"),
        ("AAAA", "three octets"),
        (
            "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "of small order",
        ),
        ("//////////////////////////////////////////8=", "no point"),
    ] {
        let body = json!({"ed25519PublicKey": key});
        table
            .refuses(
                &reporting,
                RPC,
                what,
                body,
                invalid(&["ed25519_public_key"]),
            )
            .await;
    }
    let rpc = "SigningKeyService/ListSigningKeys";
    let keys = stand.wire.done(&reporting, rpc, json!({})).await;
    for key in keys["signingKeys"].as_array().unwrap() {
        let what = format!("the key of {}", key["service"]);
        let body = json!({"ed25519PublicKey": key["ed25519PublicKey"]});
        let refusal = Refusal::new(Code::AlreadyExists, "KEY_ID_TAKEN");
        table.refuses(&reporting, RPC, &what, body, refusal).await;
    }
}

const SHARE: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

const OTHER: &str = "HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

const SEALING: &str = "STAGE_KEY_PURPOSE_SEALING";

const LATER: &str = "2190-01-01T00:00:00Z";

const MUCH_LATER: &str = "2191-01-01T00:00:00Z";

/// A stage whose share identity keeps until [`LATER`].
pub(super) async fn deposited(stand: &Stand) -> String {
    let stage = unknown("stages");
    let body = json!({"stage": stage, "purpose": SEALING, "share": SHARE, "releaseTime": LATER});
    let challenges = stand.service(Service::Challenges).await;
    stand
        .wire
        .done(&challenges, "KeyShareService/DepositKeyShare", body)
        .await;
    stage
}

pub(super) async fn key_shares(stand: &Stand, stage: &str, table: &mut Table<'_>) {
    let challenges = &stand.service(Service::Challenges).await;
    let submissions = &stand.service(Service::Submissions).await;
    let [deposit, prove, postpone, release] = [
        "KeyShareService/DepositKeyShare",
        "KeyShareService/ProveKeyShare",
        "KeyShareService/PostponeKeyShare",
        "KeyShareService/ReleaseKeyShare",
    ];
    let all = json!({"stage": "stages/1", "purpose": 9, "share": "AAAA"});
    let good = json!({"stage": stage, "purpose": SEALING, "share": SHARE, "releaseTime": LATER});
    let new = spoiled(&good, "stage", json!(unknown("stages")));
    let past = spoiled(&new, "releaseTime", json!(stand.day(-1)));
    let differs = || Refusal::new(Code::AlreadyExists, "KEY_SHARE_DIFFERS");
    let earlier = json!({"stage": stage, "releaseTime": stand.day(1)});
    let of = |stage: &str| json!({"stage": stage, "purpose": SEALING, "recordSha256": SHARE});
    for (who, rpc, what, body, refusal) in [
        (
            challenges,
            deposit,
            "everything wrong",
            all.clone(),
            invalid(&["stage", "purpose", "share", "release_time"]),
        ),
        (
            challenges,
            deposit,
            "in the past",
            past,
            invalid(&["release_time"]),
        ),
        (
            challenges,
            deposit,
            "another share",
            spoiled(&good, "share", json!(OTHER)),
            differs(),
        ),
        (
            challenges,
            deposit,
            "a later time",
            spoiled(&good, "releaseTime", json!(MUCH_LATER)),
            differs(),
        ),
        (
            challenges,
            prove,
            "unknown",
            json!({"stage": unknown("stages"), "purpose": SEALING}),
            not_found(),
        ),
        (
            challenges,
            prove,
            "everything wrong",
            json!({"stage": ""}),
            invalid(&["stage", "purpose"]),
        ),
        (
            challenges,
            postpone,
            "everything wrong",
            json!({}),
            invalid(&["stage", "release_time"]),
        ),
        (
            challenges,
            postpone,
            "unknown",
            json!({"stage": unknown("stages"), "releaseTime": LATER}),
            not_found(),
        ),
        (
            challenges,
            postpone,
            "an earlier time",
            earlier,
            state("RELEASE_TIME_NOT_LATER"),
        ),
        (
            challenges,
            release,
            "by the wrong service",
            of(stage),
            not_permitted(),
        ),
        (
            submissions,
            deposit,
            "by the wrong service",
            good,
            not_permitted(),
        ),
        (
            submissions,
            release,
            "everything wrong",
            json!({}),
            invalid(&["stage", "purpose", "record_sha256"]),
        ),
        (
            submissions,
            release,
            "unknown",
            of(&unknown("stages")),
            not_found(),
        ),
        (
            submissions,
            release,
            "too early",
            of(stage),
            state("STAGE_NOT_CLOSED"),
        ),
    ] {
        table.refuses(who, rpc, what, body, refusal).await;
    }
}

pub(super) async fn contacts(stand: &Stand, scene: &Scene, table: &mut Table<'_>) {
    let notifications = &stand.service(Service::Notifications).await;
    let submissions = &stand.service(Service::Submissions).await;
    for name in malformed("accounts") {
        let body = json!({ "account": name });
        for rpc in [
            "ContactService/GetContact",
            "ContactService/IssueEmailVerification",
        ] {
            table
                .refuses(
                    notifications,
                    rpc,
                    &name,
                    body.clone(),
                    invalid(&["account"]),
                )
                .await;
        }
    }
    let account = json!({"account": scene.guest.account});
    let many = json!({"names": vec![unknown("accounts"); 1001]});
    let second = json!({"names": [unknown("accounts"), "accounts/2"]});
    for (who, rpc, what, body, refusal) in [
        (
            submissions,
            "ContactService/GetContact",
            "by another service",
            account.clone(),
            not_permitted(),
        ),
        (
            notifications,
            "ContactService/IssueEmailVerification",
            "verified",
            account,
            state("EMAIL_ALREADY_VERIFIED"),
        ),
        (
            submissions,
            "ContactService/BatchGetDisplayNames",
            "too many",
            many,
            invalid(&["names"]),
        ),
        (
            submissions,
            "ContactService/BatchGetDisplayNames",
            "second",
            second,
            invalid(&["names[1]"]),
        ),
    ] {
        table.refuses(who, rpc, what, body, refusal).await;
    }
}
