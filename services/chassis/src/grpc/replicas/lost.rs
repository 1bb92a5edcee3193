//! What a lost connection tells about the call that it was to carry.

use std::{error::Error, iter};

use h2::Reason;

/// Whether a call that failed in the transport was never worked on, so that
/// anybody may repeat it:
///
/// - there was no connection;
/// - it ended while the call waited for its turn;
/// - the replica was closing it (GOAWAY, NO_ERROR) and told that it would not
///   look at the call (RFC 9113, section 6.8), or refused its stream (section
///   8.7).
pub(super) fn was_never_sent(error: &(dyn Error + 'static)) -> bool {
    let mut causes = iter::successors(Some(error), |error| (*error).source());
    causes.any(|cause| {
        cause.is::<tonic::ConnectError>()
            || cause.downcast_ref().is_some_and(hyper::Error::is_canceled)
            || cause.downcast_ref().is_some_and(is_refused)
    })
}

fn is_refused(error: &h2::Error) -> bool {
    let closing = error.is_go_away() && error.reason() == Some(Reason::NO_ERROR);
    error.is_remote() && (closing || error.reason() == Some(Reason::REFUSED_STREAM))
}
