//! What a dump of the databases says of people and of works: which rows speak of whom, and in which
//! orders they stand.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Row as _};

/// Whom or what an id is of. A number is that of an entry, which the test alone knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    /// Somebody who entered, their team or entry, or somebody who wrote with them.
    Person(usize),
    Work(usize),
}

/// Ids as 32 hexadecimal digits.
pub(super) type Ids = HashMap<String, Of>;

/// Entries in some order.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) by: String,
    pub(super) of: Vec<usize>,
}

impl Order {
    /// The first time that each is spoken of counts.
    pub(super) fn new(by: String, of: impl IntoIterator<Item = usize>) -> Self {
        let mut seen = HashSet::new();
        let of = of.into_iter().filter(|it| seen.insert(*it)).collect();
        Self { by, of }
    }
}

/// What the dump says.
#[derive(Debug, Default)]
pub(super) struct Dump {
    pub(super) people: Vec<Order>,
    pub(super) works: Vec<Order>,
    /// Tables with rows that speak of one person and of one work.
    pub(super) links: BTreeSet<String>,
}

impl Dump {
    /// Rows of something, in their order and in the opposite one.
    pub(super) fn add(&mut self, by: &str, rows: Vec<String>, ids: &Ids) {
        let said: Vec<_> = rows.iter().map(|row| Said::by(row, ids)).collect();
        if said.iter().any(Said::is_link) {
            self.links.insert(by.to_owned());
        }
        for (by, said) in [
            (format!("{by}, the first"), said.iter().collect::<Vec<_>>()),
            (format!("{by}, the last"), said.iter().rev().collect()),
        ] {
            self.note(by, &said);
        }
    }

    fn note(&mut self, by: String, said: &[&Said]) {
        let people = said.iter().filter_map(|it| it.person());
        let people = Order::new(by.clone(), people);
        let works = Order::new(by, said.iter().filter_map(|it| it.work()));
        self.people.extend((people.of.len() > 1).then_some(people));
        self.works.extend((works.of.len() > 1).then_some(works));
    }

    /// Reads every table of every service, in the order of each of its columns, of the places of
    /// its rows, and of the transactions that wrote them.
    pub(super) async fn read(connection: &mut PgConnection, ids: &Ids) -> Self {
        let mut dump = Self::default();
        for (table, columns) in tables(connection).await {
            let rows = format!("SELECT t.ctid::text, to_jsonb(t)::text FROM {table} t");
            let rows = sqlx::query(AssertSqlSafe(rows)).fetch_all(&mut *connection);
            let rows = rows.await.unwrap();
            let said: HashMap<String, Said> = rows
                .iter()
                .map(|row| (row.get(0), Said::by(row.get(1), ids)))
                .collect();
            if said.values().any(Said::is_link) {
                dump.links.insert(table.clone());
            }
            if said.values().all(|said| *said == Said::default()) {
                continue;
            }
            for by in columns {
                // A place is named as no column is: else it would be ordered by as a text.
                let sql =
                    format!("SELECT ctid::text AS its_place FROM {table} ORDER BY {by}, ctid");
                let places = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *connection);
                let places: Vec<String> = places.await.unwrap();
                let said = places.iter().filter_map(|place| said.get(place));
                dump.note(format!("{table}.{by}"), &said.collect::<Vec<_>>());
            }
        }
        dump
    }
}

/// Whom and what a row speaks of.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    people: BTreeSet<usize>,
    works: BTreeSet<usize>,
}

impl Said {
    /// Finds ids as text, as octets, and within what is stored as octets.
    fn by(row: &str, ids: &Ids) -> Self {
        let mut said = Self::default();
        let within: String = row.split(r"\\x").skip(1).map(decoded).collect();
        for text in [row, &within] {
            let text = text.replace('-', "");
            let runs = text.split(|c: char| !c.is_ascii_hexdigit());
            for run in runs.filter(|run| run.len() >= 32) {
                for start in 0..=run.len() - 32 {
                    match ids.get(&run[start..start + 32]) {
                        Some(Of::Person(number)) => drop(said.people.insert(*number)),
                        Some(Of::Work(number)) => drop(said.works.insert(*number)),
                        None => {}
                    }
                }
            }
        }
        said
    }

    fn person(&self) -> Option<usize> {
        only(&self.people)
    }

    fn work(&self) -> Option<usize> {
        only(&self.works)
    }

    fn is_link(&self) -> bool {
        self.person().is_some() && self.work().is_some()
    }
}

/// What is told of a row that speaks of one alone; who is one of many is not singled out.
fn only(numbers: &BTreeSet<usize>) -> Option<usize> {
    numbers.first().filter(|_| numbers.len() == 1).copied()
}

/// What octets say as text, up to the first character that is no hexadecimal digit.
fn decoded(hex: &str) -> String {
    let digits: Vec<u8> = hex
        .bytes()
        .map_while(|digit| char::from(digit).to_digit(16))
        .map(|digit| digit as u8)
        .collect();
    let octets: Vec<u8> = digits
        .chunks_exact(2)
        .map(|it| it[0] << 4 | it[1])
        .collect();
    String::from_utf8_lossy(&octets).into_owned()
}

/// Every table of the services, and by what its rows may be ordered.
async fn tables(connection: &mut PgConnection) -> BTreeMap<String, Vec<String>> {
    let sql = "SELECT format('%I.%I', table_schema, table_name), \
                      CASE WHEN data_type IN ('json', 'jsonb', 'xml') \
                           THEN format('%I::text', column_name) ELSE format('%I', column_name) END \
               FROM information_schema.columns JOIN information_schema.tables t \
                    USING (table_schema, table_name) \
               WHERE t.table_type = 'BASE TABLE' AND table_schema IN \
                     ('identity', 'challenges', 'submissions', 'notifications', 'reporting')";
    let rows: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(connection).await.unwrap();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in rows {
        let places = || vec!["ctid".to_owned(), "xmin::text::bigint".to_owned()];
        tables.entry(table).or_insert_with(places).push(column);
    }
    assert!(tables.len() > 50, "{} tables are few", tables.len());
    tables
}
