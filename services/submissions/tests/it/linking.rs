//! After the opening and before the unmasking, whoever has a dump of the database, the object
//! storage with the times of its files, and what a juror is shown guesses who wrote which work no
//! better than by chance (rule 3).
//!
//! Chance gets one of any number right on average, and hardly ever more than [`LIMIT`] (Poisson:
//! about 1 in 100 million for each attempt). The attempts are made of orders: by every column, key
//! and time that there is on the side of those who entered, on that of the sealed versions, and on
//! that of the works. A column that joins two sides puts them into the same order.

use std::{cmp::Reverse, collections::HashMap, fs, time::SystemTime};

use linia_chassis::id::StageId;
use linia_submissions::{
    app::{list_entrants::list_entrants, list_my_entries::list_my_entries, stages::terms},
    domain::pieces::sealed_size,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, postgres::PgRow};
use uuid::Uuid;

use crate::{
    attachments::objects,
    files::declared,
    pages::first_page,
    world::{Person, World},
};

const PEOPLE: usize = 100;
const WITHOUT_FILE: usize = 60;
/// More hits than this are no chance.
const LIMIT: usize = 10;
/// What is sealed around a text, at most.
const AROUND_TEXT: u64 = 1000;

/// An order of something, and by what.
struct Order<T> {
    by: String,
    of: Vec<T>,
}

/// A dump of the database, and who reads it.
struct Reader {
    conn: PgConnection,
}

impl Reader {
    async fn rows(&mut self, sql: String) -> Vec<PgRow> {
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut self.conn);
        rows.await.expect("reads")
    }

    async fn column<T>(&mut self, sql: String) -> Vec<T>
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        let rows = self.rows(sql).await;
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// `key` of the rows of a table in the order of each of its columns, of their place in the
    /// table, and of the transactions that wrote them.
    async fn orders<T>(&mut self, key: &str, table: &str, filter: &str) -> Vec<Order<T>>
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        let columns = format!(
            "SELECT quote_ident(column_name) FROM information_schema.columns \
             WHERE table_schema = 'submissions' AND table_name = '{table}'"
        );
        let mut by = self.column::<String>(columns).await;
        assert!(by.len() > 2, "{table} has columns");
        by.extend(["ctid".to_owned(), "xmin::text::bigint".to_owned()]);
        let mut orders = Vec::new();
        for by in by {
            let sql =
                format!("SELECT {key} FROM submissions.{table} WHERE {filter} ORDER BY {by}, ctid");
            let of = self.column(sql).await;
            let by = format!("{table}.{by}");
            orders.push(Order { by, of });
        }
        orders
    }
}

/// Somebody who entered: what the attempts are measured by.
struct Entered {
    /// What the work begins with.
    mark: String,
    entrant: String,
    /// What the versions are found by.
    tag: Uuid,
}

/// Works of six sizes, many with files of five, in no order that time has: so sizes often tell whose
/// work it is to whoever knows somebody's sealed version.
async fn enter(world: &World, stage: StageId) -> Vec<Entered> {
    let terms = terms(&world.ctx, stage).await.expect("is published");
    let mut entered = Vec::new();
    for number in 0..PEOPLE {
        let (person, mixed) = (Person::new(), number * 37 % PEOPLE);
        let mut uploads = Vec::new();
        if let Some(rank) = mixed.checked_sub(WITHOUT_FILE) {
            let size = 50_000 << (rank / 6 % 5);
            let file = declared("a.txt", "text/plain", size);
            let octets = vec![b'x'; size];
            let upload = person.upload(world, stage, file, &octets).await;
            uploads.push(upload.expect("fits").id);
        }
        let mark = Uuid::new_v4().simple().to_string();
        let text = format!("{mark}{}", "y".repeat(2500 << (mixed % 6)));
        let receipt = person.submit_files(world, stage, &text, uploads).await;
        receipt.expect("in time");
        let entrant = person.entrant();
        entered.push(Entered {
            mark,
            tag: terms.sealer.entry_tag(&entrant).as_uuid(),
            entrant: entrant.to_string(),
        });
    }
    entered
}

/// Works and their authors, which the test alone knows: by what they begin with.
async fn truth(reader: &mut Reader, entered: &[Entered]) -> HashMap<Uuid, String> {
    let marked = entered.iter();
    let author: HashMap<_, _> = marked.map(|one| (&one.mark, &one.entrant)).collect();
    let works = "SELECT id, left(text, 32) FROM submissions.work".to_owned();
    let rows = reader.rows(works).await;
    assert_eq!(rows.len(), entered.len());
    let written = |row: &PgRow| (row.get(0), author[&row.get::<String, _>(1)].clone());
    rows.iter().map(written).collect()
}

/// Orders of those who entered.
async fn entrant_orders(
    reader: &mut Reader,
    world: &World,
    juror: &Person,
    stage: StageId,
) -> Vec<Order<String>> {
    let opened = "type LIKE '%EntryOpened'";
    let account = "payload::jsonb->'accounts'->>0";
    let mut orders = reader.orders("entrant", "entry", "true").await;
    orders.extend(reader.orders(account, "outbox_event", opened).await);
    let keys = format!(
        "SELECT DISTINCT jsonb_object_keys(payload::jsonb) FROM submissions.outbox_event WHERE {opened}"
    );
    for key in reader.column::<String>(keys).await {
        let sql = format!(
            "SELECT {account} FROM submissions.outbox_event WHERE {opened} \
             ORDER BY payload::jsonb->>'{key}', position"
        );
        let of = reader.column(sql).await;
        orders.push(Order {
            by: format!("{key} of EntryOpened"),
            of,
        });
    }
    let shown = list_entrants(&world.ctx, &juror.caller, stage).await;
    let shown = shown.expect("is a juror").into_iter();
    orders.push(Order {
        by: "what jurors are shown".into(),
        of: shown.map(|entrant| entrant.name.to_string()).collect(),
    });
    orders
}

/// Orders of works; jurors are shown them in that of their codes.
async fn work_orders(reader: &mut Reader, world: &World) -> Vec<Order<Uuid>> {
    let mut orders = reader.orders("id", "work", "true").await;
    let files = reader.orders("work", "work_attachment", "place = 1").await;
    orders.extend(files);
    orders.extend(reader.orders("work", "work_digest", "true").await);
    let objects = "SELECT object, work FROM submissions.work_attachment WHERE place = 1";
    let rows = reader.rows(objects.to_owned()).await;
    let work_of: HashMap<Uuid, Uuid> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let timed = files_by_time(world, "works", 1).into_iter();
    orders.push(Order {
        by: "the time of a work's file".into(),
        of: timed
            .filter_map(|(_, _, object)| work_of.get(&object).copied())
            .collect(),
    });
    orders
}

/// Files of a kind by their times: time, length, and the id at this place of the path.
fn files_by_time(world: &World, kind: &str, place: usize) -> Vec<(SystemTime, u64, Uuid)> {
    let root = world.storage.path().join("objects").join(kind);
    let mut found: Vec<_> = objects(world)
        .into_iter()
        .filter_map(|path| {
            let name = path.strip_prefix(&root).ok()?.components().nth(place)?;
            let id = Uuid::try_parse(name.as_os_str().to_str()?).ok()?;
            let metadata = fs::metadata(&path).ok()?;
            Some((metadata.modified().ok()?, metadata.len(), id))
        })
        .collect();
    found.sort();
    found.dedup_by_key(|(_, _, id)| *id);
    found
}

/// What was padded to a power of two before it was sealed; age adds some octets.
fn class(sealed_octets: u64) -> u64 {
    1 << sealed_octets.ilog2()
}

/// From sealed versions to works, by sizes: a version has its own, and those of the files that
/// were kept by the transactions just before its own.
async fn works_by_size(reader: &mut Reader, world: &World) -> HashMap<Uuid, Uuid> {
    let sizes = files_by_time(world, "sealed", 1).into_iter();
    let sizes: HashMap<_, _> = sizes
        .map(|(_, size, upload)| (upload, class(size)))
        .collect();
    let uploads = "SELECT object, xmin::text::bigint FROM submissions.upload ORDER BY 2";
    let uploads = reader.rows(uploads.to_owned()).await;
    let mut uploads = uploads.iter().peekable();
    let versions = "SELECT entry, octet_length(sealed), xmin::text::bigint \
                    FROM submissions.entry_version ORDER BY 3";
    let mut versions: Vec<_> = reader
        .rows(versions.to_owned())
        .await
        .iter()
        .map(|row| {
            let accepted: i64 = row.get(2);
            let mut files = Vec::new();
            while let Some(upload) = uploads.next_if(|upload| upload.get::<i64, _>(1) < accepted) {
                files.push(Reverse(sizes[&upload.get::<Uuid, _>(0)]));
            }
            files.sort_unstable();
            let text = class(row.get::<i32, _>(1) as u64);
            (text, files, row.get::<Uuid, _>(0))
        })
        .collect();
    versions.sort_unstable();
    let works = "SELECT id, octet_length(text), \
                        array(SELECT size_octets FROM submissions.work_attachment a WHERE a.work = w.id) \
                 FROM submissions.work w";
    let mut works: Vec<_> = reader
        .rows(works.to_owned())
        .await
        .iter()
        .map(|row| {
            let text = row.get::<i32, _>(1) as u64 + AROUND_TEXT;
            let files = row.get::<Vec<i64>, _>(2).into_iter();
            let mut sizes: Vec<_> = files
                .map(|size| Reverse(sealed_size(size as u64)))
                .collect();
            sizes.sort_unstable();
            (text.next_power_of_two(), sizes, row.get::<Uuid, _>(0))
        })
        .collect();
    works.sort_unstable();
    let versions = versions.into_iter().map(|(.., version)| version);
    versions
        .zip(works.into_iter().map(|(.., work)| work))
        .collect()
}

#[tokio::test]
async fn dump_links_entrants_to_works_no_better_than_chance() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let jurors = world.appoint_jury(stages[0].challenge).await;
    let entered = enter(&world, stage).await;
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    let conn = PgConnection::connect(&world.database.superuser_url).await;
    let mut reader = Reader {
        conn: conn.expect("connects"),
    };
    let author = truth(&mut reader, &entered).await;
    let hits = |people: &[String], works: &[Uuid]| {
        let pairs = people.iter().zip(works);
        pairs.filter(|(who, work)| author[*work] == **who).count()
    };

    let people = entrant_orders(&mut reader, &world, &jurors[0], stage).await;
    let mut works = work_orders(&mut reader, &world).await;
    let work_of = works_by_size(&mut reader, &world).await;
    for version in reader
        .orders::<Uuid>("entry", "entry_version", "true")
        .await
    {
        works.push(Order {
            by: format!("size, from {}", version.by),
            of: version.of.iter().map(|tag| work_of[tag]).collect(),
        });
    }
    for people in &people {
        assert_eq!(people.of.len(), PEOPLE, "{}", people.by);
        for works in &mut works {
            let counts = [PEOPLE, PEOPLE - WITHOUT_FILE];
            assert!(counts.contains(&works.of.len()), "{}", works.by);
            for _ in ["as it is", "reversed"] {
                let hits = hits(&people.of, &works.of);
                let (by, of) = (&people.by, &works.by);
                assert!(hits <= LIMIT, "{hits} of {PEOPLE} by {by} and {of}");
                works.of.reverse();
            }
        }
    }

    // The attempts are worth making: from sealed versions to works, sizes lead. Whoever knew when
    // people entered, or by which tags they are found, would know who wrote what.
    let tags: HashMap<_, _> = entered.iter().map(|one| (one.tag, &one.entrant)).collect();
    for by in ["entry_version.entry", "entry_version.accept_time"] {
        let versions = reader
            .orders::<Uuid>("entry", "entry_version", "true")
            .await;
        let versions = versions.into_iter().find(|order| order.by == by);
        let known = versions.expect("is a column").of;
        let people: Vec<_> = known.iter().map(|tag| tags[tag].clone()).collect();
        let works: Vec<_> = known.iter().map(|tag| work_of[tag]).collect();
        assert!(hits(&people, &works) > 2 * LIMIT, "by {by}");
    }
}

#[tokio::test]
async fn entrant_alone_is_told_which_version_counts_and_when_it_came() {
    let (world, stage, person) = World::with_entry().await;
    let receipt = person.submit(&world, stage.id, "b", Uuid::new_v4()).await;
    let receipt = receipt.expect("in time").payload;
    world.travel_to(stage.close_time).await;
    world.close_and_open(stage.id).await;
    let (mine, _) = list_my_entries(&world.ctx, &person.caller, first_page())
        .await
        .expect("reads");
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0].entry.id, receipt.entry);
    let counting = mine[0].counting;
    assert_eq!(
        (counting.version, counting.accept_time),
        (2, receipt.accept_time)
    );
    let told = "SELECT count(*) FROM submissions.entry \
                WHERE version IS NOT NULL OR accept_time IS NOT NULL";
    assert_eq!(world.count(told).await, 0);
}
