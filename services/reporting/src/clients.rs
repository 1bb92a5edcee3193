//! What this service calls.

mod names;

pub(crate) use names::Names;
