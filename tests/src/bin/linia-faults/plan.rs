//! What dies, and in which order.

use std::time::Duration;

use linia_tests::faults::call::Progress;
use linia_tests::faults::load::Manner;
use linia_tests::faults::oracle::quiet::Rest;
use linia_tests::faults::runs::{closing, erasure, kill, rebuild, restore, servers, shuffle};
use linia_tests::faults::{Crowd, Drill, Result, Scene, Table};
use linia_tests::stack::{Options, Service};
use linia_tests::story::Narrator;
use linia_tests::story::narrator::Line;

const CROWD: Crowd = Crowd {
    askers: 4,
    entrants: 3,
    extends: true,
    reads: false,
};
/// Few, and no aggregate with many versions: each that comes too early waits for the one before.
const SMALL_CROWD: Crowd = Crowd {
    askers: 2,
    entrants: 3,
    extends: false,
    reads: false,
};
const NATS_AWAY: Duration = Duration::from_secs(30);
const CANCELLED: usize = 400;
/// How often a service is killed in one run.
const KILLS: usize = 3;

/// Carries it out; what was found is in `table`, what could not be carried through in `failures`.
pub(crate) async fn carry_out(only: Option<&str>, table: &mut Table, failures: &mut Vec<String>) {
    let wanted = |part: &str| only.is_none_or(|only| part.contains(only));
    if ["kill", "failpoints", "servers", "rebuild", "restore"]
        .into_iter()
        .any(wanted)
    {
        match Scene::set(Options::durable("faults"), narrator(), CROWD).await {
            Ok(scene) => {
                let mut drill = Drill::new(scene);
                note(on_one_system(&mut drill, &wanted).await, failures);
                table.rows.extend(drill.end().await.rows);
            }
            Err(error) => failures.push(error.report()),
        }
    }
    if wanted("erasure") {
        match Scene::set(Options::durable("faults-erasure"), narrator(), SMALL_CROWD).await {
            Ok(scene) => {
                let mut drill = Drill::new(scene);
                note(erased(&mut drill).await, failures);
                table.rows.extend(drill.end().await.rows);
            }
            Err(error) => failures.push(error.report()),
        }
    }
    if wanted("shuffle") {
        match Scene::set(Options::durable("faults-shuffle"), narrator(), SMALL_CROWD).await {
            Ok(scene) => {
                let mut drill = Drill::new(scene);
                note(shuffled(&mut drill).await, failures);
                table.rows.extend(drill.end().await.rows);
            }
            Err(error) => failures.push(error.report()),
        }
    }
}

fn note(done: Result<()>, failures: &mut Vec<String>) {
    if let Err(error) = done {
        failures.push(error.report());
    }
}

async fn on_one_system(drill: &mut Drill, wanted: &dyn Fn(&str) -> bool) -> Result<()> {
    if wanted("kill") {
        let others = Service::ALL.into_iter();
        for service in others.filter(|service| *service != Service::Notifications) {
            kill::kill_under_load(drill, service, KILLS).await?;
            drill.judge(Rest::Effects).await?;
        }
    }
    if wanted("failpoints") {
        for step in kill::WRITE_STEPS {
            kill::die_at(drill, *step).await?;
            drill.judge(Rest::Effects).await?;
        }
    }
    // What notifications had begun is done again after its lease: all rows wait for it together.
    if wanted("kill") {
        kill::kill_under_load(drill, Service::Notifications, KILLS).await?;
    }
    if wanted("failpoints") {
        for step in kill::REACT_STEPS {
            kill::die_at(drill, *step).await?;
        }
    }
    if wanted("kill") || wanted("failpoints") {
        drill.judge(Rest::Redeliveries).await?;
    }
    if wanted("servers") {
        servers::cancel_storm(drill, CANCELLED).await?;
        drill.judge(Rest::Effects).await?;
        servers::kill_postgres(drill).await?;
        drill.judge(Rest::Redeliveries).await?;
        servers::nats_away(drill, NATS_AWAY).await?;
        drill.judge(Rest::Redeliveries).await?;
        servers::nats_wiped(drill).await?;
        drill.judge(Rest::Redeliveries).await?;
    }
    if wanted("restore") {
        for service in Service::ALL {
            restore::restore(drill, service).await?;
            drill.judge(Rest::Effects).await?;
        }
    }
    if wanted("rebuild") {
        for service in [
            Service::Reporting,
            Service::Submissions,
            Service::Challenges,
        ] {
            rebuild::rebuild(drill, service).await?;
            drill.judge(Rest::Effects).await?;
        }
        closing::close_stage(drill).await?;
        drill.judge(Rest::Effects).await?;
    }
    Ok(())
}

/// People have their data erased; then the stage is opened, without their works.
async fn erased(drill: &mut Drill) -> Result<()> {
    erasure::strike_at_erasures(drill, erasure::STRIKES).await?;
    drill.judge(Rest::Redeliveries).await?;
    closing::close_stage(drill).await?;
    drill.judge(Rest::Redeliveries).await
}

/// Everything that the small system has told, and then again in disorder.
async fn shuffled(drill: &mut Drill) -> Result<()> {
    drill.begin("no fault").await?;
    let load = drill.load(Manner::Patient);
    let enough = Progress {
        asked: 60,
        submitted: 10,
        registered: 20,
        ..Progress::default()
    };
    drill.wait_for_more(enough).await?;
    load.end().await;
    drill.judge(Rest::Effects).await?;
    closing::close_stage(drill).await?;
    drill.judge(Rest::Redeliveries).await?;
    shuffle::shuffle_streams(drill).await
}

fn narrator() -> Narrator {
    Narrator::new(|line| match line {
        Line::Chapter(text) | Line::Said(text) | Line::Event(text) => eprintln!("  {text}"),
    })
}
