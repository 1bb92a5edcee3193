//! The herd at the gate: in the last seconds before a stage closes, ten times as many hand in as
//! the system can take, some of them the same request again and again. Open loop: nobody waits for
//! an answer before the next one calls.
//!
//! - [`plan`]: how many, how long.
//! - [`call`]: a call and what became of it.
//! - [`cores`]: cores of their own for the system and for the herd.
//! - [`crowd`]: makes the calls: closed loop to find out the capacity, open loop for the herd.
//! - [`probe`]: how the system does for somebody else, before and after.
//! - [`verdict`]: what was answered, beside what is stored. This must be clean.
//! - [`server_side`]: how long the service itself took, by its own metrics.
//! - [`report`]: the table.
//! - [`wire`]: a caller's connection, as lean as can be.

pub mod call;
pub mod cores;
pub mod crowd;
pub mod plan;
pub mod probe;
pub mod report;
pub mod server_side;
pub mod verdict;
pub mod wire;

pub use cores::Split;
pub use plan::{Bound, Plan};
pub use report::Report;

use std::time::Instant;

use crate::{
    bench::{BenchError, Ground, Result, ground, machine::load_average},
    stack::{Options, Service},
    story::{Narrator, samples, world::moment},
};

use self::{crowd::Crowd, probe::Probe, server_side::ServerSide, verdict::Verdict};

/// Plays the herd on a system of its own, both on cores of their own if there is a split.
///
/// # Errors
/// If the system does not start, a step of the story fails, or a state does not come about.
pub async fn play(
    options: Options,
    plan: Plan,
    split: Option<Split>,
    narrator: Narrator,
) -> Result<Report> {
    let load = load_average();
    let moved = |source| BenchError::File {
        action: "the move to other cores",
        source,
    };
    split.map_or(Ok(()), Split::join_system).map_err(moved)?;
    let options = with_bound(with_metrics(options), plan.bound);
    let ground = Ground::prepare_on(options, plan.people, narrator).await?;
    split.map_or(Ok(()), Split::join_callers).map_err(moved)?;
    let world = &ground.world;
    let other = samples::bialystok(&ground.cast.bialystok.organization, world.now().await?);
    let other = ground::publish(&ground.cast.bialystok, other).await?;
    world.travel_to(moment(other.stages[0].open_time)).await?;

    let probe = Probe::new(&ground, &other.stages[0].name);
    let usual = probe.usual().await?;
    let mut crowd = Crowd::gather(&ground).await?;
    let capacity = crowd.capacity(&plan).await;
    world
        .narrator
        .say(format!("capacity: {capacity:.0} entries a second"));

    let close_time = moment(ground.challenge.stages[0].close_time);
    world.travel_to(close_time - plan.before).await?;
    let start = Instant::now();
    crowd.stampede(&plan, capacity * plan.factor).await;
    let recovery = probe.recovery(usual).await;
    let calls = crowd.answers().await;
    world.narrator.say(format!(
        "{} calls were answered {:.1} s after the first",
        calls.len(),
        start.elapsed().as_secs_f64()
    ));

    let verdict = Verdict::reach(&ground, &calls, close_time).await?;
    let server_side = ServerSide::read(world, &calls).await?;
    let report = Report {
        plan,
        split,
        load: (load, load_average()),
        capacity,
        usual,
        recovery,
        goodput: call::goodput(&calls, start, plan.before),
        counts: call::Counts::of(&calls),
        unknown: call::unknown(&calls),
        verdict,
        server_side,
    };
    ground.world.end().await;
    Ok(report)
}

/// Submissions tells every second how long its calls took; traces would only load the machine.
fn with_metrics(mut options: Options) -> Options {
    options.telemetry = true;
    let service = Service::Submissions;
    let interval = service.variable("TELEMETRY__METRIC_INTERVAL_SECONDS");
    let own = options.service_env.entry(service).or_default();
    own.insert(interval, "1".to_owned());
    options
        .env
        .insert("OTEL_TRACES_SAMPLER".to_owned(), "always_off".to_owned());
    options
}

fn with_bound(mut options: Options, bound: Bound) -> Options {
    if bound == Bound::Commits {
        let service = Service::Submissions;
        let own = options.service_env.entry(service).or_default();
        for key in ["ACCEPT__WRITERS", "ACCEPT__MAX_BATCH"] {
            own.insert(service.variable(key), "1".to_owned());
        }
    }
    options
}
