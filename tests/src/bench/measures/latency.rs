//! From a commit until a subscriber has the event, beside a raw publish.

use std::time::{Duration, Instant};

use linia_proto::challenges::v1::{
    AskQuestionRequest, question_service_client::QuestionServiceClient,
};
use uuid::Uuid;

use crate::{
    bench::{
        Comparison, Ground, Plan, backlog,
        broker::{self, Arrivals, Broker},
        error::Result,
        figures::{quantile, sorted},
        readiness::serves,
    },
    stack::Service,
    story::clients::Line,
};

/// Both sides are at rest before each event.
const PAUSE: Duration = Duration::from_millis(3);
const ROUND_TRIPS: usize = 50;

/// The answer leaves the service when the commit is done, and is timed when it is here: half a
/// round trip later, which is added. So it may be that the event was here before the answer.
pub(super) async fn measure(ground: &mut Ground, plan: &Plan) -> Result<Vec<Comparison>> {
    ground
        .only(&[Service::Identity, Service::Challenges])
        .await?;
    let broker = Broker::connect(&ground.world.system.nats).await?;
    let subject = "linia.v1.challenges.question.asked";
    let mut events = broker.arrivals(backlog::STREAM, subject).await?;
    let mut messages = broker
        .arrivals(broker::RAW_STREAM, broker::RAW_SUBJECT)
        .await?;

    let unit = "ms";
    let mut median = Comparison::new(
        "commit → subscriber ÷ raw publish → deliver, p50",
        unit,
        "≤ 3",
    );
    let mut tail = Comparison::new(
        "commit → subscriber ÷ raw publish → deliver, p99",
        unit,
        "≤ 5",
    );
    // The first round finds everything cold.
    for round in 0..=plan.rounds {
        let ours = events_in_ms(ground, plan, &mut events).await?;
        let theirs = messages_in_ms(&broker, plan, &mut messages).await?;
        if round > 0 {
            median.ours.push(quantile(&ours, 0.5));
            median.theirs.push(quantile(&theirs, 0.5));
            tail.ours.push(quantile(&ours, 0.99));
            tail.theirs.push(quantile(&theirs, 0.99));
        }
    }
    Ok(vec![median, tail])
}

async fn events_in_ms(ground: &Ground, plan: &Plan, events: &mut Arrivals) -> Result<Vec<f64>> {
    let answer_way = half_round_trip(ground).await;
    let mut questions = ground.entrants[0].clients().questions();
    let mut times = Vec::with_capacity(plan.latencies);
    for _ in 0..plan.latencies {
        tokio::time::sleep(PAUSE).await;
        let answered = ask(ground, &mut questions).await?;
        let arrived = events.next().await?;
        times.push(signed_ms(answered, arrived) + answer_way);
    }
    Ok(sorted(times))
}

async fn messages_in_ms(broker: &Broker, plan: &Plan, messages: &mut Arrivals) -> Result<Vec<f64>> {
    let mut times = Vec::with_capacity(plan.latencies);
    for _ in 0..plan.latencies {
        tokio::time::sleep(PAUSE).await;
        let id = Uuid::new_v4();
        let headers = broker::headers(id, id, 1);
        let published = broker.publish(headers, backlog::payload(id)).await?;
        times.push(signed_ms(published, messages.next().await?));
    }
    Ok(sorted(times))
}

async fn ask(ground: &Ground, questions: &mut QuestionServiceClient<Line>) -> Result<Instant> {
    questions
        .ask_question(AskQuestionRequest {
            challenge: ground.challenge.name.clone(),
            text: "Do the lamps have controllers already?".to_owned(),
            request_id: Uuid::new_v4().to_string(),
        })
        .await?;
    Ok(Instant::now())
}

/// In milliseconds, by the median of calls that do nothing.
async fn half_round_trip(ground: &Ground) -> f64 {
    let channel = ground.world.system.service(Service::Challenges).channel();
    let mut times = Vec::with_capacity(ROUND_TRIPS);
    for _ in 0..ROUND_TRIPS {
        let start = Instant::now();
        serves(channel.clone()).await;
        times.push(start.elapsed().as_secs_f64() * 1e3 / 2.0);
    }
    quantile(&sorted(times), 0.5)
}

fn signed_ms(from: Instant, to: Instant) -> f64 {
    let later = to.saturating_duration_since(from).as_secs_f64();
    let earlier = from.saturating_duration_since(to).as_secs_f64();
    (later - earlier) * 1e3
}
