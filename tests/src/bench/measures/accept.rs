//! Entries accepted over gRPC, beside pgbench running the same statements.

use std::path::PathBuf;

use linia_proto::submissions::v1::{SubmitEntryRequest, entry_service_client::EntryServiceClient};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    bench::{
        Comparison, Ground, Plan,
        error::{BenchError, Result},
        load::{self, Caller},
        pgbench::{self, Acceptable},
    },
    stack::Service,
    story::{Person, clients::Line},
};

/// Connections that the rest of the service needs beside the writers.
const OTHER_CONNECTIONS: usize = 8;

/// Each entry in a transaction of its own, as many at once as there are calls; then as the service
/// comes, with group commit.
pub(super) async fn measure(ground: &mut Ground, plan: &Plan) -> Result<Vec<Comparison>> {
    ground
        .only(&[Service::Identity, Service::Challenges, Service::Submissions])
        .await?;
    let settings = [
        ("ACCEPT__MAX_BATCH", 1),
        ("ACCEPT__WRITERS", plan.singly),
        ("DATABASE__MAX_CONNECTIONS", plan.singly + OTHER_CONNECTIONS),
    ];
    ground.restart_with(Service::Submissions, &settings).await?;
    let singly = Comparison::new(
        format!(
            "entries of 4 KiB accepted, each alone, {} in flight",
            plan.singly
        ),
        "entries/s",
        "≥ 0.8",
    );
    let singly = compare(ground, plan, singly, plan.singly).await?;

    let process = ground.world.system.service_mut(Service::Submissions);
    for (key, _) in settings {
        process.remove_env(&Service::Submissions.variable(key));
    }
    ground.restart_with(Service::Submissions, &[]).await?;
    let grouped = Comparison::new(
        format!(
            "entries of 4 KiB accepted, group commit, {} in flight",
            plan.grouped
        ),
        "entries/s",
        "≥ 1.5",
    );
    Ok(vec![
        singly,
        compare(ground, plan, grouped, plan.grouped).await?,
    ])
}

async fn compare(
    ground: &Ground,
    plan: &Plan,
    comparison: Comparison,
    in_flight: usize,
) -> Result<Comparison> {
    let entrants = ground.entrants.iter().take(in_flight);
    let callers: Vec<_> = entrants
        .map(|person| SubmitEntry::new(ground, person))
        .collect();
    load::warm_up(&callers).await?;

    let postgres = &ground.world.system.postgres;
    let (script, acceptable) = (write_script(ground)?, acceptable(ground).await?);
    let accepted = async || {
        pgbench::accepted_per_second(postgres, &script, &acceptable, in_flight, plan.window).await
    };
    check_script(ground, &accepted).await?;
    comparison
        .in_turns(
            plan.rounds,
            async || load::per_second(&callers, plan.window).await,
            accepted,
        )
        .await
}

#[derive(Clone)]
pub(super) struct SubmitEntry {
    entries: EntryServiceClient<Line>,
    request: SubmitEntryRequest,
}

impl SubmitEntry {
    pub(super) fn new(ground: &Ground, person: &Person) -> Self {
        Self {
            entries: person.clients().entries(),
            request: ground.entry_of(person),
        }
    }
}

impl Caller for SubmitEntry {
    async fn call(&mut self) -> Result<()> {
        let mut request = self.request.clone();
        request.request_id = Uuid::new_v4().to_string();
        self.entries.submit_entry(request).await?;
        Ok(())
    }
}

/// What pgbench is to hand in: as long as what the service has just sealed.
async fn acceptable(ground: &Ground) -> Result<Acceptable> {
    let mut superuser = ground.superuser().await?;
    // The most frequent size: those of the cover are drawn.
    let (stage, length): (Uuid, i32) = sqlx::query_as(
        "SELECT stage, octet_length(sealed) FROM submissions.entry_version \
         GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1",
    )
    .fetch_one(&mut superuser)
    .await?;
    Ok(Acceptable {
        stage,
        sealed_length: usize::try_from(length).unwrap_or_default(),
    })
}

fn write_script(ground: &Ground) -> Result<PathBuf> {
    let path = ground.world.system.directory().join("accept.pgbench");
    std::fs::write(&path, pgbench::accept_script())
        .map_err(BenchError::file("writing the script of pgbench"))?;
    Ok(path)
}

/// A statement that refuses is fast: what pgbench runs must leave rows behind.
async fn check_script(ground: &Ground, accepted: &impl AsyncFn() -> Result<f64>) -> Result<()> {
    let mut superuser = ground.superuser().await?;
    let before = versions(&mut superuser).await?;
    accepted().await?;
    let found = versions(&mut superuser).await? - before;
    if found > 0 {
        return Ok(());
    }
    Err(BenchError::NotTheSameWork {
        what: "entries accepted by pgbench",
        expected: 1,
        found,
    })
}

async fn versions(superuser: &mut PgConnection) -> Result<i64> {
    let count = sqlx::query_scalar("SELECT count(*) FROM submissions.entry_version");
    Ok(count.fetch_one(superuser).await?)
}
