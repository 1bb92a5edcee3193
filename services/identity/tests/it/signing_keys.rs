//! Signing keys.

use futures::future::join_all;
use linia_chassis::crypto::Signer;
use linia_identity::app::signing_keys::load_own_signing_key;
use linia_proto::identity::v1::{self as pb, signing_key_service_server::SigningKeyService};

use crate::fixture::{Fixture, anonymous, by, master_key, reason};

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
