//! What single calls need, apart from a contest.

use std::time::Duration;

use linia_tests::stack::retry::poll_until;
use linia_tests::stack::{Place as _, Service};
use linia_tests::story::Person;
use serde_json::json;
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::cast::Cast;
use super::contests::Contests;
use super::states::State;
use crate::bad_input::stand::{Stand, text};

const PATIENCE: Duration = Duration::from_secs(60);

/// What single calls need, each once.
pub(super) struct Given {
    /// A contest whose prizes were awarded.
    pub(super) awarded: String,
    /// The entrant's.
    pub(super) notification: String,
    /// Mailed to somebody who has signed up.
    pub(super) mailed_token: String,
    /// Of somebody else who has signed up, and whose address is not proven.
    pub(super) unproven: String,
    /// The rival's, and what is kept for an operator.
    pub(super) refresh_token: String,
    pub(super) operator_secret: String,
    /// What reporting signs in with.
    pub(super) service_secret: String,
    /// The rival's, and waits for an operator.
    pub(super) unverified: String,
}

impl Given {
    pub(super) async fn make(stand: &Stand, cast: &Cast, contests: &Contests) -> Self {
        let (_, mailed_token) = newcomer(stand, "Nina Newcomer").await;
        let (unproven, _) = newcomer(stand, "Urszula Unproven").await;
        let secret = stand.world.system.operator_secret().await.unwrap();
        let reporting = stand.world.system.service(Service::Reporting);
        let variable = Service::Reporting.variable("CREDENTIALS__CLIENT_SECRET");
        let nip = ("PL-NIP", "5260250274");
        Self {
            awarded: contests.shared(State::Awarded).challenge.clone(),
            notification: notification(stand, &cast.entrant).await,
            mailed_token,
            unproven: account_of(stand, &unproven).await,
            refresh_token: refresh_token(stand, &cast.rival).await,
            operator_secret: secret.trim().to_owned(),
            service_secret: reporting.env()[&variable].clone(),
            unverified: stand.organization(&cast.rival, "COMPANY", nip).await,
        }
    }
}

async fn newcomer(stand: &Stand, name: &str) -> (Person, String) {
    let newcomer = Person::sign_up(&stand.world, name, "en").await;
    newcomer.unwrap_or_else(|error| panic!("{error}"))
}

/// Who has not proven an address is told nothing, the name of the account included.
async fn account_of(stand: &Stand, person: &Person) -> String {
    let system = &stand.world.system;
    let url = system.postgres.superuser_url(system.database());
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let id =
        sqlx::query_scalar("SELECT id FROM identity.account WHERE email = $1").bind(&person.email);
    let id: Uuid = id.fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    format!("accounts/{id}")
}

async fn refresh_token(stand: &Stand, person: &Person) -> String {
    let body = json!({"email": person.email, "password": person.password()});
    let rpc = "SessionService/CreateSession";
    let session = stand.wire.done(&stand.world.anonymous, rpc, body).await;
    text(&session["refreshToken"])
}

async fn notification(stand: &Stand, person: &Person) -> String {
    let told = poll_until(PATIENCE, async || {
        let list = "InboxService/ListNotifications";
        let told = stand.wire.done(person.clients(), list, json!({})).await;
        Some(text(&told["notifications"].as_array()?.first()?["name"]))
    });
    told.await.expect("the entrant is told of the contests")
}
