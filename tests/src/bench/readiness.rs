//! Waiting closely: what is timed must not be timed in the steps of a lazy poll.

use std::time::{Duration, Instant};

use tonic::transport::Channel;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use super::error::{BenchError, Result};

const LIMIT: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(1);

/// Waits until `reached`, looking every `pause`; tells how long it took since `start`.
///
/// # Errors
/// The first that `reached` meets; [`BenchError::TimedOut`], naming `what`.
pub async fn time_until(
    start: Instant,
    what: &'static str,
    pause: Duration,
    mut reached: impl AsyncFnMut() -> Result<bool>,
) -> Result<Duration> {
    loop {
        if reached().await? {
            return Ok(start.elapsed());
        }
        if start.elapsed() > LIMIT {
            let seconds = LIMIT.as_secs();
            return Err(BenchError::TimedOut { what, seconds });
        }
        tokio::time::sleep(pause).await;
    }
}

/// How long it takes from `start` until a service says that it serves.
///
/// # Errors
/// [`BenchError::TimedOut`].
pub async fn time_until_ready(start: Instant, channel: Channel) -> Result<Duration> {
    time_until(start, "the service serves", PAUSE, async || {
        Ok(serves(channel.clone()).await)
    })
    .await
}

/// Asks a service for its health: a call that reaches it and does nothing.
pub async fn serves(channel: Channel) -> bool {
    let request = HealthCheckRequest {
        service: String::new(),
    };
    let answer = HealthClient::new(channel).check(request).await;
    answer.is_ok_and(|answer| answer.into_inner().status() == ServingStatus::Serving)
}
