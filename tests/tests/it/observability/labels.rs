//! Alerts and dashboards choose and group by what metrics bear.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use linia_proto::FILE_DESCRIPTOR_SET;
use linia_tests::stack::Service;
use prost_reflect::DescriptorPool;

use super::{EXPRESSIONS, root, text};

const METRICS: &str = "services/chassis/src/telemetry/metrics.rs";

/// What the chassis says of the process in `resource`, and Prometheus of a histogram.
const OF_ALL: [&str; 3] = ["service_name", "service_instance_id", "le"];

fn quoted<'a>(text: &'a str, before: &str) -> impl Iterator<Item = &'a str> {
    let found = text.split(before).skip(1);
    found.filter_map(|it| it.split('"').next())
}

/// The labels of each instrument, by the name that Prometheus has for it, without unit and kind.
fn told() -> BTreeMap<String, BTreeSet<String>> {
    let source = text(METRICS);
    let underscored = |name: &str| name.replace('.', "_");
    let mut fields = BTreeMap::new();
    for kind in ["_histogram", "_gauge", "_counter"] {
        // Where the instruments are made; each function after it records some.
        let mut rest = source.split("pub(crate) fn ").next().unwrap();
        while let Some((before, after)) = rest.split_once(&format!("{kind}(\"")) {
            let field = before.rsplit_once(": meter").map_or("", |(it, _)| it);
            let field = field.rsplit(char::is_whitespace).next().unwrap();
            let name = after.split('"').next().unwrap();
            fields.insert(field.to_owned(), underscored(name));
            rest = after;
        }
    }
    let mut labels = BTreeMap::<_, BTreeSet<_>>::new();
    for function in source.split("pub(crate) fn ").skip(1) {
        let keys: BTreeSet<_> = quoted(function, "KeyValue::new(\"")
            .chain(quoted(function, "KeyValue::new(\n            \""))
            .map(underscored)
            .collect();
        let recorded = function.split("INSTRUMENTS").skip(1).map(|used| {
            let name = used.trim_start().trim_start_matches('.');
            let end = name.find(|it: char| !it.is_alphanumeric() && it != '_');
            fields[&name[..end.unwrap()]].clone()
        });
        let observed = quoted(function, "_counter(\"").map(underscored);
        for name in recorded.chain(observed) {
            labels.entry(name).or_default().extend(keys.clone());
        }
    }
    labels
}

/// A label that an expression asks a metric for, and the values that it may have.
struct Asked<'a> {
    metric: &'a str,
    label: &'a str,
    values: Vec<&'a str>,
}

/// What stands in braces behind a metric's name.
fn matchers(expression: &str) -> Vec<Asked<'_>> {
    let mut asked = Vec::new();
    let mut rest = expression;
    while let Some((before, after)) = rest.split_once('{') {
        let name = before.rsplit(|it: char| !it.is_alphanumeric() && it != '_');
        let metric = name.into_iter().next().unwrap();
        let (within, after) = after.split_once('}').unwrap();
        for matcher in within.split("\",") {
            let (label, value) = matcher.split_once(['=', '!']).unwrap();
            let value = value.trim_start_matches(['=', '~']).trim_matches('"');
            let values = value.split('|').collect();
            let label = label.trim();
            asked.push(Asked {
                metric,
                label,
                values,
            });
        }
        rest = after;
    }
    asked
}

/// The labels that an expression groups by.
fn groups(expression: &str) -> impl Iterator<Item = &str> {
    let lists = expression.split("by (").skip(1);
    let lists = lists.filter_map(|it| Some(it.split_once(')')?.0));
    lists.flat_map(|list| list.split(',').map(str::trim))
}

/// The names of ours in an expression, with their labels.
fn metrics_in<'a>(
    expression: &str,
    told: &'a BTreeMap<String, BTreeSet<String>>,
) -> Vec<&'a BTreeSet<String>> {
    let words = expression.split(|it: char| !it.is_alphanumeric() && it != '_');
    words.filter_map(|word| labels_of(word, told)).collect()
}

/// The labels of the metric whose name begins with that of an instrument; the longest counts.
fn labels_of<'a>(
    metric: &str,
    told: &'a BTreeMap<String, BTreeSet<String>>,
) -> Option<&'a BTreeSet<String>> {
    let known = told.iter().filter(|(name, _)| metric.starts_with(*name));
    known.max_by_key(|(name, _)| name.len()).map(|it| it.1)
}

/// The text constants of the services: kinds of work are among them.
fn constants() -> BTreeSet<String> {
    let mut waiting: Vec<PathBuf> = Service::ALL
        .map(|service| root().join(format!("services/{service}/src")))
        .into();
    let mut found = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|it| it.unwrap().path()));
        } else {
            let source = fs::read_to_string(&path).unwrap();
            found.extend(quoted(&source, ": &str = \"").map(str::to_owned));
        }
    }
    found
}

/// Every value that a label may have; nothing for those that anything may stand in.
fn values(label: &str) -> Option<BTreeSet<String>> {
    let states = || {
        quoted(&text(METRICS), "state(\"")
            .map(str::to_owned)
            .collect()
    };
    let codes = || {
        let source = text("services/chassis/src/grpc/door/observe.rs");
        quoted(&source, " => \"").map(str::to_owned).collect()
    };
    match label {
        "service_name" => Some(Service::ALL.map(|it| it.to_string()).into()),
        "rpc_method" => Some(methods(|_| true)),
        "rpc_response_status_code" => Some(codes()),
        "db_client_connection_state" => Some(states()),
        "linia_kind" => Some(constants()),
        _ => None,
    }
}

fn methods(is_meant: impl Fn(&prost_reflect::MethodDescriptor) -> bool) -> BTreeSet<String> {
    let contracts = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let services: Vec<_> = contracts.services().collect();
    let methods = services.iter().flat_map(|service| service.methods());
    let methods = methods.filter(|method| is_meant(method));
    methods
        .map(|it| format!("{}/{}", it.parent_service().full_name(), it.name()))
        .collect()
}

#[test]
fn labels_that_are_asked_for_are_told_and_have_such_values() {
    let told = told();
    assert!(told.len() > 12, "{told:?}");
    let mut wrong = Vec::new();
    for expression in EXPRESSIONS.iter() {
        for asked in matchers(expression) {
            let Some(labels) = labels_of(asked.metric, &told) else {
                continue;
            };
            let label = asked.label;
            if !labels.contains(label) && !OF_ALL.contains(&label) {
                wrong.push(format!("{} has no {label}", asked.metric));
            }
            if let Some(known) = values(label) {
                let unknown = asked.values.into_iter().filter(|it| !known.contains(*it));
                wrong.extend(unknown.map(|it| format!("{label} is never {it}")));
            }
        }
        let metrics = metrics_in(expression, &told);
        let unknown = groups(expression).filter(|label| {
            let of_one = metrics.iter().any(|labels| labels.contains(*label));
            !metrics.is_empty() && !of_one && !OF_ALL.contains(label)
        });
        wrong.extend(unknown.map(|it| format!("no metric has {it}: {expression}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A call to which its caller sends a stream lasts as long as the caller's line needs.
#[test]
fn how_long_uploads_last_says_nothing_of_how_slow_a_service_is() {
    let uploads = methods(prost_reflect::MethodDescriptor::is_client_streaming);
    assert!(!uploads.is_empty());
    let durations = EXPRESSIONS
        .iter()
        .filter(|it| it.contains("rpc_server_call_duration_seconds_bucket"));
    for expression in durations {
        for upload in &uploads {
            let excluded = format!("rpc_method!=\"{upload}\"");
            assert!(expression.contains(&excluded), "{upload} in {expression}");
        }
    }
}

#[test]
fn labels_are_read_as_prometheus_reads_them() {
    let expression = r#"max by (a, b) (linia_x{c="d|e",f!~"g"}) / sum(linia_y)"#;
    let read: Vec<_> = matchers(expression)
        .into_iter()
        .map(|it| (it.metric, it.label, it.values))
        .collect();
    assert_eq!(
        read,
        [
            ("linia_x", "c", vec!["d", "e"]),
            ("linia_x", "f", vec!["g"])
        ]
    );
    assert_eq!(groups(expression).collect::<Vec<_>>(), ["a", "b"]);
    let told = told();
    let labels = labels_of("rpc_server_call_duration_seconds_bucket", &told).unwrap();
    let wanted = ["rpc_method", "rpc_response_status_code", "rpc_system_name"];
    assert_eq!(*labels, wanted.map(str::to_owned).into());
    let labels = labels_of("linia_scheduler_lateness_seconds", &told).unwrap();
    assert_eq!(*labels, ["linia_kind".to_owned()].into());
}
