//! Turns calls away before too many hurt each other: by the gate of a method, and
//! by a place for each call that is worked on.

use std::{
    any::Any,
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use http::Extensions;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Door, Request, Response, method::method_of, observe::code_name, refuse};
use crate::{problem::Problem, telemetry::metrics};

/// What keeps a method's room for a call, until it is dropped.
pub(crate) type Kept = Box<dyn Any + Send>;

/// Says whether a method has room for one more call; the method finds what keeps
/// that room among the call's extensions, too. It is asked before anything else is
/// done: where a crowd comes that is many times as large as can be served, to turn
/// callers away would otherwise be most of all work, and little be left for those
/// who are served. So it must not wait, and cost next to nothing.
pub(crate) type Gate = Arc<dyn Fn(&mut Extensions) -> Result<Kept, Problem> + Send + Sync>;

/// Gates by the path of their method.
pub(crate) type Gates = HashMap<String, Gate>;

/// The places of a call, until its answer is on its way: two for a stream, and
/// that of a method with a gate.
pub(super) struct Places {
    _one: OwnedSemaphorePermit,
    _of_streams: Option<OwnedSemaphorePermit>,
    _of_method: Option<Kept>,
}

/// When whoever found no place may come back.
const SOON: Duration = Duration::from_millis(500);

impl Door {
    /// Lets a call in if its method has room for it, and there is a place.
    pub(super) fn let_in(&self, request: &mut Request) -> Result<Places, Problem> {
        let gate = self.gates.get(request.uri().path());
        let kept = gate
            .map(|gate| gate(request.extensions_mut()))
            .transpose()?;
        let place_of = |kind: &Arc<Semaphore>| {
            let place = Arc::clone(kind).try_acquire_owned();
            place.map_err(|_| Problem::exhausted("OVERLOADED", "too many calls at once", SOON))
        };
        let streams = self.streams.contains(request.uri().path());
        Ok(Places {
            _one: place_of(&self.places)?,
            _of_method: kept,
            _of_streams: streams.then(|| place_of(&self.stream_places)).transpose()?,
        })
    }
}

/// The refusal of a call that came at `since` and was not let in. It is counted,
/// and leaves neither span nor line: who calls is not known, and all are told the
/// same.
pub(super) fn turn_away(
    since: Instant,
    path: &str,
    problem: Problem,
) -> impl Future<Output = Response> + use<> {
    let method = method_of(path);
    async move {
        metrics::call_ended(method, code_name(problem.code()), since.elapsed());
        refuse(problem)
    }
}
