//! Processes die: at any moment, and at each step.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use super::super::call::Progress;
use super::super::drill::Drill;
use super::super::error::{FaultError, Result};
use super::super::load::Manner;
use crate::stack::{Service, ServiceProcess, Signal};

/// How long a process may take to reach the step at which it is to die.
const REACH_LIMIT: Duration = Duration::from_secs(30);
const FAILPOINT: &str = "LINIA_FAILPOINT";

/// A step at which a process dies, the n-th time it gets there.
pub type Step = (Service, &'static str);

/// Each step of writing, relaying and projecting.
pub const WRITE_STEPS: &[Step] = &[
    (Service::Challenges, "write.before_commit@9"),
    (Service::Challenges, "write.after_commit@9"),
    (Service::Challenges, "call.before_answer@9"),
    (Service::Identity, "write.before_commit@5"),
    (Service::Identity, "write.after_commit@5"),
    (Service::Submissions, "accept.before_commit@9"),
    (Service::Submissions, "accept.after_commit@9"),
    (Service::Challenges, "relay.after_read@9"),
    (Service::Challenges, "relay.after_publish@9"),
    (Service::Challenges, "relay.after_ack@9"),
    (Service::Challenges, "relay.after_note@9"),
    (Service::Reporting, "projection.after_read@5"),
    (Service::Reporting, "projection.before_commit@5"),
    (Service::Reporting, "projection.after_commit@5"),
];

/// Each step of reacting and of due work.
pub const REACT_STEPS: &[Step] = &[
    (Service::Notifications, "reaction.after_receive@20"),
    (Service::Notifications, "reaction.before_commit@20"),
    (Service::Notifications, "reaction.before_ack@20"),
    (Service::Notifications, "due.after_claim@5"),
    (Service::Notifications, "due.before_commit@5"),
    (Service::Notifications, "due.after_commit@5"),
    (Service::Notifications, "mail.after_post@5"),
];

/// `kill -9` of a service under load, and a restart.
///
/// # Errors
/// If the service does not come back, or nothing is done any more.
pub async fn kill_under_load(drill: &mut Drill, service: Service, times: usize) -> Result<()> {
    drill.begin(format!("kill -9 {service}")).await?;
    let load = drill.load(Manner::Patient);
    for _ in 0..times {
        drill.wait_for_more(some_of(service, 8)).await?;
        let process = drill.scene.world.system.service_mut(service);
        process.kill9().await;
        process.start().await?;
    }
    drill.wait_for_more(some_of(service, 8)).await?;
    load.end().await;
    Ok(())
}

/// A service dies at a step, under load, and is started again.
///
/// # Errors
/// If the step is not reached or the service does not come back.
pub async fn die_at(drill: &mut Drill, step: Step) -> Result<()> {
    let service = step.0;
    drill.begin(format!("{service} dies at {}", step.1)).await?;
    let process = drill.scene.world.system.service_mut(service);
    launch_to_die(process, step).await?;
    let load = drill.load(Manner::Patient);
    let process = drill.scene.world.system.service_mut(service);
    if let Err(error) = come_back(process, step).await {
        load.end().await;
        return Err(error);
    }
    drill.wait_for_more(some_of(service, 8)).await?;
    load.end().await;
    Ok(())
}

/// Starts a service anew, to die at a step.
///
/// # Errors
/// If it cannot be started.
pub(super) async fn launch_to_die(process: &mut ServiceProcess, (_, step): Step) -> Result<()> {
    process.kill9().await;
    process.set_env(FAILPOINT, step);
    process.launch().await?;
    Ok(())
}

/// Waits until a service has died at its step, and starts it again.
///
/// # Errors
/// If the step is not reached or the service does not come back.
pub(super) async fn come_back(process: &mut ServiceProcess, (service, step): Step) -> Result<()> {
    let ended = tokio::time::timeout(REACH_LIMIT, process.wait()).await;
    process.remove_env(FAILPOINT);
    let signal = ended.ok().flatten().and_then(|status| status.signal());
    if signal != Some(Signal::ABORT.as_raw()) {
        return Err(FaultError::NotReached {
            what: format!("{service} ends at {step}; was it built with failpoints?"),
            seconds: REACH_LIMIT.as_secs(),
        });
    }
    Ok(process.start().await?)
}

/// Calls whose effects pass through a service.
const fn some_of(service: Service, count: usize) -> Progress {
    let none = Progress {
        asked: 0,
        submitted: 0,
        registered: 0,
        extended: 0,
        looked: 0,
        unknown: 0,
    };
    match service {
        Service::Identity => Progress {
            registered: count,
            ..none
        },
        Service::Submissions => Progress {
            submitted: count,
            ..none
        },
        Service::Challenges | Service::Notifications | Service::Reporting => Progress {
            asked: count,
            ..none
        },
    }
}
