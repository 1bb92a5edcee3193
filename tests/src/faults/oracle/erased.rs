//! What must be so of everybody whose data was erased: it was done once in every service, they were
//! told once, and nothing of them is left but what the law orders to keep.

use std::collections::{HashMap, HashSet};

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};
use uuid::Uuid;

use super::super::error::{FaultError, Result};
use super::super::finding::{Finding, Place};
use super::super::scene::Leaver;
use super::journal::{self, JournalEvent};
use super::traces;
use crate::canary::Canary;
use crate::stack::{Service, System};

/// Each happens once to an erasure.
const EVENTS: [&str; 4] = [
    "AccountErasureRequested",
    "AccountErasureBegun",
    "AccountErasureSettled",
    "AccountErased",
];
/// Each mail comes once.
const SUBJECTS: [&str; 2] = [
    "Your data will be erased at Linia",
    "Your data was erased at Linia",
];
/// Each has one row of everybody whose data was erased.
const NOTED: [&str; 3] = [
    "SELECT account_id FROM identity.erasure WHERE state = 'erased'",
    "SELECT account FROM submissions.erased_account",
    "SELECT account FROM notifications.erased_account",
];
/// Where the name stands that the law orders to keep.
const KEPT: &str = "identity.kept_identity";
/// Where a random id may stay, which is nobody's any more: what was noted of the erasure itself,
/// what belongs to a contest or a programme, the journals, which have ids alone, how far they were
/// read, and the number of accounts. What is still to be done is looked at by itself.
const IDS: [&str; 17] = [
    "challenges.act",
    "challenges.due_work",
    "challenges.enrolment",
    "challenges.individual_extension",
    "challenges.outbox_event",
    "challenges.question_asker",
    "identity.erasure",
    KEPT,
    "identity.outbox_event",
    "notifications.announcement",
    "notifications.erased_account",
    "notifications.inbox",
    "reporting.inbox",
    "reporting.verified_account",
    "submissions.erased_account",
    "submissions.individual_extension",
    "submissions.outbox_event",
];

/// People with these words in their names and addresses, by whether the name is kept.
#[derive(Debug)]
pub struct Words {
    /// In the names of those of whom nothing is kept.
    pub gone: Canary,
    /// In the names of those whose name is kept.
    pub kept: Canary,
}

impl Words {
    /// New ones.
    #[must_use]
    pub fn new() -> Self {
        Self {
            gone: Canary::new("gone"),
            kept: Canary::new("kept"),
        }
    }

    /// The name of the person with a number.
    #[must_use]
    pub fn name(&self, number: usize, kept: bool) -> String {
        let word = if kept { &self.kept } else { &self.gone };
        format!("{} {number}", word.word())
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::new()
    }
}

/// Looks at everything, on a quiet system.
///
/// # Errors
/// If the database or a file cannot be read.
pub async fn check(system: &System, people: &[Leaver], words: &Words) -> Result<Vec<Finding>> {
    let url = system.postgres.superuser_url(system.database());
    let mut conn = PgConnection::connect(&url).await?;
    let mut findings = Vec::new();
    let journal = journal::read(&mut conn).await?;
    for person in people {
        let account = &person.person.account;
        for event in EVENTS {
            let times = happened(&journal, event, account);
            findings.extend(once(times, &format!("{event} of {account}")));
        }
        for subject in SUBJECTS {
            let mails = system.smtp.mails_to(&person.person.email);
            let about = mails.iter().filter(|mail| mail.subject == subject);
            // A mail sent again after a crash counts once.
            let ids: HashSet<_> = about.map(|mail| &mail.message_id).collect();
            let text = format!("the mail {subject:?} to {}", person.person.name);
            findings.extend(once(ids.len(), &text));
        }
    }
    findings.extend(noted(&mut conn, people).await?);
    findings.extend(answered(&mut conn, people).await?);
    findings.extend(work_left(&mut conn, people).await?);
    findings.extend(ids_left(&mut conn, people).await?);
    findings.extend(words_left(&mut conn, system, people, words).await?);
    conn.close().await?;
    Ok(findings)
}

fn once(times: usize, what: &str) -> Option<Finding> {
    match times {
        0 => Some(Finding::lost(Place::Here, format!("{what} is missing"))),
        1 => None,
        _ => {
            let text = format!("{what} is there {times} times");
            Some(Finding::duplicated(Place::Here, text))
        }
    }
}

fn happened(journal: &[JournalEvent], name: &str, account: &str) -> usize {
    let of_identity = journal
        .iter()
        .filter(|event| event.service == Service::Identity && event.name() == name);
    of_identity
        .filter(|event| event.field("account").as_deref() == Some(account))
        .count()
}

fn id(name: &str) -> Uuid {
    let id = name.rsplit('/').next().unwrap_or_default();
    id.parse().unwrap_or_default()
}

/// Every service that notes an erasure has noted each once, and nobody else's.
async fn noted(conn: &mut PgConnection, people: &[Leaver]) -> sqlx::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for sql in NOTED {
        let rows: Vec<Uuid> = sqlx::query_scalar(sql).fetch_all(&mut *conn).await?;
        let mut times: HashMap<Uuid, usize> = HashMap::new();
        for account in rows {
            *times.entry(account).or_default() += 1;
        }
        for person in people {
            let account = &person.person.account;
            let times = times.remove(&id(account)).unwrap_or_default();
            findings.extend(once(times, &format!("{sql}: {account}")));
        }
        findings.extend(times.into_keys().map(|account| {
            Finding::phantom(Place::Here, format!("{sql}: {account}, who did not ask"))
        }));
    }
    Ok(findings)
}

/// Both services that may keep something have said what they keep, and it is as it must be.
async fn answered(conn: &mut PgConnection, people: &[Leaver]) -> sqlx::Result<Vec<Finding>> {
    let rows: Vec<(Uuid, String, String)> = sqlx::query_as(
        "SELECT e.account_id, a.service, a.kept \
         FROM identity.erasure e JOIN identity.erasure_answer a ON a.erasure_id = e.id",
    )
    .fetch_all(conn)
    .await?;
    let mut findings = Vec::new();
    for person in people {
        let account = id(&person.person.account);
        let contest = if person.kept { "open" } else { "nothing" };
        for (service, kept) in [("challenges", contest), ("submissions", "nothing")] {
            let answer = rows.iter().find(|row| row.0 == account && row.1 == service);
            let told = answer.map(|(_, _, kept)| kept.as_str());
            if told != Some(kept) {
                let text = format!("{service} has told of {account}: {told:?}, not {kept}");
                findings.push(Finding::lost(Place::Here, text));
            }
        }
    }
    Ok(findings)
}

/// Nothing is still to be done but to ask again when a contest has ended whose record names somebody.
async fn work_left(conn: &mut PgConnection, people: &[Leaver]) -> sqlx::Result<Vec<Finding>> {
    let kept: HashSet<Uuid> = people
        .iter()
        .filter(|person| person.kept)
        .map(|person| id(&person.person.account))
        .collect();
    let mut findings = Vec::new();
    for service in Service::ALL {
        let sql = format!(
            "SELECT w.kind, e.account_id FROM {service}.due_work w \
             JOIN identity.erasure e ON e.id = w.key"
        );
        let rows: Vec<(String, Uuid)> = sqlx::query_as(AssertSqlSafe(sql))
            .fetch_all(&mut *conn)
            .await?;
        for (kind, account) in rows {
            let again = service == Service::Challenges && kind == "report_erasure";
            if !(again && kept.contains(&account)) {
                let text = format!("{service} has still to {kind} of {account}");
                findings.push(Finding::lost(Place::Here, text));
            }
        }
    }
    Ok(findings)
}

async fn ids_left(conn: &mut PgConnection, people: &[Leaver]) -> sqlx::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for person in people {
        let account = id(&person.person.account).to_string();
        let tables = traces::tables_with(conn, &account).await?;
        let private = tables.iter().filter(|it| !IDS.contains(&it.as_str()));
        findings.extend(private.map(|table| {
            let text = format!("{account} is in {table}");
            Finding::phantom(Place::Here, text)
        }));
    }
    Ok(findings)
}

/// Names and addresses are nowhere, but for the names that the law orders to keep, which are where
/// they must be.
async fn words_left(
    conn: &mut PgConnection,
    system: &System,
    people: &[Leaver],
    words: &Words,
) -> Result<Vec<Finding>> {
    let mut places = Vec::new();
    for table in traces::tables_with(conn, words.gone.word()).await? {
        places.push(format!("a name or an address in {table}"));
    }
    let backup = traces::backup(system).await?;
    if let Some(form) = words.gone.find(backup.as_bytes()) {
        places.push(format!("a name or an address in a backup, {form}"));
    }
    for table in traces::tables_with(conn, words.kept.word()).await? {
        if table != KEPT {
            places.push(format!("a name that is kept in {table}"));
        }
    }
    for word in [&words.gone, &words.kept] {
        let files = traces::files_with(system, word);
        places.extend(files.map_err(|source| FaultError::File { source })?);
    }
    let left = places
        .into_iter()
        .map(|place| Finding::phantom(Place::Here, format!("there is {place}")));
    let mut findings: Vec<Finding> = left.collect();
    let sql = "SELECT display_name FROM identity.kept_identity";
    let names: Vec<String> = sqlx::query_scalar(sql).fetch_all(conn).await?;
    for person in people.iter().filter(|person| person.kept) {
        let name = &person.person.name;
        let times = names.iter().filter(|it| *it == name).count();
        findings.extend(once(times, &format!("the name {name} that is to be kept")));
    }
    Ok(findings)
}
