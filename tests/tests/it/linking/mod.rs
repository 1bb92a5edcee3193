//! After the opening, when the works were shared out, when all reviews are final and when the jury
//! has judged, but before the unmasking, whoever has a dump of all databases, the mails,
//! the logs, and what jurors and staff are shown, guesses who entered which work no better than by chance (rule 3).
//!
//! Chance gets one of any number right on average, and hardly ever more than [`LIMIT`] (Poisson: 6 of
//! 100 billion attempts). The attempts are made of orders: whatever speaks of people, in every order
//! that there is, beside whatever speaks of works. Sizes and the times of files are tried by
//! submissions' own test, `services/submissions/tests/it/linking.rs`.

mod contest;
mod dump;
mod shown;

use std::time::Duration;

use contest::Contest;
use dump::{Dump, Ids, Of, Order};
use futures::stream::{self, StreamExt as _};
use linia_tests::faults::oracle::quiet::{Rest, wait_until_quiet};
use linia_tests::stack::Service;
use linia_tests::story::Person;
use serde_json::json;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};
use uuid::Uuid;

use crate::bad_input::stand::{Stand, text};

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
    let jurors = ["Jadwiga", "Jan", "Julia", "Janusz", "Jowita"].map(|name| stand.person(name));
    let jurors = futures::future::join_all(jurors).await;
    let contest = Contest::publish(&stand, &tychy, &jurors).await;

    stand.travel_to_day(1).await;
    let mut ids = Ids::new();
    for (number, author) in authors.iter().enumerate() {
        for name in author.enter(&stand, &contest.stage).await {
            ids.insert(digits(&name), Of::Person(number));
        }
    }
    stand.travel_to_day(2).await;
    contest.is_opened().await;
    let system = &stand.world.system;
    let url = system.postgres.superuser_url(system.database());
    let mut connection = PgConnection::connect(&url).await.unwrap();
    find_works(&mut connection, &authors, &mut ids).await;
    let mut attack = Attack {
        stand: &stand,
        contest: &contest,
        authors: &authors,
        ids: &ids,
        connection,
    };

    let opened = attack.must_be_chance("opened", 5).await;
    let entrants = [3, 4].map(|number| authors[number].person.account.clone());
    contest.share_out(&entrants).await;
    let shared = attack.must_be_chance("shared out", opened + 1).await;
    contest.review().await;
    let reviewed = attack.must_be_chance("reviewed", shared + 1).await;
    contest.judge().await;
    attack.must_be_chance("judged", reviewed + 1).await;

    attack.must_find_what_is_planted().await;
    attack.connection.close().await.unwrap();
    stand.world.end().await;
}

/// Which work is whose, which the test knows by what it says.
async fn find_works(connection: &mut PgConnection, authors: &[Author], ids: &mut Ids) {
    let works = sqlx::query_as("SELECT id, text FROM submissions.work").fetch_all(connection);
    let works: Vec<(Uuid, String)> = works.await.unwrap();
    assert_eq!(works.len(), ENTRIES);
    for (work, mark) in works {
        let number = authors.iter().position(|it| it.mark == mark).unwrap();
        ids.insert(work.simple().to_string(), Of::Work(number));
    }
}

/// Who holds a dump of everything, and is shown and mailed what anybody of jury and staff is.
struct Attack<'a> {
    stand: &'a Stand,
    contest: &'a Contest<'a>,
    authors: &'a [Author],
    ids: &'a Ids,
    connection: PgConnection,
}

impl Attack<'_> {
    async fn dump(&mut self) -> Dump {
        let system = &self.stand.world.system;
        let quiet = wait_until_quiet(system, Rest::Effects, PATIENCE).await;
        quiet.unwrap_or_else(|error| panic!("{}", error.report()));
        Dump::read(&mut self.connection, self.ids).await
    }

    /// No order of people goes with one of works; returns how many of these speak of all works, which
    /// must be some.
    async fn must_be_chance(&mut self, when: &str, some: usize) -> usize {
        let mut dump = self.dump().await;
        if when != "opened" {
            self.contest.show(&mut dump, self.ids).await;
        }
        dump.people.extend(mailed(self.stand, self.authors));
        for service in Service::ALL {
            let log = self
                .stand
                .world
                .system
                .logs()
                .join(format!("{service}.log"));
            let log = std::fs::read_to_string(log).unwrap();
            let lines = log.lines().map(str::to_owned).collect();
            dump.add(&format!("the log of {service}"), lines, self.ids);
        }
        assert_eq!(dump.links, [].into(), "{when}");
        let whole = |orders: &[Order]| orders.iter().filter(|it| it.of.len() == ENTRIES).count();
        let (people, works) = (whole(&dump.people), whole(&dump.works));
        assert!(people > 20, "{when}: {people} are few");
        assert!(works >= some, "{when}: {works} are few");
        must_be_chance(&dump, when);
        works
    }

    /// The search is worth something: it finds a table that joins both, and two that keep an order;
    /// and so it does in what is shown.
    async fn must_find_what_is_planted(&mut self) {
        plant(&mut self.connection, self.ids).await;
        let mut planted = self.dump().await;
        let (person, work) = (
            name_of(self.ids, Of::Person(7)),
            name_of(self.ids, Of::Work(7)),
        );
        let told = json!({"works": [{"work": work, "entrant": person}]});
        planted.hear("planted", &told, self.ids);
        let works: Vec<_> = (0..ENTRIES)
            .map(|it| name_of(self.ids, Of::Work(it)))
            .collect();
        planted.hear("told", &json!({ "works": works }), self.ids);
        let links = ["planted.works".into(), "submissions.planted_link".into()];
        assert_eq!(planted.links, links.into());
        let of = |orders: &[Order], by| orders.iter().find(|it| it.by == by).unwrap().of.clone();
        let people = of(&planted.people, "submissions.planted_people.ctid");
        for by in ["submissions.planted_works.ctid", "told.works, the first"] {
            assert_eq!(hits(&people, &of(&planted.works, by)), ENTRIES, "{by}");
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
fn must_be_chance(dump: &Dump, when: &str) {
    let backwards = |of: &[usize]| of.iter().rev().copied().collect::<Vec<_>>();
    for people in &dump.people {
        for works in &dump.works {
            let ends = [&people.of, &backwards(&people.of)];
            for people_of in ends {
                for works_of in [&works.of, &backwards(&works.of)] {
                    let (hits, by, and) = (hits(people_of, works_of), &people.by, &works.by);
                    assert!(
                        hits <= LIMIT,
                        "{when}: {hits} of {ENTRIES} by {by} and {and}"
                    );
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
    for number in 0..ENTRIES {
        let (person, work) = (
            name_of(ids, Of::Person(number)),
            name_of(ids, Of::Work(number)),
        );
        let rows = format!(
            "INSERT INTO submissions.planted_people VALUES ('{person}'); \
             INSERT INTO submissions.planted_works VALUES ('{work}'); \
             INSERT INTO submissions.planted_link VALUES ('{person}', '\\x{work}')"
        );
        let planted = sqlx::raw_sql(AssertSqlSafe(rows)).execute(&mut *connection);
        planted.await.unwrap();
    }
}

/// An id of somebody or of a work.
fn name_of(ids: &Ids, of: Of) -> &str {
    let (id, _) = ids.iter().find(|(_, it)| **it == of).unwrap();
    id
}

/// The id in a name.
fn digits(name: &str) -> String {
    let id = name.rsplit('/').next().unwrap_or_default();
    id.replace('-', "")
}
