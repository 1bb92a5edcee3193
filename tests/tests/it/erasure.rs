//! People enter a contest, and have their data erased: afterwards their names and addresses are
//! nowhere in what the running system leaves behind, but for the one name that the law orders to
//! keep, and after its term that is nowhere either (rule 12). Before the closing nothing tells who
//! entered (rule 1), so whoever was erased by then counts as withdrawn at the opening.

use std::time::Duration;

use linia_tests::canary::Canary;
use linia_tests::faults::oracle::quiet::{Rest, wait_until_quiet};
use linia_tests::faults::oracle::traces;
use linia_tests::stack::Service;
use linia_tests::stack::retry::poll_until;
use linia_tests::story::Person;
use serde_json::{Value, json};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};
use uuid::Uuid;

use crate::bad_input::samples::short_challenge;
use crate::bad_input::stand::{Authority, Stand, text};

const PATIENCE: Duration = Duration::from_secs(60);
/// Longer than any access token lives.
const TOKENS_END: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// Somebody whose name is nowhere else.
struct Somebody {
    person: Person,
    name: Canary,
}

impl Somebody {
    async fn arrive(stand: &Stand, name: &str) -> Self {
        let name = Canary::new(name);
        let person = stand.person(name.word()).await;
        Self { person, name }
    }

    async fn call(&self, stand: &Stand, rpc: &'static str, body: Value) -> Value {
        stand.wire.done(self.person.clients(), rpc, body).await
    }

    async fn enter(&self, stand: &Stand, stage: &str) {
        let work = json!({
            "stage": stage, "entrant": self.person.account,
            "content": {"title": "Lampy", "text": "Które słuchają."},
        });
        let mut submitted = work.clone();
        submitted["requestId"] = json!(Uuid::new_v4());
        self.call(stand, "EntryService/SubmitEntry", submitted)
            .await;
        self.call(stand, "EntryService/SaveDraft", json!({"draft": work}))
            .await;
    }

    /// Asks for the erasure, and waits until no token lives any more.
    async fn ask_for_erasure(&self, stand: &Stand) {
        let password = format!("a long phrase that only {} knows", self.name.word());
        let body = json!({"password": password});
        let asked = self
            .call(stand, "PersonalDataService/EraseMyAccount", body)
            .await;
        assert!(text(&asked["erasure"]).starts_with("erasures/"), "{asked}");
        stand
            .world
            .system
            .clock()
            .advance(TOKENS_END)
            .await
            .unwrap();
    }

    /// The last mail, which says what stays.
    async fn last_mail(&self, stand: &Stand) -> String {
        let email = &self.person.email;
        let smtp = &stand.world.system.smtp;
        let last = smtp
            .wait_for(|mail| mail.is_to(email) && mail.subject == "Your data was erased at Linia");
        let mail = tokio::time::timeout(PATIENCE, last).await;
        mail.expect("the last mail comes").text.clone()
    }

    /// Waits until the name stands in these tables alone.
    async fn is_only_in(&self, stand: &Stand, tables: &[&str]) {
        let as_told = async || {
            let found = tables_with(stand, self.name.word()).await;
            (found == tables).then_some(())
        };
        if poll_until(PATIENCE, as_told).await.is_none() {
            let found = tables_with(stand, self.name.word()).await;
            panic!("{} is in {found:?}, not in {tables:?}", self.name.word());
        }
    }

    /// Neither in a backup of the database nor in what the broker stored nor in a log.
    async fn is_nowhere(&self, stand: &Stand) {
        self.is_only_in(stand, &[]).await;
        let dump = dump(stand).await;
        assert_eq!(self.name.find(&dump), None, "{}", self.name.word());
        let files = traces::files_with(&stand.world.system, &self.name);
        assert_eq!(files.unwrap(), [""; 0], "{}", self.name.word());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_person_is_found_nowhere_but_where_the_law_orders_and_in_the_end_nowhere() {
    let mut stand = Stand::start("erasure").await;
    let operator = stand.operator().await;
    let tychy = stand.authority(&operator, "Tychy", "8567346215").await;
    let jurors = ["Jadwiga", "Jan", "Julia"].map(|name| stand.person(name));
    let jurors = futures::future::join_all(jurors).await;
    let challenge = publish(&stand, &tychy, &jurors).await;
    let stage = text(&challenge["stages"][0]["name"]);
    let leaver = Somebody::arrive(&stand, "leaver").await;
    let winner = Somebody::arrive(&stand, "winner").await;

    stand.travel_to_day(1).await;
    for somebody in [&leaver, &winner] {
        somebody.enter(&stand, &stage).await;
        let follow = json!({"challenge": challenge["name"]});
        somebody
            .call(&stand, "FollowingService/FollowChallenge", follow)
            .await;
    }
    export(&stand, &leaver).await;
    assert!(
        leaver.name.find(&dump(&stand).await).is_some(),
        "the search finds what is there"
    );

    // Before the closing: nothing is kept, and nothing is done to what was handed in.
    let sealed = count(&stand, "submissions.entry_version").await;
    leaver.ask_for_erasure(&stand).await;
    let told = leaver.last_mail(&stand).await;
    assert!(told.contains("Nothing is kept."), "{told}");
    leaver.is_nowhere(&stand).await;
    let kept = count(&stand, "submissions.entry_version").await;
    assert!(kept >= sealed, "cover may have come, and nothing goes");
    assert_eq!(count(&stand, "submissions.draft").await, 1, "the winner's");

    // The leaver's entry counts as withdrawn.
    stand.travel_to_day(2).await;
    assert_eq!(works(&stand, &jurors[0], &stage).await, 1);
    assert_eq!(entries(&stand, "withdrawn", &leaver).await, 1);
    assert_eq!(entries(&stand, "opened", &winner).await, 1);

    // After it: the name stays with the record. A service that is down delays it only.
    stand
        .world
        .system
        .service_mut(Service::Submissions)
        .kill9()
        .await;
    winner.ask_for_erasure(&stand).await;
    let begun = async || {
        let erased = count(&stand, "notifications.erased_account").await;
        (erased == 2).then_some(())
    };
    poll_until(PATIENCE, begun).await.expect("the others erase");
    assert!(!tables_with(&stand, &winner.person.email).await.is_empty());
    let submissions = stand.world.system.service_mut(Service::Submissions);
    submissions
        .start()
        .await
        .unwrap_or_else(|error| panic!("{}", error.report()));
    let told = winner.last_mail(&stand).await;
    assert!(told.contains("The term has not begun"), "{told}");
    winner.is_only_in(&stand, &["identity.kept_identity"]).await;
    assert_eq!(tables_with(&stand, &winner.person.email).await, [""; 0]);

    // The contest ends, and four years later the term.
    let cancel = json!({"name": challenge["name"], "reason": "Nie ma już lamp."});
    let rpc = "ChallengeService/CancelChallenge";
    stand.wire.done(tychy.head.clients(), rpc, cancel).await;
    let ended = async || (count(&stand, "submissions.contest_end").await == 1).then_some(());
    poll_until(PATIENCE, ended).await.expect("the contest ends");
    stand.world.system.clock().advance(2 * DAY).await.unwrap();
    let known = async || {
        let dated = count(
            &stand,
            "identity.kept_identity WHERE keep_until IS NOT NULL",
        )
        .await;
        (dated == 1).then_some(())
    };
    poll_until(PATIENCE, known)
        .await
        .expect("the term is known");
    stand
        .world
        .system
        .clock()
        .advance(4 * 366 * DAY)
        .await
        .unwrap();
    winner.is_nowhere(&stand).await;

    let quiet = wait_until_quiet(&stand.world.system, Rest::Effects, PATIENCE).await;
    quiet.unwrap_or_else(|error| panic!("{}", error.report()));
    assert_eq!(
        count(&stand, "identity.erasure WHERE state = 'erased'").await,
        2
    );
    stand.world.end().await;
}

/// A contest that takes works for a day, and its jury.
async fn publish(stand: &Stand, tychy: &Authority, jurors: &[Person]) -> Value {
    let challenge = stand.published(tychy, &short_challenge(stand, 1, 2)).await;
    for (index, juror) in jurors.iter().enumerate() {
        let body = json!({
            "challenge": challenge["name"], "account": juror.account, "chair": index == 0,
            "qualified": true,
        });
        let appoint = "JuryService/AppointJuror";
        stand.wire.done(tychy.editor.clients(), appoint, body).await;
    }
    challenge
}

/// What each service gives its person: their own, and before the opening no entry.
async fn export(stand: &Stand, who: &Somebody) {
    for (rpc, told) in [
        (
            "PersonalDataService/ExportMyAccount",
            who.person.email.as_str(),
        ),
        ("InboxService/ExportMyInbox", "follower"),
        ("EntryService/ExportMyEntries", who.person.account.as_str()),
        ("ParticipationService/ExportMyParticipations", "enrolments"),
    ] {
        let exported = who.call(stand, rpc, json!({})).await;
        assert!(exported.to_string().contains(told), "{rpc}: {exported}");
        let sections = exported["sections"].as_array().unwrap();
        let entries = sections.iter().find(|it| it["name"] == "entries");
        let records = entries.and_then(|it| it["records"].as_array());
        assert!(records.is_none_or(Vec::is_empty), "{exported}");
    }
}

/// How many works a juror gets, once the stage is opened.
async fn works(stand: &Stand, juror: &Person, stage: &str) -> usize {
    let stage = json!({"stage": stage});
    let opened = async || {
        let get = "OpeningService/GetOpening";
        let told = stand.wire.done(juror.clients(), get, stage.clone()).await;
        (told["state"] == "OPENING_STATE_OPENED").then_some(())
    };
    poll_until(PATIENCE, opened)
        .await
        .expect("the stage is opened");
    let declare = "JuryService/DeclareImpartiality";
    stand
        .wire
        .done(juror.clients(), declare, stage.clone())
        .await;
    let list = "ReviewService/ListWorks";
    let told = stand.wire.done(juror.clients(), list, stage).await;
    told["works"].as_array().unwrap().len()
}

async fn connect(stand: &Stand) -> PgConnection {
    let system = &stand.world.system;
    let url = system.postgres.superuser_url(system.database());
    PgConnection::connect(&url).await.unwrap()
}

/// How many rows there are of what is named.
async fn count(stand: &Stand, rows: &str) -> i64 {
    let sql = AssertSqlSafe(format!("SELECT count(*) FROM {rows}"));
    let mut connection = connect(stand).await;
    sqlx::query_scalar(sql)
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

async fn entries(stand: &Stand, state: &str, of: &Somebody) -> i64 {
    let account = &of.person.account;
    let rows = format!("submissions.entry WHERE state = '{state}' AND entrant = '{account}'");
    count(stand, &rows).await
}

/// The tables of all services in which a text stands.
async fn tables_with(stand: &Stand, text: &str) -> Vec<String> {
    let mut connection = connect(stand).await;
    traces::tables_with(&mut connection, text).await.unwrap()
}

/// A backup of the database.
async fn dump(stand: &Stand) -> Vec<u8> {
    let backup = traces::backup(&stand.world.system).await;
    backup
        .unwrap_or_else(|error| panic!("{}", error.report()))
        .into_bytes()
}
