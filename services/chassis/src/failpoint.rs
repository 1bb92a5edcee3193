//! Failpoints: steps at which the fault tests let a process die, as a crash
//! would.
//!
//! The variable `LINIA_FAILPOINT` names one, as `relay.after_publish`, or with
//! `@3` behind it the third time it is reached. Without the feature
//! `failpoints`, which no release has, nothing of this is compiled.

/// Ends the process at once, if this is the step named.
#[cfg(feature = "failpoints")]
pub fn reach(step: &str) {
    use std::sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    };

    static WANTED: LazyLock<Option<(String, u64)>> = LazyLock::new(|| {
        let text = std::env::var("LINIA_FAILPOINT").ok()?;
        let (step, time) = text.split_once('@').unwrap_or((&text, "1"));
        Some((step.to_owned(), time.parse().ok()?))
    });
    static TIMES: AtomicU64 = AtomicU64::new(0);

    let Some((wanted, time)) = &*WANTED else {
        return;
    };
    if wanted == step && TIMES.fetch_add(1, Ordering::Relaxed) + 1 == *time {
        tracing::warn!(failpoint = step, "process dies here, as it was asked to");
        std::process::abort();
    }
}

/// Does nothing.
#[cfg(not(feature = "failpoints"))]
#[inline]
pub const fn reach(_: &str) {}
