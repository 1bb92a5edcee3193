//! The relay draining a backlog, beside raw pipelined publishes.

use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::{
    bench::{
        Comparison, Ground, Plan, backlog,
        broker::{self, Broker},
        error::Result,
        readiness::time_until,
    },
    stack::Service,
};

const POLL: Duration = Duration::from_millis(20);

pub(super) async fn measure(ground: &mut Ground, plan: &Plan) -> Result<Vec<Comparison>> {
    let broker = Broker::connect(&ground.world.system.nats).await?;
    let mut drained = Comparison::new(
        format!(
            "relay drains a backlog of {} ÷ raw async publish",
            plan.events
        ),
        "events/s",
        "≥ 0.6",
    );
    let rate = |took: Duration| plan.events as f64 / took.as_secs_f64();
    for _ in 0..plan.rounds {
        drained.ours.push(rate(drain(ground, plan, &broker).await?));
        drained.theirs.push(rate(publish(plan, &broker).await?));
    }
    Ok(vec![drained])
}

/// From the start of the process until nothing is pending.
async fn drain(ground: &mut Ground, plan: &Plan, broker: &Broker) -> Result<Duration> {
    ground.only(&[]).await?;
    backlog::write(ground, plan.events).await?;
    let mut superuser = ground.superuser().await?;
    let last = broker.last_sequence(backlog::STREAM).await? + plan.events.unsigned_abs();
    let start = Instant::now();
    ground
        .world
        .system
        .service_mut(Service::Challenges)
        .launch()
        .await?;
    time_until(start, "the backlog is drained", POLL, async || {
        // The stream first: looking at what is pending costs the relay's database something.
        Ok(broker.last_sequence(backlog::STREAM).await? >= last
            && backlog::is_drained(&mut superuser).await?)
    })
    .await
}

async fn publish(plan: &Plan, broker: &Broker) -> Result<Duration> {
    let messages = (0..plan.events).map(|number| {
        let id = Uuid::new_v4();
        (
            broker::headers(id, id, number % 2 + 1),
            backlog::payload(id),
        )
    });
    let start = Instant::now();
    broker.publish_all(messages).await?;
    Ok(start.elapsed())
}
