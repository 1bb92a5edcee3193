//! The instruments of the chassis, named after the OpenTelemetry semantic
//! conventions where they exist.

use std::{sync::LazyLock, time::Duration};

use opentelemetry::{
    KeyValue, global,
    metrics::{Counter, Gauge, Histogram},
};

/// The instruments; made when the first is used, after telemetry has started.
static INSTRUMENTS: LazyLock<Instruments> = LazyLock::new(Instruments::new);

struct Instruments {
    server_duration: Histogram<f64>,
    outbox_depth: Gauge<u64>,
    outbox_oldest: Gauge<f64>,
    consumer_lag: Gauge<u64>,
    consumed: Counter<u64>,
    work_late: Gauge<f64>,
}

impl Instruments {
    fn new() -> Self {
        let meter = global::meter("linia");
        Self {
            server_duration: meter
                .f64_histogram("rpc.server.duration")
                .with_unit("s")
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
            work_late: meter
                .f64_gauge("linia.scheduler.lateness")
                .with_unit("s")
                .with_description("How long the most overdue piece of work has been due")
                .build(),
        }
    }
}

/// Records a call's duration.
pub(crate) fn call_ended(path: &str, code: i32, duration: Duration) {
    let (service, method) = path
        .trim_start_matches('/')
        .split_once('/')
        .unwrap_or((path, ""));
    INSTRUMENTS.server_duration.record(
        duration.as_secs_f64(),
        &[
            KeyValue::new("rpc.system", "grpc"),
            KeyValue::new("rpc.service", service.to_owned()),
            KeyValue::new("rpc.method", method.to_owned()),
            KeyValue::new("rpc.grpc.status_code", i64::from(code)),
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

/// Records how late the most overdue work is.
pub(crate) fn work_late(lateness: Duration) {
    INSTRUMENTS.work_late.record(lateness.as_secs_f64(), &[]);
}
