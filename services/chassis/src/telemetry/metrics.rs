//! The instruments of the chassis, named after the OpenTelemetry semantic
//! conventions where they exist.

use std::{sync::LazyLock, time::Duration};

use opentelemetry::{
    KeyValue, global,
    metrics::{Counter, Gauge, Histogram},
};
use sqlx::PgPool;

use crate::scheduler::Backlog;

/// Bounds of durations in seconds, as the semantic conventions ask for. The default ones are meant
/// for milliseconds: in seconds every call would fall into the first.
const SECONDS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// The instruments; made when the first is used, after telemetry has started.
static INSTRUMENTS: LazyLock<Instruments> = LazyLock::new(Instruments::new);

struct Instruments {
    server_duration: Histogram<f64>,
    outbox_depth: Gauge<u64>,
    outbox_oldest: Gauge<f64>,
    consumer_lag: Gauge<u64>,
    consumed: Counter<u64>,
    redelivered: Counter<u64>,
    dead_letters: Gauge<u64>,
    stream_fit: Gauge<u64>,
    work_late: Gauge<f64>,
    work_parked: Gauge<u64>,
    work_due_soon: Gauge<u64>,
}

impl Instruments {
    fn new() -> Self {
        let meter = global::meter("linia");
        Self {
            server_duration: meter
                .f64_histogram("rpc.server.call.duration")
                .with_unit("s")
                .with_boundaries(SECONDS.to_vec())
                .with_description("Duration of calls, by method and status code")
                .build(),
            outbox_depth: meter
                .u64_gauge("linia.outbox.depth")
                .with_unit("{event}")
                .with_description("Events not yet known to be in the stream")
                .build(),
            outbox_oldest: meter
                .f64_gauge("linia.outbox.oldest_age")
                .with_unit("s")
                .with_description("Age of the oldest of them")
                .build(),
            consumer_lag: meter
                .u64_gauge("linia.consumer.lag")
                .with_unit("{event}")
                .with_description("Events in the stream not yet handled")
                .build(),
            consumed: meter
                .u64_counter("linia.consumer.events")
                .with_unit("{event}")
                .with_description("Events by outcome: handled, duplicate, retried, parked")
                .build(),
            redelivered: meter
                .u64_counter("linia.consumer.redeliveries")
                .with_unit("{message}")
                .with_description("Deliveries that the broker made again")
                .build(),
            dead_letters: meter
                .u64_gauge("linia.consumer.dead_letters")
                .with_unit("{event}")
                .with_description("Events set aside, those that follow a poisoned one included")
                .build(),
            stream_fit: meter
                .u64_gauge("linia.stream.fit")
                .with_unit("1")
                .with_description("1 if the stream is as it must be; 0 if nothing is published")
                .build(),
            work_late: meter
                .f64_gauge("linia.scheduler.lateness")
                .with_unit("s")
                .with_description("How long the most overdue piece of work of a kind has been due")
                .build(),
            work_parked: meter
                .u64_gauge("linia.scheduler.parked")
                .with_unit("{work}")
                .with_description("Pieces of work that wait for an operator, by kind")
                .build(),
            work_due_soon: meter
                .u64_gauge("linia.scheduler.due_soon")
                .with_unit("{work}")
                .with_description("Pieces of work that fall due within the hour, by kind")
                .build(),
        }
    }
}

/// Records a call's duration, by the semantic conventions for gRPC
/// (<https://opentelemetry.io/docs/specs/semconv/rpc/grpc/>).
pub(crate) fn call_ended(method: &'static str, status: &'static str, duration: Duration) {
    INSTRUMENTS.server_duration.record(
        duration.as_secs_f64(),
        &[
            KeyValue::new("rpc.system.name", "grpc"),
            KeyValue::new("rpc.method", method),
            KeyValue::new("rpc.response.status_code", status),
        ],
    );
}

/// Records what waits in the outbox.
pub(crate) fn outbox(audience: &'static str, depth: u64, oldest: Duration) {
    let attributes = [KeyValue::new("linia.audience", audience)];
    INSTRUMENTS.outbox_depth.record(depth, &attributes);
    INSTRUMENTS
        .outbox_oldest
        .record(oldest.as_secs_f64(), &attributes);
}

/// Records how far a consumer is behind a stream.
pub(crate) fn consumer_lag(consumer: &'static str, stream: &str, lag: u64) {
    INSTRUMENTS.consumer_lag.record(
        lag,
        &[
            KeyValue::new("linia.consumer", consumer),
            KeyValue::new("linia.stream", stream.to_owned()),
        ],
    );
}

/// Counts what became of events.
pub(crate) fn consumed(consumer: &'static str, outcome: &'static str, count: u64) {
    INSTRUMENTS.consumed.add(
        count,
        &[
            KeyValue::new("linia.consumer", consumer),
            KeyValue::new("linia.outcome", outcome),
        ],
    );
}

/// Counts a delivery that the broker made before.
pub(crate) fn redelivered(consumer: &'static str) {
    INSTRUMENTS
        .redelivered
        .add(1, &[KeyValue::new("linia.consumer", consumer)]);
}

/// Records how many events of a consumer are set aside.
pub(crate) fn dead_letters(consumer: &'static str, count: u64) {
    INSTRUMENTS
        .dead_letters
        .record(count, &[KeyValue::new("linia.consumer", consumer)]);
}

/// Records whether a stream is as it must be.
pub(crate) fn stream_fit(stream: &str, fit: bool) {
    INSTRUMENTS.stream_fit.record(
        fit.into(),
        &[KeyValue::new("linia.stream", stream.to_owned())],
    );
}

/// Records what there is to say about the due work of a kind.
pub(crate) fn due_work(backlog: &Backlog) {
    let kind = [KeyValue::new("linia.kind", backlog.kind.clone())];
    INSTRUMENTS.work_parked.record(backlog.parked, &kind);
    INSTRUMENTS.work_due_soon.record(backlog.due_soon, &kind);
    let lateness = backlog.lateness.as_secs_f64();
    INSTRUMENTS.work_late.record(lateness, &kind);
}

/// Tells of the pool's connections with every report, by the semantic
/// conventions for database client pools
/// (<https://opentelemetry.io/docs/specs/semconv/database/database-metrics/>).
pub(crate) fn observe_pool(service: &'static str, pool: PgPool) {
    let name = KeyValue::new("db.client.connection.pool.name", service);
    let state = |state| {
        [
            name.clone(),
            KeyValue::new("db.client.connection.state", state),
        ]
    };
    let (idle, used, limit) = (state("idle"), state("used"), [name.clone()]);
    let meter = global::meter("linia");
    let most = i64::from(pool.options().get_max_connections());
    meter
        .i64_observable_up_down_counter("db.client.connection.count")
        .with_unit("{connection}")
        .with_description("Connections of the pool, by state")
        .with_callback(move |observer| {
            let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
            let all = usize::try_from(pool.size()).unwrap_or(usize::MAX);
            observer.observe(count(pool.num_idle()), &idle);
            observer.observe(count(all.saturating_sub(pool.num_idle())), &used);
        })
        .build();
    meter
        .i64_observable_up_down_counter("db.client.connection.max")
        .with_unit("{connection}")
        .with_description("The most connections that the pool may open")
        .with_callback(move |observer| observer.observe(most, &limit))
        .build();
}
