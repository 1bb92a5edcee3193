//! Who calls: every public method asks, and what is no proof counts for nothing.

use std::collections::BTreeSet;

use linia_tests::stack::Service;
use linia_tests::story::Clients;
use serde_json::json;

use super::catalogue::{Told, catalogue};
use super::readers::wrong_pages;
use super::snapshot::Snapshot;
use super::stand::Stand;
use super::table::Table;
use super::{messages, tokens};

#[tokio::test(flavor = "multi_thread")]
async fn every_method_refuses_wrong_callers_tokens_and_messages() {
    let stand = Stand::start("callers").await;
    let person = stand.person("Petra Person").await;
    let operator = stand.operator().await;
    let forger = tokens::Forger::arrive(&stand).await;
    let reporting = stand.service(Service::Reporting).await;
    let before = Snapshot::take(&stand.world).await;

    every_method_asks_who_calls(&stand, person.clients(), &reporting).await;
    every_list_refuses_wrong_pages(&stand, operator.clients()).await;
    tokens::no_method_takes_a_wrong_token(&stand, &forger).await;
    messages::no_method_takes_a_wrong_message(&stand, person.clients()).await;

    before.must_still_hold(&stand.world).await;
    what_is_done_is_noticed(&stand, &before).await;
    stand.world.end().await;
}

async fn every_method_asks_who_calls(stand: &Stand, person: &Clients, reporting: &Clients) {
    let catalogue = catalogue();
    let entries: BTreeSet<_> = catalogue.iter().map(|it| it.rpc.to_owned()).collect();
    let contract: BTreeSet<_> = stand.wire.rpcs().iter().map(|rpc| rpc.name()).collect();
    assert_eq!(
        entries, contract,
        "the catalogue has every method of the contract"
    );

    let mut table = Table::new(&stand.wire);
    for entry in &catalogue {
        for (who, clients, told) in [
            ("nobody", &stand.world.anonymous, &entry.nobody),
            ("a person", person, &entry.person),
            ("a service", reporting, &entry.service),
        ] {
            match told {
                Told::Done => {}
                Told::Refusal(refusal) => {
                    let (body, refusal) = (entry.body.clone(), refusal.clone());
                    table.refuses(clients, entry.rpc, who, body, refusal).await;
                }
                Told::Answer => {
                    let answer = stand.wire.call(clients, entry.rpc, &entry.body).await;
                    if let Err(status) = answer {
                        table.note(format!("{} is kept from {who}: {status:?}", entry.rpc));
                    }
                }
            }
        }
    }
    table.end();
}

/// What a page may be is asked before what the caller may see.
async fn every_list_refuses_wrong_pages(stand: &Stand, operator: &Clients) {
    let mut table = Table::new(&stand.wire);
    for entry in &catalogue() {
        if stand.wire.rpc(entry.rpc).is_list() {
            wrong_pages(operator, entry.rpc, &entry.body, &mut table).await;
        }
    }
    table.end();
}

/// The comparison would have seen it: a call that is not refused changes what is stored.
async fn what_is_done_is_noticed(stand: &Stand, before: &Snapshot) {
    let late = stand.person("Lena Late").await;
    let body = json!({"displayName": "Światło"});
    let rpc = "TeamService/CreateTeam";
    stand.wire.done(late.clients(), rpc, body).await;
    let changes = before.changes(&stand.world).await;
    for table in [
        "identity.account",
        "identity.session",
        "identity.team",
        "identity.outbox_event",
        "notifications.mail_delivery",
        "reporting.verified_account",
    ] {
        assert!(changes.contains_key(table), "{table}: {changes:#?}");
    }
}
