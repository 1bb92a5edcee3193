//! Alerts and dashboards ask for numbers that are told.

mod labels;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde_json::Value;

const DASHBOARDS: [&str; 4] = ["up", "slow", "stuck", "coming"];

/// What alerts and dashboards ask Prometheus.
static EXPRESSIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let alerts = text("deploy/observability/alerts.yaml");
    let mut found: Vec<_> = alerts
        .split("expr: ")
        .skip(1)
        .filter_map(|it| it.split("\n        labels:").next())
        .filter_map(|it| it.split("\n        for:").next())
        .map(|it| it.trim_start_matches('|').to_owned())
        .collect();
    for dashboard in DASHBOARDS {
        let board = serde_json::from_str(&text(&board(dashboard))).unwrap();
        found.extend(asked_by(&board));
    }
    found
});

fn board(name: &str) -> String {
    format!("deploy/observability/dashboards/linia-{name}.json")
}

fn asked_by(board: &Value) -> Vec<String> {
    match board {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(expression) if key == "expr" => vec![expression.to_owned()],
                _ => asked_by(value),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(asked_by).collect(),
        _ => Vec::new(),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The names under which Prometheus gets the instruments of the chassis from the collector: dots become
/// underscores, the unit and the kind are added
/// (<https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/>).
fn told() -> BTreeSet<String> {
    let source = text("services/chassis/src/telemetry/metrics.rs");
    let mut names = BTreeSet::new();
    for kind in ["histogram", "gauge", "_counter"] {
        for found in source.split(&format!("{kind}(\"")).skip(1) {
            let (name, rest) = found.split_once('"').unwrap();
            let unit = rest.split("with_unit(\"").nth(1).unwrap();
            let unit = match unit.split_once('"').unwrap().0 {
                "s" => "_seconds",
                "1" => "_ratio",
                counted => {
                    assert!(counted.starts_with('{'), "{name} has the unit {counted}");
                    ""
                }
            };
            let name = format!("{}{unit}", name.replace('.', "_"));
            let is_up_down = source.contains(&format!(
                "up_down_counter(\"{}",
                found.split('"').next().unwrap()
            ));
            match kind {
                "histogram" => {
                    names.extend(["bucket", "count", "sum"].map(|part| format!("{name}_{part}")));
                }
                "_counter" if !is_up_down => {
                    names.insert(format!("{name}_total"));
                }
                _ => {
                    names.insert(name);
                }
            }
        }
    }
    names
}

/// The names of metrics in a text: ours begin with the same words.
fn asked(text: &str) -> BTreeSet<String> {
    let words = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
    let metrics = words.filter(|word| {
        let of_ours = word.starts_with("linia_")
            || word.starts_with("rpc_server_")
            || word.starts_with("db_client_connection_");
        let is_label = [
            "linia_audience",
            "linia_consumer",
            "linia_kind",
            "linia_outcome",
            "linia_stream",
        ];
        of_ours && !is_label.contains(word) && *word != "db_client_connection_state"
    });
    metrics.map(str::to_owned).collect()
}

#[test]
fn alerts_and_dashboards_ask_for_what_is_told() {
    let told = told();
    let mut asked_for = asked(&text("deploy/observability/alerts.yaml"));
    for dashboard in DASHBOARDS {
        asked_for.extend(asked(&text(&board(dashboard))));
    }
    let unknown: Vec<_> = asked_for.difference(&told).collect();
    assert!(unknown.is_empty(), "{unknown:?} are not among {told:?}");
}

/// What an operator finds in the alert is explained where it says.
#[test]
fn every_alert_is_explained_and_tested() {
    let (rules, tests) = (
        text("deploy/observability/alerts.yaml"),
        text("deploy/observability/alerts.test.yaml"),
    );
    let readme = text("k8s/README.md");
    let alerts: Vec<_> = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "))
        .collect();
    assert!(alerts.len() > 10, "{alerts:?}");
    for alert in alerts {
        assert!(
            readme.contains(&format!("| {alert} |")),
            "{alert} is not in k8s/README.md"
        );
        assert!(
            tests.contains(&format!("alertname: {alert}")),
            "{alert} is not tested"
        );
    }
}
