//! After the opening and before the unmasking, whoever has a dump of all databases, the mails, and
//! what jurors and staff are shown, guesses who entered which work no better than by chance (rule 3).
//!
//! Chance gets one of any number right on average, and hardly ever more than [`LIMIT`] (Poisson: 6 of
//! 100 billion attempts). The attempts are made of orders: whatever speaks of people, in every order
//! that there is, beside whatever speaks of works. Sizes and the times of files are tried by
//! submissions' own test, `services/submissions/tests/it/linking.rs`.

mod dump;

use std::time::Duration;

use dump::{Dump, Ids, Of, Order};
use futures::stream::{self, StreamExt as _};
use linia_tests::faults::oracle::quiet::{Rest, wait_until_quiet};
use linia_tests::stack::retry::poll_until;
use linia_tests::story::Person;
use serde_json::{Value, json};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};
use uuid::Uuid;

use crate::bad_input::samples::short_challenge;
use crate::bad_input::stand::{Authority, Stand, text};

const ENTRIES: usize = 100;
/// More hits than this are no chance.
const LIMIT: usize = 12;
const PATIENCE: Duration = Duration::from_secs(60);
/// Signing up costs a password's hash, and so does signing in.
const AT_ONCE: usize = 4;

/// Somebody who enters, alone, for a team, or with a co-author.
struct Author {
    person: Person,
    team: Option<String>,
    co_author: Option<Person>,
    /// What the work says, and nothing else does.
    mark: String,
}

impl Author {
    async fn arrive(stand: &Stand, number: usize) -> Self {
        let mut person = stand.person(&format!("Entrant {number}")).await;
        let mut team = None;
        if number % 6 == 1 {
            let body = json!({"displayName": "Lampy", "requestId": Uuid::new_v4()});
            let made = stand
                .wire
                .done(person.clients(), "TeamService/CreateTeam", body);
            team = Some(text(&made.await["name"]));
            person.sign_in(&stand.world).await.unwrap();
        }
        let co_author = match number % 6 {
            2 => Some(stand.person(&format!("Friend {number}")).await),
            _ => None,
        };
        Self {
            person,
            team,
            co_author,
            mark: Uuid::new_v4().to_string(),
        }
    }

    /// Hands in a work; its name, and everybody's whom it is of.
    async fn enter(&self, stand: &Stand, stage: &str) -> Vec<String> {
        let entrant = self.team.as_ref().unwrap_or(&self.person.account);
        let co_author = self.co_author.as_ref();
        let co_authors: Vec<_> = co_author.iter().map(|it| &it.account).collect();
        let body = json!({
            "stage": stage, "entrant": entrant, "coAuthors": co_authors,
            "content": {"title": "Światło", "text": self.mark}, "requestId": Uuid::new_v4(),
        });
        let submit = "EntryService/SubmitEntry";
        let receipt = stand.wire.done(self.person.clients(), submit, body).await;
        if let Some(co_author) = co_author {
            let body = json!({
                "stage": stage, "entrant": entrant, "contentSha256": receipt["contentSha256"],
                "requestId": Uuid::new_v4(),
            });
            let confirm = "EntryService/ConfirmCoAuthorship";
            stand.wire.done(co_author.clients(), confirm, body).await;
        }
        let co_author = co_author.map(|it| it.account.clone());
        let mut names = vec![self.person.account.clone(), text(&receipt["entry"])];
        names.extend(self.team.clone().into_iter().chain(co_author));
        names
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_system_links_entrants_to_works_better_than_chance() {
    let stand = Stand::start("linking").await;
    let operator = stand.operator().await;
    let tychy = stand.authority(&operator, "Tychy", "8567346215").await;
    let arriving = (0..ENTRIES).map(|number| Author::arrive(&stand, number));
    let authors: Vec<_> = stream::iter(arriving).buffered(AT_ONCE).collect().await;
    let jurors = ["Jadwiga", "Jan", "Julia"].map(|name| stand.person(name));
    let jurors = futures::future::join_all(jurors).await;
    let stage = publish(&stand, &tychy, &jurors).await;

    stand.travel_to_day(1).await;
    let mut ids = Ids::new();
    for (number, author) in authors.iter().enumerate() {
        for name in author.enter(&stand, &stage).await {
            ids.insert(digits(&name), Of::Person(number));
        }
    }
    stand.travel_to_day(2).await;
    let mut shown = Vec::new();
    for work in open(&stand, &jurors, &stage).await {
        let mark = text(&work["text"]);
        let number = authors.iter().position(|it| it.mark == mark).unwrap();
        ids.insert(digits(&text(&work["name"])), Of::Work(number));
        shown.push(number);
    }
    assert_eq!(shown.len(), ENTRIES);
    let quiet = wait_until_quiet(&stand.world.system, Rest::Effects, PATIENCE).await;
    quiet.unwrap_or_else(|error| panic!("{}", error.report()));

    let system = &stand.world.system;
    let url = system.postgres.superuser_url(system.database());
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let mut dump = Dump::read(&mut connection, &ids).await;
    dump.works
        .push(Order::new("what jurors are shown".into(), shown));
    dump.people.extend(mailed(&stand, &authors));
    assert_eq!(dump.links, [].into());
    let whole = |orders: &[Order]| orders.iter().filter(|it| it.of.len() == ENTRIES).count();
    let (people, works) = (whole(&dump.people), whole(&dump.works));
    assert!(people > 20 && works > 5, "{people} and {works} are few");
    must_be_chance(&dump);

    // The search is worth something: it finds a table that joins both, and two that keep an order.
    plant(&mut connection, &ids).await;
    let planted = Dump::read(&mut connection, &ids).await;
    assert_eq!(planted.links, ["submissions.planted_link".into()].into());
    let of = |orders: &[Order], by| orders.iter().find(|it| it.by == by).unwrap().of.clone();
    let people = of(&planted.people, "submissions.planted_people.ctid");
    let works = of(&planted.works, "submissions.planted_works.ctid");
    assert_eq!(hits(&people, &works), ENTRIES);
    stand.world.end().await;
}

/// A contest that takes works for a day, and its jury.
async fn publish(stand: &Stand, tychy: &Authority, jurors: &[Person]) -> String {
    let challenge = stand.published(tychy, &short_challenge(stand, 1, 2)).await;
    for (index, juror) in jurors.iter().enumerate() {
        let body = json!({
            "challenge": challenge["name"], "account": juror.account, "chair": index == 0,
            "qualified": true,
        });
        let appoint = "JuryService/AppointJuror";
        stand.wire.done(tychy.editor.clients(), appoint, body).await;
    }
    text(&challenge["stages"][0]["name"])
}

/// The works, in the order in which a juror is shown them.
async fn open(stand: &Stand, jurors: &[Person], stage: &str) -> Vec<Value> {
    let chair = jurors[0].clients();
    let stage = json!({"stage": stage});
    let opened = poll_until(PATIENCE, async || {
        let get = "OpeningService/GetOpening";
        let told = stand.wire.done(chair, get, stage.clone()).await;
        (told["state"] == "OPENING_STATE_OPENED").then_some(())
    });
    opened.await.expect("the stage is opened");
    let declare = "JuryService/DeclareImpartiality";
    stand.wire.done(chair, declare, stage.clone()).await;
    let (mut works, mut token) = (Vec::new(), String::new());
    loop {
        let mut page = stage.clone();
        page["pageToken"] = json!(token);
        let told = stand
            .wire
            .done(chair, "ReviewService/ListWorks", page)
            .await;
        works.extend(told["works"].as_array().unwrap().clone());
        token = told["nextPageToken"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if token.is_empty() {
            return works;
        }
    }
}

/// Who was written to, by the first mail and by the last.
fn mailed(stand: &Stand, authors: &[Author]) -> [Order; 2] {
    let mails = stand.world.system.smtp.mails();
    let to = |email: &str| authors.iter().position(|it| it.person.email == email);
    let people: Vec<_> = mails.iter().filter_map(|mail| to(&mail.to[0])).collect();
    let backwards = people.iter().rev().copied();
    [
        Order::new("first mails".into(), people.iter().copied()),
        Order::new("last mails".into(), backwards),
    ]
}

/// How many of the works would be right, if the orders agreed.
fn hits(people: &[usize], works: &[usize]) -> usize {
    let pairs = people.iter().zip(works);
    pairs.filter(|(person, work)| person == work).count()
}

/// No order of people goes with one of works, from either end.
fn must_be_chance(dump: &Dump) {
    let backwards = |of: &[usize]| of.iter().rev().copied().collect::<Vec<_>>();
    for people in &dump.people {
        for works in &dump.works {
            let ends = [&people.of, &backwards(&people.of)];
            for people_of in ends {
                for works_of in [&works.of, &backwards(&works.of)] {
                    let (hits, by, and) = (hits(people_of, works_of), &people.by, &works.by);
                    assert!(hits <= LIMIT, "{hits} of {ENTRIES} by {by} and {and}");
                }
            }
        }
    }
}

/// Tables that nothing must ever be like.
async fn plant(connection: &mut PgConnection, ids: &Ids) {
    let tables = "CREATE TABLE submissions.planted_people (entrant text); \
                  CREATE TABLE submissions.planted_works (work text); \
                  CREATE TABLE submissions.planted_link (entrant text, work bytea)";
    sqlx::raw_sql(tables)
        .execute(&mut *connection)
        .await
        .unwrap();
    let find = |of| ids.iter().find(|(_, it)| **it == of).unwrap().0;
    for number in 0..ENTRIES {
        let (person, work) = (find(Of::Person(number)), find(Of::Work(number)));
        let rows = format!(
            "INSERT INTO submissions.planted_people VALUES ('{person}'); \
             INSERT INTO submissions.planted_works VALUES ('{work}'); \
             INSERT INTO submissions.planted_link VALUES ('{person}', '\\x{work}')"
        );
        let planted = sqlx::raw_sql(AssertSqlSafe(rows)).execute(&mut *connection);
        planted.await.unwrap();
    }
}

/// The id in a name.
fn digits(name: &str) -> String {
    let id = name.rsplit('/').next().unwrap_or_default();
    id.replace('-', "")
}
