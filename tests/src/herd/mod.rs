//! The herd at the gate: in the last seconds before a stage closes, ten times as many hand in as
//! the system can take, some of them the same request again and again. Open loop: nobody waits for
//! an answer before the next one calls.
//!
//! - [`plan`]: how many, how long.
//! - [`call`]: a call and what became of it.
//! - [`crowd`]: makes the calls: closed loop to find out the capacity, open loop for the herd.
//! - [`probe`]: how the system does for somebody else, before and after.
//! - [`verdict`]: what was answered, beside what is stored. This must be clean.
//! - [`server_side`]: how long the service itself took, by its own metrics.
//! - [`report`]: the table.

pub mod call;
pub mod crowd;
pub mod plan;
pub mod probe;
pub mod report;
pub mod server_side;
pub mod verdict;

pub use plan::Plan;
pub use report::Report;

use std::time::Instant;

use crate::{
    bench::{Ground, Result, ground, machine::load_average},
    stack::{Options, Service},
    story::{Narrator, samples, world::moment},
};

use self::{crowd::Crowd, probe::Probe, server_side::ServerSide, verdict::Verdict};

/// Plays the herd on a system of its own.
///
/// # Errors
/// If the system does not start, a step of the story fails, or a state does not come about.
pub async fn play(options: Options, plan: Plan, narrator: Narrator) -> Result<Report> {
    let load = load_average();
    let ground = Ground::prepare_on(with_metrics(options), plan.people, narrator).await?;
    let world = &ground.world;
    let other = samples::bialystok(&ground.cast.bialystok.organization, world.now().await?);
    let other = ground::publish(&ground.cast.bialystok, other).await?;
    world.travel_to(moment(other.stages[0].open_time)).await?;

    let probe = Probe::new(&ground, &other.stages[0].name);
    let usual = probe.usual().await?;
    let mut crowd = Crowd::new(&ground);
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
        load: (load, load_average()),
        capacity,
        usual,
        recovery,
        goodput: verdict.goodput(&plan, close_time),
        counts: call::Counts::of(&calls),
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
