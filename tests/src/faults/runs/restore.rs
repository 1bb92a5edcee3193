//! One schema is restored from a dump, without the others, as k8s/README.md tells an operator.

use std::path::Path;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use super::super::call::Progress;
use super::super::drill::Drill;
use super::super::error::Result;
use super::super::finding::{Finding, Place};
use super::super::load::Manner;
use super::super::oracle::dump::{self, Dump};
use super::super::oracle::quiet::{Rest, wait_until_quiet};
use super::super::postgres::postgres;
use crate::stack::{Service, System};

const QUIET_LIMIT: Duration = Duration::from_secs(60);
const A_FEW: Progress = Progress {
    asked: 4,
    submitted: 2,
    registered: 2,
    extended: 2,
    looked: 0,
    unknown: 0,
};

/// What a schema is, and what its consumers have made.
struct State {
    definitions: String,
    rows: Dump,
}

/// Dumps the schema of a service, and puts it back while the service stands still; then it begins a
/// new epoch, and people write on.
///
/// What reporting holds follows from what the others publish: its dump is taken before people write,
/// and it must catch up. The others' is taken last: whatever came after it would be gone.
///
/// # Errors
/// If a program of Postgres refuses, or the service does not come back.
pub async fn restore(drill: &mut Drill, service: Service) -> Result<()> {
    drill.begin(format!("{service} is restored")).await?;
    wait_until_quiet(&drill.scene.world.system, Rest::Effects, QUIET_LIMIT).await?;
    let file = drill.scene.world.system.directory().join("schema.dump");
    let follows = service == Service::Reporting;
    let mut early = None;
    if follows {
        early = Some(take(&drill.scene.world.system, service, &file).await?);
        write_on(drill).await?;
    }
    drill.scene.world.system.service_mut(service).end().await?;
    let system = &drill.scene.world.system;
    let wanted = match early {
        Some(state) => state,
        None => take(system, service, &file).await?,
    };
    put_back(system, &file).await?;
    let findings = compare(&wanted, &look(system, service).await?);
    drill.add(findings);
    let process = drill.scene.world.system.service_mut(service);
    process.start().await?;
    process.run(&["repend"]).await?;
    write_on(drill).await
}

async fn write_on(drill: &Drill) -> Result<()> {
    let load = drill.load(Manner::Patient);
    let done = drill.wait_for_more(A_FEW).await;
    load.end().await;
    done
}

/// Writes the dump; gives what is in it.
async fn take(system: &System, service: Service, file: &Path) -> Result<State> {
    let state = look(system, service).await?;
    let schema = format!("--schema={service}");
    let file = format!("--file={}", file.display());
    postgres(system, "pg_dump", &["--format=custom", &schema, &file]).await?;
    Ok(state)
}

async fn put_back(system: &System, file: &Path) -> Result<()> {
    let file = file.display().to_string();
    let options = ["--clean", "--if-exists", "--single-transaction", &file];
    postgres(system, "pg_restore", &options).await?;
    Ok(())
}

async fn look(system: &System, service: Service) -> Result<State> {
    let schema = format!("--schema={service}");
    let text = postgres(system, "pg_dump", &["--schema-only", &schema]).await?;
    // A dump locks itself up with a word that is another each time, and a condition that was read
    // again has other brackets around what is joined by AND.
    let lines = text.lines().filter(|line| !line.contains("restrict "));
    let definitions = lines.collect::<Vec<_>>().join("\n");
    let definitions = definitions.replace(['(', ')'], "");
    let url = system.postgres.superuser_url(system.database());
    let mut conn = PgConnection::connect(&url).await?;
    let rows = dump::read(&mut conn, &[service]).await?;
    conn.close().await?;
    Ok(State { definitions, rows })
}

/// Tables, triggers, comments and grants are to be the same, and what consumers have made.
fn compare(wanted: &State, found: &State) -> Vec<Finding> {
    let mut findings = dump::compare(&wanted.rows, &found.rows);
    let missing = |from: &State, among: &State| {
        let lines = from.definitions.lines();
        let missing = lines.filter(|line| !among.definitions.lines().any(|it| it == *line));
        missing.map(str::to_owned).collect::<Vec<_>>()
    };
    let lost = missing(wanted, found).into_iter();
    findings.extend(lost.map(|it| Finding::lost(Place::Here, it)));
    let phantom = missing(found, wanted).into_iter();
    findings.extend(phantom.map(|it| Finding::phantom(Place::Here, it)));
    findings
}
