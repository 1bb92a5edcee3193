//! Failpoints: steps at which the fault tests let a process die, as a crash
//! would.
//!
//! The variable `LINIA_FAILPOINT` names one, as `relay.after_publish`. With a
//! subject behind it, as `write.after_commit:AccountErased`, a step counts only
//! where it is about that: an event, a method, a kind of due work. With `@3` the
//! process dies the third time. Of several with commas between them each counts
//! once the one before was reached, and the process dies at the last. Without
//! the feature `failpoints`, which no release has, nothing of this is compiled.

#[cfg(any(test, feature = "failpoints"))]
mod route;

/// Ends the process at once, if this is the step named.
#[cfg(feature = "failpoints")]
pub fn reach(step: &str) {
    reach_about(step, []);
}

/// Ends the process at once, if this is the step named, and it is about what is
/// named, if anything is.
#[cfg(feature = "failpoints")]
pub fn reach_about<'a>(step: &str, subjects: impl IntoIterator<Item = &'a str>) {
    use std::sync::{LazyLock, Mutex, PoisonError};

    use self::route::Route;

    static WANTED: LazyLock<Option<Mutex<Route>>> = LazyLock::new(|| {
        let text = std::env::var("LINIA_FAILPOINT").ok()?;
        Some(Mutex::new(Route::parse(&text)?))
    });

    let Some(wanted) = &*WANTED else {
        return;
    };
    let mut route = wanted.lock().unwrap_or_else(PoisonError::into_inner);
    if route.ends_at(step, subjects) {
        tracing::warn!(failpoint = step, "process dies here, as it was asked to");
        std::process::abort();
    }
}

/// Does nothing.
#[cfg(not(feature = "failpoints"))]
#[inline]
pub const fn reach(_: &str) {}

/// Does nothing.
#[cfg(not(feature = "failpoints"))]
#[inline]
pub fn reach_about<'a>(_: &str, _: impl IntoIterator<Item = &'a str>) {}
