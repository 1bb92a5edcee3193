//! Closed-loop load: as many calls in flight as there are callers, each with its next call as soon
//! as the last is answered. It runs in this process and so shares the machine with what it
//! measures.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::error::Result;

/// How often a call is tried on a connection that a restart has cut.
const WARM_UP_TRIES: usize = 10;
const WARM_UP_PAUSE: Duration = Duration::from_millis(50);

/// Somebody who makes the same call again and again.
pub trait Caller: Clone + Send + 'static {
    /// Makes one call.
    fn call(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// Calls answered per second over `window`.
///
/// # Errors
/// The first call that is refused: a rate of refusals means nothing.
pub async fn per_second<C: Caller>(callers: &[C], window: Duration) -> Result<f64> {
    let start = Instant::now();
    let end = start + window;
    let mut tasks: JoinSet<Result<u32>> = JoinSet::new();
    for mut caller in callers.iter().cloned() {
        tasks.spawn(async move {
            let mut answered = 0_u32;
            while Instant::now() < end {
                caller.call().await?;
                answered += 1;
            }
            Ok(answered)
        });
    }
    let mut answered = 0.0;
    while let Some(done) = tasks.join_next().await {
        answered += f64::from(done.expect("callers do not panic")?);
    }
    Ok(answered / start.elapsed().as_secs_f64())
}

/// Lets everybody call once, until it works: connections and statements are ready afterwards.
///
/// # Errors
/// If somebody is refused again and again.
pub async fn warm_up<C: Caller>(callers: &[C]) -> Result<()> {
    for mut caller in callers.iter().cloned() {
        let mut tries = 1;
        while let Err(error) = caller.call().await {
            if tries == WARM_UP_TRIES {
                return Err(error);
            }
            tries += 1;
            tokio::time::sleep(WARM_UP_PAUSE).await;
        }
    }
    per_second(callers, WARM_UP_PAUSE * 10).await.map(drop)
}
