//! A signing key is rotated while two replicas of identity serve (rule 10; `k8s/README.md`).

use linia_proto::identity::v1::{
    CreateSessionRequest, GetMyAccountRequest, RefreshSessionRequest, TokenPair,
};
use linia_proto::notifications::v1::ListNotificationsRequest;
use linia_proto::submissions::v1::ListMyEntriesRequest;
use linia_tests::stack::Service;
use linia_tests::story::{Clients, Person};
use tonic::transport::Channel;

use crate::bad_input::stand::Stand;

/// The one that was started anew signs with the new key, the other does not know of it yet.
#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_replicas_that_sign_with_two_keys_are_good_everywhere() {
    let stand = Stand::start("rotation").await;
    let anna = stand.person("Anna").await;
    let system = &stand.world.system;
    let replica = system.start_replica(Service::Identity, "identity-2");
    let mut replica = replica.await.unwrap();
    let over = |identity: Channel| {
        Clients::over(|service| match service {
            Service::Identity => identity.clone(),
            service => system.service(service).channel(),
        })
    };
    let this = over(system.service(Service::Identity).channel());
    let that = over(replica.channel());

    let before = sign_in(&this, &anna).await;
    let rotated = system.service(Service::Identity);
    rotated.run(&["rotate-signing-key"]).await.unwrap();
    replica.end().await.unwrap();
    replica.start().await.unwrap();
    let (new, still_old) = (sign_in(&that, &anna).await, sign_in(&this, &anna).await);
    assert_eq!(key_of(&still_old), key_of(&before));
    assert_ne!(key_of(&new), key_of(&before));

    for pair in [&before, &new, &still_old] {
        for clients in [&this, &that] {
            everybody_takes(&clients.with_token(&pair.access_token)).await;
        }
    }
    for (pair, clients) in [(before, &that), (new, &this)] {
        let request = RefreshSessionRequest {
            refresh_token: pair.refresh_token,
        };
        let refreshed = clients.sessions().refresh_session(request).await.unwrap();
        let token = refreshed.into_inner().access_token;
        everybody_takes(&clients.with_token(&token)).await;
    }
}

async fn sign_in(clients: &Clients, person: &Person) -> TokenPair {
    let request = CreateSessionRequest {
        email: person.email.clone(),
        password: person.password().to_owned(),
    };
    let signed_in = clients.sessions().create_session(request).await;
    signed_in.unwrap().into_inner()
}

/// A token's header names the key that signed it (RFC 7515, `kid`).
fn key_of(pair: &TokenPair) -> &str {
    let (header, _) = pair.access_token.split_once('.').unwrap();
    header
}

async fn everybody_takes(clients: &Clients) {
    let request = GetMyAccountRequest {};
    clients.accounts().get_my_account(request).await.unwrap();
    let request = ListNotificationsRequest::default();
    clients.inbox().list_notifications(request).await.unwrap();
    let request = ListMyEntriesRequest::default();
    clients.entries().list_my_entries(request).await.unwrap();
}
