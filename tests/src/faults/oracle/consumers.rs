//! Who reads what: every consumer of the five services, and how far it has got.

use std::collections::HashMap;

use linia_proto::event::{self, Audience};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::super::finding::{Finding, Place};
use super::journal::JournalEvent;
use crate::stack::Service;

/// What a consumer reads of one stream.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// Whose consumer.
    pub service: Service,
    /// Its name.
    pub name: &'static str,
    /// Whose events.
    pub source: Service,
    /// About what.
    pub aggregates: &'static [&'static str],
}

/// All that is read.
pub const READERS: &[Reader] = {
    use Service::{Challenges, Identity, Notifications, Reporting, Submissions};
    &[
        reader(
            Notifications,
            "notifications",
            Identity,
            &["account", "organization", "team", "erasure"],
        ),
        reader(
            Notifications,
            "notifications",
            Challenges,
            &["challenge", "question", "programme"],
        ),
        reader(
            Notifications,
            "notifications",
            Submissions,
            &["entry", "stage", "juror"],
        ),
        reader(
            Reporting,
            "reporting_projection",
            Identity,
            &["account", "organization"],
        ),
        reader(
            Reporting,
            "reporting_projection",
            Challenges,
            &["challenge", "question"],
        ),
        reader(
            Reporting,
            "reporting_projection",
            Submissions,
            &["stage", "entry", "juror"],
        ),
        reader(Submissions, "submissions", Challenges, &["challenge"]),
        reader(Submissions, "submissions", Identity, &["erasure"]),
        reader(
            Submissions,
            "submissions_projection",
            Challenges,
            &["challenge"],
        ),
        reader(Challenges, "challenges", Submissions, &["stage"]),
        reader(Challenges, "challenges", Identity, &["erasure"]),
        reader(
            Challenges,
            "challenges_projection",
            Identity,
            &["organization"],
        ),
    ]
};

const fn reader(
    service: Service,
    name: &'static str,
    source: Service,
    aggregates: &'static [&'static str],
) -> Reader {
    Reader {
        service,
        name,
        source,
        aggregates,
    }
}

impl Reader {
    /// Whether the consumer is a reaction, which the broker keeps for it.
    #[must_use]
    pub fn is_durable(&self) -> bool {
        self.name == self.service.name()
    }

    /// The kinds of events that it reads.
    #[must_use]
    pub fn kinds(&self) -> Vec<String> {
        event::all()
            .into_values()
            .filter(|kind| kind.service == self.source.name())
            .filter(|kind| kind.audience == Audience::Internal)
            .filter(|kind| self.aggregates.contains(&kind.aggregate.as_str()))
            .map(|kind| kind.name.clone())
            .collect()
    }

    /// How many aggregates it has not read to their end.
    pub(super) async fn behind(&self, conn: &mut PgConnection) -> sqlx::Result<i64> {
        let sql = format!(
            "SELECT count(*) FROM ( \
                 SELECT aggregate_id, max(version) AS version FROM {}.outbox_event \
                 WHERE audience = 'internal' AND type = ANY($1) GROUP BY aggregate_id \
             ) written LEFT JOIN {}.inbox read \
                 ON read.consumer = $2 AND read.source = $3 \
                AND read.aggregate_id = written.aggregate_id \
             WHERE read.version IS DISTINCT FROM written.version",
            self.source, self.service
        );
        sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(self.kinds())
            .bind(self.name)
            .bind(self.source.name())
            .fetch_one(conn)
            .await
    }

    async fn versions(&self, conn: &mut PgConnection) -> sqlx::Result<HashMap<Uuid, i64>> {
        let sql = format!(
            "SELECT aggregate_id, version FROM {}.inbox WHERE consumer = $1 AND source = $2",
            self.service
        );
        let rows: Vec<(Uuid, i64)> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(self.name)
            .bind(self.source.name())
            .fetch_all(conn)
            .await?;
        Ok(rows.into_iter().collect())
    }
}

/// Compares what each consumer has read with what was written, and finds what was set aside.
pub(super) async fn check(
    conn: &mut PgConnection,
    journal: &[JournalEvent],
) -> sqlx::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for reader in READERS {
        let kinds = reader.kinds();
        let mut written: HashMap<Uuid, &JournalEvent> = HashMap::new();
        for event in journal {
            if event.service == reader.source && kinds.contains(&event.row.kind) {
                written.insert(event.row.aggregate_id, event);
            }
        }
        let mut read = reader.versions(conn).await?;
        for (aggregate, last) in written {
            let has = read.remove(&aggregate).unwrap_or(0);
            let place = Place::Time(last.row.occur_time);
            let text = format!(
                "{} has read {aggregate} of {} to {has} of {}",
                reader.name, reader.source, last.row.version
            );
            if has < last.row.version {
                findings.push(Finding::lost(place, text));
            } else if has > last.row.version {
                findings.push(Finding::phantom(place, text));
            }
        }
        findings.extend(read.into_keys().map(|aggregate| {
            let text = format!(
                "{} has read {aggregate}, of which nothing is written",
                reader.name
            );
            Finding::phantom(Place::Here, text)
        }));
    }
    for service in Service::ALL {
        let sql = format!("SELECT event_id::text || ': ' || reason FROM {service}.dead_letter");
        let letters: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(&mut *conn)
            .await?;
        findings.extend(
            letters.into_iter().map(|letter| {
                Finding::lost(Place::Here, format!("{service} has set aside {letter}"))
            }),
        );
    }
    Ok(findings)
}
