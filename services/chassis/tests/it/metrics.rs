//! What a process tells of itself in numbers.

use std::{collections::BTreeSet, time::Duration};

use linia_chassis::{
    broker::stream_name, config::TelemetrySettings, id::ChallengeId, process::Service,
    scheduler::schedule_in_tx, telemetry::Telemetry,
};
use linia_proto::event::Audience;
use linia_tests::stack::{OtlpSink, retry::poll_until};
use serde_json::json;
use tonic::body::Body;
use tower::ServiceExt;
use uuid::Uuid;

use crate::{
    gate::Gate,
    toys::{Ledger, Reader},
    world::{LIMIT, World, entry},
};

/// All services of a test share a process, and so what it reports as.
const PROCESS: &str = "toys";

/// Where the reports of this process go.
struct Reports {
    sink: OtlpSink,
    telemetry: Telemetry,
}

impl Reports {
    async fn begin() -> Self {
        let sink = OtlpSink::start().await.expect("listens");
        let settings = TelemetrySettings {
            otlp_endpoint: sink.endpoint(),
            metric_interval_seconds: 1,
            ..TelemetrySettings::default()
        };
        let telemetry = Telemetry::start(PROCESS, &settings).expect("starts");
        Self { sink, telemetry }
    }

    /// Waits until a metric tells of a number that is wanted.
    async fn wait_for(
        &self,
        metric: &str,
        attributes: &[(&str, &str)],
        wanted: impl Fn(f64) -> bool,
    ) {
        let mut last = None;
        let told = poll_until(LIMIT, async || {
            last = self.sink.metric(PROCESS, metric)?.number(attributes);
            last.filter(|number| wanted(*number))
        });
        if told.await.is_none() {
            panic!("{metric} of {attributes:?} tells {last:?}");
        }
    }

    /// The values of an attribute in all that is told of calls, once the other attribute has all of
    /// the values that are wanted.
    async fn of_calls(&self, key: &str, other: &str, wanted: &[&str]) -> BTreeSet<String> {
        let calls = || self.sink.metric(PROCESS, "rpc.server.call.duration");
        let all = poll_until(LIMIT, async || {
            let told = calls()?.values(other);
            let has_all = wanted.iter().all(|value| told.contains(*value));
            has_all.then_some(())
        });
        all.await.expect("calls are told of");
        calls().expect("was there").values(key)
    }

    /// Exporting blocks until it is answered.
    async fn end(self) {
        let Self { sink, telemetry } = self;
        tokio::task::spawn_blocking(|| telemetry.stop())
            .await
            .expect("stops");
        drop(sink);
    }
}

/// What falls due later than within the hour is not near, what is parked waits for a person.
#[tokio::test(flavor = "multi_thread")]
async fn deadlines_that_are_near_are_counted_by_kind_until_they_are_met() {
    let reports = Reports::begin().await;
    let world = World::new().await;
    let now = world.database.clock().now().await.expect("has a clock");
    let mut conn = world.connect(Ledger::NAME).await;
    for minutes in [30, 50, 90, 600] {
        let due = now + Duration::from_secs(minutes * 60);
        schedule_in_tx(&mut conn, Ledger::WORK, Uuid::new_v4(), due, &json!({}))
            .await
            .expect("schedules");
    }
    let ledger = world.serve::<Ledger>().await;
    let (soon, kind) = ("linia.scheduler.due_soon", [("linia.kind", Ledger::WORK)]);
    reports.wait_for(soon, &kind, |count| count == 2.0).await;
    // Two have been done by then, and the third has come near.
    let clock = world.database.clock();
    let an_hour = Duration::from_secs(3600);
    clock.advance(an_hour).await.expect("travels");
    reports.wait_for(soon, &kind, |count| count == 1.0).await;
    clock.advance(an_hour).await.expect("travels");
    reports.wait_for(soon, &kind, |count| count == 0.0).await;
    ledger.stop().await;
    reports.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_are_counted_by_consumer_until_none_are_left() {
    let reports = Reports::begin().await;
    let world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let account = ChallengeId::new();
    world.fault(Reader::REACTION, account, 1, "poison").await;
    for _ in 0..2 {
        ledger.enter(account, "entry").await.expect("entered");
    }
    let of = |consumer| [("linia.consumer", consumer)];
    let letters = "linia.consumer.dead_letters";
    reports
        .wait_for(letters, &of(Reader::REACTION), |count| count == 2.0)
        .await;
    reports
        .wait_for(letters, &of(Reader::PROJECTION), |count| count == 0.0)
        .await;

    let mut conn = world.connect(Reader::NAME).await;
    sqlx::query("DELETE FROM dead_letter")
        .execute(&mut conn)
        .await
        .expect("deletes");
    reports
        .wait_for(letters, &of(Reader::REACTION), |count| count == 0.0)
        .await;
    reader.stop().await;
    ledger.stop().await;
    reports.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consumer_that_fails_shows_its_redeliveries_and_its_lag() {
    let reports = Reports::begin().await;
    let world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let account = ChallengeId::new();
    world.fault(Reader::REACTION, account, 1, "transient").await;
    ledger.enter(account, "entry").await.expect("entered");
    let consumer = ("linia.consumer", Reader::REACTION);
    reports
        .wait_for("linia.consumer.redeliveries", &[consumer], |n| n >= 2.0)
        .await;
    let stream = stream_name(Ledger::NAME, Audience::Internal);
    let attributes = [consumer, ("linia.stream", stream.as_str())];
    // Also of what was delivered, as long as its effect is missing.
    reports
        .wait_for("linia.consumer.lag", &attributes, |lag| lag == 1.0)
        .await;
    let retried = [consumer, ("linia.outcome", "retried")];
    reports
        .wait_for("linia.consumer.events", &retried, |count| count >= 2.0)
        .await;
    let mut conn = world.connect(Reader::NAME).await;
    sqlx::query("DELETE FROM fault")
        .execute(&mut conn)
        .await
        .expect("deletes");
    reports
        .wait_for("linia.consumer.lag", &attributes, |lag| lag == 0.0)
        .await;
    reader.stop().await;
    ledger.stop().await;
    reports.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbox_that_cannot_be_emptied_shows_its_depth_and_age() {
    let reports = Reports::begin().await;
    let mut world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    world.nats.kill9().await;
    for _ in 0..3 {
        ledger
            .enter(ChallengeId::new(), "entry")
            .await
            .expect("entered");
    }
    let internal = [("linia.audience", "internal")];
    reports
        .wait_for("linia.outbox.depth", &internal, |depth| depth == 3.0)
        .await;
    reports
        .wait_for("linia.outbox.oldest_age", &internal, |age| age > 0.0)
        .await;
    ledger.stop().await;
    reports.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_is_late_or_parked_and_the_pool_are_told_of() {
    let reports = Reports::begin().await;
    let world = World::new().await;
    let mut conn = world.connect(Ledger::NAME).await;
    let hour_ago = time::OffsetDateTime::now_utc() - time::Duration::hours(1);
    for payload in [json!({ "park": 1 }), json!({ "fail": 1000 })] {
        schedule_in_tx(&mut conn, Ledger::WORK, Uuid::new_v4(), hour_ago, &payload)
            .await
            .expect("schedules");
    }
    let ledger = world.serve::<Ledger>().await;
    let foreign = Uuid::new_v4();
    schedule_in_tx(
        &mut conn,
        "of_another_release",
        foreign,
        hour_ago,
        &json!({}),
    )
    .await
    .expect("schedules");
    let (kind, foreign) = (
        [("linia.kind", Ledger::WORK)],
        [("linia.kind", "of_another_release")],
    );
    reports
        .wait_for("linia.scheduler.lateness", &kind, |late| late > 3600.0)
        .await;
    reports
        .wait_for("linia.scheduler.parked", &kind, |count| count == 1.0)
        .await;
    // Nobody does it, and so it is late.
    reports
        .wait_for("linia.scheduler.lateness", &foreign, |late| late > 3600.0)
        .await;
    let pool = ("db.client.connection.pool.name", Ledger::NAME);
    let idle = [pool, ("db.client.connection.state", "idle")];
    reports
        .wait_for("db.client.connection.count", &idle, |count| count >= 1.0)
        .await;
    reports
        .wait_for("db.client.connection.max", &[pool], |most| most == 16.0)
        .await;
    ledger.stop().await;
    reports.end().await;
}

/// After 2,000 series the SDK puts all others into one, and nothing is told of any method any more.
#[tokio::test(flavor = "multi_thread")]
async fn methods_that_callers_make_up_count_as_one_wherever_they_are_refused() {
    let reports = Reports::begin().await;
    let world = World::new().await;
    let mut settings = world.settings(Ledger::NAME);
    settings.grpc.max_concurrent_requests = 1;
    let ledger = world.serve_with::<Ledger>(settings).await;
    let make_up = async |method: &str, token: &str| {
        let path = format!(
            "http://{}/linia.challenges.v1.QuestionService/{method}",
            ledger.address
        );
        let request = http::Request::post(path)
            .header("content-type", "application/grpc")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .expect("a request");
        let answer = ledger.channel().oneshot(request).await.expect("answered");
        assert!(answer.headers().contains_key("grpc-status"), "{method}");
    };
    make_up("Unknown", &world.token(|_| ())).await;
    make_up("OfAStranger", "not.a.token").await;
    let mut gate = Gate::close(&world).await;
    let mut client = ledger.ledger();
    let request = entry(ChallengeId::new(), Ledger::AT_GATE);
    let full = tokio::spawn(async move { client.ask_question(request).await });
    gate.wait_for(1).await;
    make_up("WithoutAPlace", &world.token(|_| ())).await;

    let refused = ["UNIMPLEMENTED", "UNAUTHENTICATED", "RESOURCE_EXHAUSTED"];
    let status = "rpc.response.status_code";
    let methods = reports.of_calls("rpc.method", status, &refused).await;
    assert_eq!(methods, BTreeSet::from(["_OTHER".to_owned()]));
    gate.open().await;
    full.await.expect("no panic").expect("has its place");
    ledger.stop().await;
    reports.end().await;
}

/// Services only verify their streams.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_published_into_a_stream_that_may_forget() {
    let reports = Reports::begin().await;
    let world = World::new().await;
    world
        .replace_stream(|config| {
            config.deny_delete = false;
            config.discard = async_nats::jetstream::stream::DiscardPolicy::Old;
        })
        .await;
    let ledger = world.serve::<Ledger>().await;
    ledger
        .enter(ChallengeId::new(), "entry")
        .await
        .expect("is accepted all the same");
    let stream = stream_name(Ledger::NAME, Audience::Internal);
    let fit = [("linia.stream", stream.as_str())];
    reports
        .wait_for("linia.stream.fit", &fit, |fit| fit == 0.0)
        .await;
    assert_eq!(world.published_count().await, 0);
    let pending = "SELECT count(*) FROM outbox_pending";
    assert_eq!(world.count(Ledger::NAME, pending).await, 1);

    world.change_stream(|_| ()).await;
    world.wait_for_published(1).await;
    reports
        .wait_for("linia.stream.fit", &fit, |fit| fit == 1.0)
        .await;
    ledger.stop().await;
    reports.end().await;
}
