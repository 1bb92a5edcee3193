//! Turns calls away before too many hurt each other: by the gate of a method, in
//! front of everything, and by a place for each call that is worked on.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::sync::OwnedSemaphorePermit;

use super::{Door, Response, observe::code_name, refuse};
use crate::{problem::Problem, telemetry::metrics};

/// Says whether a method has room for one more call. It is asked before anything
/// else is done: where a crowd comes that is many times as large as can be
/// served, to turn callers away would otherwise be most of all work, and little
/// be left for those who are served. So it must not wait, and cost next to
/// nothing.
pub(crate) type Gate = Arc<dyn Fn() -> Result<(), Problem> + Send + Sync>;

/// Gates by the path of their method.
pub(crate) type Gates = HashMap<String, Gate>;

/// When whoever found no place may come back.
const SOON: Duration = Duration::from_millis(500);

impl Door {
    /// The refusal of a call whose method has no room. It is counted, and leaves
    /// neither span nor line: who calls is not known, and all are told the same.
    pub(super) fn turn_away(&self, path: &str) -> Option<Response> {
        let problem = self.gates.get(path)?().err()?;
        let method = path.trim_start_matches('/');
        metrics::call_ended(method, code_name(problem.code()), Duration::ZERO);
        Some(refuse(problem))
    }

    /// A place for a call as long as it is worked on; two for a stream.
    pub(super) fn take_places(&self, path: &str) -> Result<Vec<OwnedSemaphorePermit>, Problem> {
        let of_streams = self.streams.contains(path).then_some(&self.stream_places);
        let kinds = [&self.places].into_iter().chain(of_streams);
        let places = kinds.map(|kind| Arc::clone(kind).try_acquire_owned());
        places
            .collect::<Result<_, _>>()
            .map_err(|_| Problem::exhausted("OVERLOADED", "too many calls at once", SOON))
    }
}
