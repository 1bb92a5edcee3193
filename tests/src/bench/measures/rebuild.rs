//! Rebuild of the reporting projections, beside COPY of the same rows into tables of the same
//! shape, and beside fetching the same events and doing nothing with them.

use std::time::{Duration, Instant};

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::{
    bench::{
        Comparison, Ground, Plan, backlog,
        broker::Broker,
        error::{BenchError, Result},
        readiness::time_until,
    },
    stack::Service,
};

/// The tables that the events of the backlog are written to.
const TABLES: [&str; 3] = ["asked_question", "answered_question", "ledger_line"];
const POLL: Duration = Duration::from_millis(5);

pub(super) async fn measure(ground: &mut Ground, plan: &Plan) -> Result<Vec<Comparison>> {
    let broker = Broker::connect(&ground.world.system.nats).await?;
    let last = fill_stream(ground, plan, &broker).await?;
    let mut superuser = ground.superuser().await?;
    start_reading(ground).await?;
    await_checkpoint(&mut superuser, Instant::now(), last).await?;
    let rows = Rows::copy_out(&mut superuser).await?;

    let mut copied = Comparison::new(
        format!(
            "reporting rebuilt from {} events ÷ COPY of its rows",
            plan.events
        ),
        "rows/s",
        "≥ 0.3",
    );
    let mut fetched = Comparison::new(
        "reporting rebuilt ÷ raw JetStream fetch".to_owned(),
        "events/s",
        "for information",
    );
    for _ in 0..plan.rounds {
        let rebuilt = rebuild(ground, &mut superuser, last).await?;
        rows.check(&mut superuser).await?;
        copied.ours.push(rows.count as f64 / rebuilt.as_secs_f64());
        fetched
            .ours
            .push(plan.events as f64 / rebuilt.as_secs_f64());
        let start = Instant::now();
        rows.copy_in(&mut superuser).await?;
        copied
            .theirs
            .push(rows.count as f64 / start.elapsed().as_secs_f64());
        let start = Instant::now();
        let count = usize::try_from(plan.events).unwrap_or_default();
        broker
            .fetch_all(backlog::STREAM, backlog::FILTER, count)
            .await?;
        fetched
            .theirs
            .push(plan.events as f64 / start.elapsed().as_secs_f64());
    }
    Ok(vec![copied, fetched])
}

/// Brings the events into the stream through the relay; tells the stream's last sequence.
async fn fill_stream(ground: &mut Ground, plan: &Plan, broker: &Broker) -> Result<i64> {
    ground.only(&[]).await?;
    backlog::write(ground, plan.events).await?;
    ground.only(&[Service::Challenges]).await?;
    let mut superuser = ground.superuser().await?;
    time_until(Instant::now(), "the stream is filled", POLL, async || {
        backlog::is_drained(&mut superuser).await
    })
    .await?;
    ground.only(&[]).await?;
    let last = broker.last_sequence(backlog::STREAM).await?;
    Ok(i64::try_from(last).unwrap_or_default())
}

/// Empties the projection as an operator does, and times how long reading everything again takes,
/// the start of the process included.
async fn rebuild(ground: &mut Ground, superuser: &mut PgConnection, last: i64) -> Result<Duration> {
    ground.only(&[]).await?;
    ground
        .world
        .system
        .service(Service::Reporting)
        .run(&["rebuild"])
        .await?;
    let start = Instant::now();
    start_reading(ground).await?;
    await_checkpoint(superuser, start, last).await
}

async fn start_reading(ground: &mut Ground) -> Result<()> {
    Ok(ground
        .world
        .system
        .service_mut(Service::Reporting)
        .launch()
        .await?)
}

async fn await_checkpoint(
    superuser: &mut PgConnection,
    start: Instant,
    last: i64,
) -> Result<Duration> {
    time_until(
        start,
        "the projection has read everything",
        POLL,
        async || {
            let read: Option<i64> = sqlx::query_scalar(
                "SELECT sequence FROM reporting.projection_checkpoint WHERE source = 'challenges'",
            )
            .fetch_optional(&mut *superuser)
            .await?;
            Ok(read == Some(last))
        },
    )
    .await
}

/// The rows that the projection made, as COPY takes them.
struct Rows {
    count: i64,
    tables: Vec<(&'static str, Vec<u8>)>,
}

impl Rows {
    async fn copy_out(superuser: &mut PgConnection) -> Result<Self> {
        let mut tables = Vec::new();
        for table in TABLES {
            let statement = format!("COPY reporting.{table} TO STDOUT (FORMAT binary)");
            let octets: Vec<_> = superuser
                .copy_out_raw(&statement)
                .await?
                .try_collect()
                .await?;
            tables.push((table, octets.concat()));
        }
        Ok(Self {
            count: count(superuser).await?,
            tables,
        })
    }

    /// Into tables with the same columns, constraints and indexes, as durable as they are.
    async fn copy_in(&self, superuser: &mut PgConnection) -> Result<()> {
        let mut tx = superuser.begin().await?;
        sqlx::raw_sql("CREATE SCHEMA bench")
            .execute(&mut *tx)
            .await?;
        for table in TABLES {
            let shape =
                format!("CREATE TABLE bench.{table} (LIKE reporting.{table} INCLUDING ALL)");
            sqlx::raw_sql(AssertSqlSafe(shape))
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        let mut tx = superuser.begin().await?;
        for (table, octets) in &self.tables {
            let statement = format!("COPY bench.{table} FROM STDIN (FORMAT binary)");
            let mut copy = tx.copy_in_raw(&statement).await?;
            copy.send(octets.as_slice()).await?;
            copy.finish().await?;
        }
        tx.commit().await?;
        sqlx::raw_sql("DROP SCHEMA bench CASCADE")
            .execute(&mut *superuser)
            .await?;
        Ok(())
    }

    async fn check(&self, superuser: &mut PgConnection) -> Result<()> {
        let found = count(superuser).await?;
        if found == self.count {
            return Ok(());
        }
        Err(BenchError::NotTheSameWork {
            what: "rows after a rebuild",
            expected: self.count,
            found,
        })
    }
}

async fn count(superuser: &mut PgConnection) -> Result<i64> {
    let mut rows = 0;
    for table in TABLES {
        let statement = format!("SELECT count(*) FROM reporting.{table}");
        rows += sqlx::query_scalar::<_, i64>(AssertSqlSafe(statement))
            .fetch_one(&mut *superuser)
            .await?;
    }
    Ok(rows)
}
