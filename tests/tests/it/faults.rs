//! The short versions of `make faults`: one system each, few calls, the same oracle.

use std::time::Duration;

use linia_tests::faults::call::Progress;
use linia_tests::faults::load::Manner;
use linia_tests::faults::oracle::quiet::Rest;
use linia_tests::faults::runs::erasure::{Strike, strike_at_erasures};
use linia_tests::faults::runs::{closing, kill, rebuild, restore, servers};
use linia_tests::faults::{Crowd, Drill, Scene};
use linia_tests::stack::{Options, Service};
use linia_tests::story::Narrator;

const CROWD: Crowd = Crowd {
    askers: 2,
    entrants: 1,
    extends: true,
    reads: false,
};

async fn drill(name: &str) -> Drill {
    let scene = Scene::set(Options::temporary(name), Narrator::silent(), CROWD).await;
    Drill::new(scene.unwrap_or_else(|error| panic!("{}", error.report())))
}

async fn must_be_clean(mut drill: Drill, run: linia_tests::faults::Result<()>) {
    let logs = drill.scene.world.system.logs();
    if let Err(error) = run {
        panic!("{}; logs: {}", error.report(), logs.display());
    }
    if let Err(error) = drill.judge(Rest::Effects).await {
        panic!("{}; logs: {}", error.report(), logs.display());
    }
    let table = drill.end().await;
    assert!(table.is_clean(), "{table}\n{:#?}", table.findings());
    assert!(table.rows.iter().all(|row| row.took > Duration::ZERO));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_a_service_is_killed_under_load() {
    let mut drill = drill("fault-kill").await;
    let run = kill::kill_under_load(&mut drill, Service::Challenges, 2).await;
    must_be_clean(drill, run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_are_accepted_while_nats_is_down() {
    let mut drill = drill("fault-nats").await;
    let run = servers::nats_away(&mut drill, Duration::from_secs(3)).await;
    must_be_clean(drill, run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_nats_loses_its_store() {
    let mut drill = drill("fault-wipe").await;
    let run = servers::nats_wiped(&mut drill).await;
    must_be_clean(drill, run).await;
}

/// With all that guards it: the triggers that keep what must be kept for years, and who may do what.
#[tokio::test(flavor = "multi_thread")]
async fn schema_that_is_restored_without_the_others_agrees_with_them() {
    let mut drill = drill("fault-restore").await;
    let run = async {
        for service in [
            Service::Challenges,
            Service::Submissions,
            Service::Reporting,
        ] {
            restore::restore(&mut drill, service).await?;
        }
        Ok(())
    };
    let run = run.await;
    must_be_clean(drill, run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilt_projections_equal_the_live_ones() {
    let mut drill = drill("fault-rebuild").await;
    let run = async {
        drill.begin("no fault").await?;
        let load = drill.load(Manner::Patient);
        let few = Progress {
            asked: 10,
            registered: 3,
            extended: 3,
            ..Progress::default()
        };
        drill.wait_for_more(few).await?;
        load.end().await;
        for service in [
            Service::Reporting,
            Service::Submissions,
            Service::Challenges,
        ] {
            rebuild::rebuild(&mut drill, service).await?;
        }
        Ok(())
    };
    let run = run.await;
    must_be_clean(drill, run).await;
}

/// And of nobody else anything is gone, nor is the work of any of them opened.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_while_services_are_killed_is_erased_everywhere_and_once() {
    let crowd = Crowd {
        extends: false,
        ..CROWD
    };
    let scene = Scene::set(
        Options::temporary("fault-erasure"),
        Narrator::silent(),
        crowd,
    )
    .await;
    let mut drill = Drill::new(scene.unwrap_or_else(|error| panic!("{}", error.report())));
    let strikes = [
        Strike::KilledAsking(Service::Identity),
        Strike::Killed(Service::Identity),
        Strike::Killed(Service::Challenges),
        Strike::Killed(Service::Submissions),
        Strike::Killed(Service::Notifications),
    ];
    let run = async {
        strike_at_erasures(&mut drill, &strikes).await?;
        closing::close_stage(&mut drill).await
    };
    let run = run.await;
    must_be_clean(drill, run).await;
}
