//! Signing keys.

use futures::future::join_all;
use linia_chassis::{auth::Keyring, crypto::Signer};
use linia_identity::app::signing_keys::{
    load_own_signing_key, rotate_signing_key, take_up_signing_key,
};
use linia_proto::identity::v1::{self as pb, signing_key_service_server::SigningKeyService};

use crate::fixture::{Fixture, PASSWORD, anonymous, by, master_key, master_keys, reason};

#[tokio::test]
async fn replicas_that_start_at_once_share_one_key() {
    let fixture = Fixture::start().await;
    fixture.force("DELETE FROM identity.own_signing_key").await;
    let load = || load_own_signing_key(&fixture.database, &fixture.master_key);
    let keys: Vec<_> = join_all((0..4).map(|_| load()))
        .await
        .into_iter()
        .map(|signer| signer.expect("loads").public_key())
        .collect();
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
    assert_ne!(keys[0], fixture.public_key);
}

#[tokio::test]
async fn another_master_key_opens_nothing() {
    let fixture = Fixture::start().await;
    let loaded = load_own_signing_key(&fixture.database, &master_key(8)).await;
    assert!(loaded.is_err());
}

#[tokio::test]
async fn master_key_that_was_rotated_opens_what_the_one_before_it_has_wrapped() {
    let fixture = Fixture::start().await;
    let rotated = master_keys(&[8, 7]);
    let loaded = load_own_signing_key(&fixture.database, &rotated).await;
    assert_eq!(loaded.expect("opens").public_key(), fixture.public_key);
    let made = rotate_signing_key(&fixture.database, &rotated).await;
    let newer = load_own_signing_key(&fixture.database, &master_key(8)).await;
    let newer = newer.expect("wrapped with the newest");
    assert_eq!(newer.public_key(), made.expect("makes one").public_key());
}

/// The key that is published for a service and has no end yet.
async fn in_use(fixture: &Fixture, service: &str) -> Vec<String> {
    let request = anonymous(pb::ListSigningKeysRequest {});
    let listed = fixture.signing_keys.list_signing_keys(request).await;
    let keys = listed.expect("anyone may").into_inner().signing_keys;
    let used = keys
        .into_iter()
        .filter(|key| key.service == service && key.retire_time.is_none());
    used.map(|key| key.key_id).collect()
}

#[tokio::test]
async fn key_that_is_rotated_signs_and_what_the_one_before_it_signed_stays_good() {
    let fixture = Fixture::start().await;
    fixture.person("anna@example.org").await;
    let sign_in = async || {
        let pair = fixture.sign_in("anna@example.org", PASSWORD).await;
        pair.expect("signs in").access_token
    };
    let [this, other] = [(); 2].map(|()| Keyring::of_identity(fixture.database.clone()));
    let take_up = async || {
        let (database, key) = (&fixture.database, &fixture.master_key);
        let taken_up = take_up_signing_key(database, key, &fixture.signer, &this);
        taken_up.await.expect("takes it up");
    };
    take_up().await;
    let old = sign_in().await;
    let rotated = rotate_signing_key(&fixture.database, &fixture.master_key).await;
    let rotated = rotated.expect("makes a key");
    assert_eq!(in_use(&fixture, "identity").await, [rotated.key_id()]);
    let still_old = sign_in().await;
    take_up().await;
    assert_eq!(fixture.signer.public_key(), rotated.public_key());
    let new = sign_in().await;
    for token in [&old, &still_old, &new] {
        this.verify(token).await.expect("is verified");
        // A replica that has not heard of it looks where all find it.
        other.verify(token).await.expect("is verified elsewhere");
    }
}

#[tokio::test]
async fn key_that_a_service_registers_takes_the_place_of_the_one_before_it() {
    let fixture = Fixture::start().await;
    let [first, second] = [(); 2].map(|()| Signer::generate());
    // A process that starts late registers the old one once more.
    for signer in [&first, &second, &first] {
        let request = pb::RegisterSigningKeyRequest {
            ed25519_public_key: signer.public_key().to_vec().into(),
        };
        let request = by("services/submissions", request);
        let registered = fixture.signing_keys.register_signing_key(request).await;
        registered.expect("registers");
    }
    assert_eq!(in_use(&fixture, "submissions").await, [second.key_id()]);
    assert_eq!(in_use(&fixture, "identity").await.len(), 1);
}

#[tokio::test]
async fn services_publish_their_own_keys_and_nobody_elses() {
    let fixture = Fixture::start().await;
    let public_key = Signer::generate().public_key();
    let register = |caller: &'static str, octets: [u8; 32]| {
        let request = pb::RegisterSigningKeyRequest {
            ed25519_public_key: octets.to_vec().into(),
        };
        fixture
            .signing_keys
            .register_signing_key(by(caller, request))
    };
    for _ in 0..2 {
        let key = register("services/submissions", public_key).await;
        assert_eq!(key.expect("registers").into_inner().service, "submissions");
    }
    for (caller, octets, told) in [
        ("services/challenges", public_key, "KEY_ID_TAKEN"),
        ("services/challenges", fixture.public_key, "KEY_ID_TAKEN"),
        ("services/identity", public_key, "NOT_PERMITTED"),
    ] {
        assert_eq!(reason(register(caller, octets).await), told);
    }

    let request = anonymous(pb::ListSigningKeysRequest {});
    let listed = fixture.signing_keys.list_signing_keys(request).await;
    let keys = listed.expect("anyone may").into_inner().signing_keys;
    let services: Vec<_> = keys.iter().map(|key| key.service.as_str()).collect();
    assert_eq!(services, ["identity", "submissions"]);
}
