//! Postgres and NATS die, stay away, and lose what they had; callers give up.

use std::time::{Duration, Instant};

use futures::future::try_join_all;

use super::super::call::Progress;
use super::super::drill::Drill;
use super::super::error::{FaultError, Result};
use super::super::load::Manner;
use crate::stack::Service;

/// Callers cancel their calls at random moments.
///
/// # Errors
/// If nothing is done any more.
pub async fn cancel_storm(drill: &mut Drill, cancelled: usize) -> Result<()> {
    drill.begin("clients cancel").await?;
    let load = drill.load(Manner::Impatient);
    let wanted = Progress {
        unknown: cancelled,
        ..Progress::default()
    };
    let waited = drill.wait_for_more(wanted).await;
    load.end().await;
    waited
}

/// `kill -9` of Postgres under load, and a restart.
///
/// # Errors
/// If it does not come back.
pub async fn kill_postgres(drill: &mut Drill) -> Result<()> {
    drill.begin("kill -9 Postgres").await?;
    let load = drill.load(Manner::Patient);
    drill.wait_for_more(a_few()).await?;
    drill.scene.world.system.postgres.kill9().await;
    drill.scene.world.system.postgres.restart().await?;
    drill.wait_for_more(a_few()).await?;
    load.end().await;
    Ok(())
}

/// NATS is killed and stays away; writes go on being accepted.
///
/// # Errors
/// If nothing is accepted meanwhile, or it does not come back.
pub async fn nats_away(drill: &mut Drill, away: Duration) -> Result<()> {
    let seconds = away.as_secs();
    drill.begin(format!("NATS down for {seconds} s")).await?;
    let load = drill.load(Manner::Patient);
    drill.wait_for_more(a_few()).await?;
    drill.scene.world.system.nats.kill9().await;
    let start = Instant::now();
    let before = drill.recorder.progress();
    // How long it stays away is the fault itself, not a guess at when something is done.
    tokio::time::sleep(away).await;
    let after = drill.recorder.progress();
    let accepted = [
        after.asked - before.asked,
        after.submitted - before.submitted,
        after.registered - before.registered,
        after.extended - before.extended,
    ];
    drill.note(format!(
        "accepted while NATS was down: {} calls in {:.0} s",
        accepted.iter().sum::<usize>(),
        start.elapsed().as_secs_f64()
    ));
    drill.scene.world.system.nats.restart().await?;
    drill.wait_for_more(a_few()).await?;
    load.end().await;
    if accepted.contains(&0) {
        return Err(FaultError::NotReached {
            what: format!("writes of every kind are accepted with NATS down: {accepted:?}"),
            seconds,
        });
    }
    Ok(())
}

/// NATS loses all streams under load; they are made again, empty.
///
/// # Errors
/// If it does not come back.
pub async fn nats_wiped(drill: &mut Drill) -> Result<()> {
    drill.begin("NATS loses its store").await?;
    let load = drill.load(Manner::Patient);
    drill.wait_for_more(a_few()).await?;
    let system = &mut drill.scene.world.system;
    system.nats.wipe_store().await?;
    system.nats.restart().await?;
    let system = &drill.scene.world.system;
    let made = Service::ALL.map(|service| system.service(service).run(&["streams"]));
    try_join_all(made).await?;
    drill.wait_for_more(a_few()).await?;
    load.end().await;
    Ok(())
}

const fn a_few() -> Progress {
    Progress {
        asked: 8,
        submitted: 8,
        registered: 3,
        extended: 3,
        looked: 0,
        unknown: 0,
    }
}
