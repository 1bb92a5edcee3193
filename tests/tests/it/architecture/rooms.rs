//! The floor plan of a service: which room may import which, and what each must not touch.
//!
//! Imports point one way: wiring → {rpc, events} → app → {store, clients, …} → domain. So the rules
//! can be read and tested without anything around them, and whatever is around can be replaced.

use std::collections::BTreeSet;

/// Room, and the rooms that it may import besides itself, in the order from below to above.
///
/// `published` and `consumed` are the two halves of `events`: what the use cases append, and what
/// calls them. A projection has no use case: it writes its rows itself.
#[rustfmt::skip]
pub(super) const IMPORTS: [(&str, &[&str]); 13] = [
    ("domain",    &[]),
    ("config",    &["domain"]),
    ("policies",  &["domain"]),
    ("convert",   &["domain"]),
    ("store",     &["domain"]),
    ("texts",     &["domain"]),
    ("clients",   &["domain", "config", "convert", "texts"]),
    ("published", &["domain", "convert", "events"]),
    ("app",       &["domain", "config", "policies", "convert", "store", "texts", "clients", "published", "events"]),
    ("consumed",  &["domain", "convert", "store", "app", "events"]),
    ("events",    &["domain", "convert", "published", "consumed"]),
    ("rpc",       &["domain", "convert", "app"]),
    ("wiring",    EVERYTHING),
];

/// The composition root alone knows everything.
const EVERYTHING: &[&str] = &[
    "domain",
    "config",
    "policies",
    "convert",
    "store",
    "texts",
    "clients",
    "published",
    "app",
    "consumed",
    "events",
    "rpc",
];

/// Room, words that its code must not contain, and why.
pub(super) const FORBIDDEN: [(&str, &[&str], &str); 9] = [
    (
        "domain",
        &[
            "sqlx",
            "tonic",
            "prost",
            "prost_types",
            "linia_proto",
            "async_nats",
            "tokio",
            "async",
        ],
        "rules know no transport, no storage and no waiting",
    ),
    (
        "domain",
        &["now_utc", "now_local", "SystemTime", "Instant"],
        "the time is an argument",
    ),
    (
        "domain",
        &[
            "thread_rng",
            "OsRng",
            "from_os_rng",
            "from_entropy",
            "getrandom",
            "random_bytes",
        ],
        "the source of chance is an argument",
    ),
    (
        "store",
        &["begin", "begin_write", "commit", "rollback"],
        "the use case owns the transaction",
    ),
    (
        "store",
        &["tonic", "linia_proto"],
        "tables know no wire format",
    ),
    ("app", QUERIES, "SQL stands in the store alone"),
    ("consumed", QUERIES, "SQL stands in the store alone"),
    ("rpc", &["sqlx"], "SQL stands in the store alone"),
    ("app", &["tonic"], "use cases know no transport"),
];

const QUERIES: &[&str] = &["query", "query_as", "query_scalar", "query_with"];

/// Other crate, and its parts that the domain may use. A fresh identifier is nobody's decision, so
/// it may be made there; other chance comes from an argument. What a caller is, and until when
/// something is kept, are plain values.
pub(super) const PURE_PARTS: [(&str, &[&str]); 2] = [
    ("linia_chassis", &["erasure::Kept", "id", "standing"]),
    ("rand", &["CryptoRng", "Rng", "RngCore", "distr", "seq"]),
];

/// Whether a room may name this type of another: errors travel upwards, to be mapped to a status
/// or to another attempt where they arrive.
pub(super) fn is_error_from_below(from: &str, to: &str, named: &str) -> bool {
    let height = |room: &str| IMPORTS.iter().position(|(name, _)| *name == room);
    named.ends_with("Error") && height(to) < height(from)
}

/// The room of a module path such as `events::published`, in a service with these modules.
pub(super) fn room<'a>(path: &'a [String], modules: &Modules) -> Option<&'a str> {
    let first = path.first()?;
    match path.get(1) {
        Some(second) if first == "events" && second == "published" => Some("published"),
        Some(_) if first == "events" && modules.contains(&path[..2]) => Some("consumed"),
        _ => Some(first),
    }
}

/// The paths of a service's modules.
pub(super) type Modules = BTreeSet<Vec<String>>;
