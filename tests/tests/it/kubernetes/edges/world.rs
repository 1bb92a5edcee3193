//! What NetworkPolicies allow, read as a cluster reads them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::{items, yaml};

/// From whom, to whom, at which port of the one who is reached.
pub(super) type Edges = BTreeSet<(String, String, u64)>;

/// What policies choose by.
type Labels = BTreeMap<String, String>;

#[derive(Clone, Copy)]
pub(super) enum Direction {
    Egress,
    Ingress,
}

impl Direction {
    /// The fields of its rules and of their peers.
    const fn fields(self) -> (&'static str, &'static str) {
        match self {
            Self::Egress => ("egress", "to"),
            Self::Ingress => ("ingress", "from"),
        }
    }
}

/// A kind of pod, by the labels of its namespace and its own.
struct Pod {
    space: Labels,
    own: Labels,
}

/// The pods that there are, and the policies of their namespaces.
#[derive(Default)]
pub(super) struct World {
    pods: BTreeMap<String, Pod>,
    policies: BTreeMap<(String, String), Value>,
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn space(name: &str) -> Labels {
    labels(&[("kubernetes.io/metadata.name", name)])
}

impl World {
    /// Adds the pods of the workloads in these files; those of a service's jobs with their purpose.
    pub(super) fn workloads<'a>(mut self, files: impl Iterator<Item = &'a str>) -> Self {
        for workload in files.flat_map(yaml) {
            let own = &workload["spec"]["template"]["metadata"]["labels"];
            let Ok(own) = serde_json::from_value::<Labels>(own.clone()) else {
                continue;
            };
            let mut name = own["app.kubernetes.io/name"].clone();
            if own["app.kubernetes.io/component"] == "set-up" {
                name.push_str(" set-up");
            }
            let space = space("linia");
            self.pods.insert(name, Pod { space, own });
        }
        self
    }

    /// Adds a pod that others bring, in a namespace with a label beside its name.
    pub(super) fn other(
        mut self,
        name: &str,
        namespace: &str,
        label: Option<&str>,
        own: &[(&str, &str)],
    ) -> Self {
        let mut space = space(namespace);
        space.extend(label.map(|label| (label.to_owned(), "true".to_owned())));
        let own = labels(own);
        self.pods.insert(name.to_owned(), Pod { space, own });
        self
    }

    /// Adds the policies in a file. Where there is one of that name, the fields take the place of its own,
    /// as in a patch.
    pub(super) fn policies(mut self, namespace: &str, files: &[&str]) -> Self {
        for policy in files.iter().copied().flat_map(yaml) {
            let name = policy["metadata"]["name"].as_str().unwrap().to_owned();
            let known = self.policies.entry((namespace.to_owned(), name));
            let known = known.or_insert_with(|| Value::Object(serde_json::Map::new()));
            let fields = policy["spec"].as_object().unwrap().clone();
            known.as_object_mut().unwrap().extend(fields);
        }
        self
    }

    /// Everything that policies open in one direction.
    pub(super) fn allowed(&self, direction: Direction) -> Edges {
        let (rules, peers) = direction.fields();
        let mut edges = Edges::new();
        for ((namespace, _), policy) in &self.policies {
            let here = space(namespace);
            let own = self.chosen(|pod| {
                pod.space.get("kubernetes.io/metadata.name") == here.values().next()
                    && selects(&policy["podSelector"], &pod.own)
            });
            for rule in items(&policy[rules]) {
                for far in items(&rule[peers]).flat_map(|peer| self.far(namespace, peer)) {
                    for port in items(&rule["ports"]).filter_map(|it| it["port"].as_u64()) {
                        edges.extend(own.iter().cloned().map(|own| match direction {
                            Direction::Egress => (own, far.clone(), port),
                            Direction::Ingress => (far.clone(), own, port),
                        }));
                    }
                }
            }
        }
        edges
    }

    fn chosen(&self, is_chosen: impl Fn(&Pod) -> bool) -> Vec<String> {
        let chosen = self.pods.iter().filter(|(_, pod)| is_chosen(pod));
        chosen.map(|(name, _)| name.clone()).collect()
    }

    /// Whom a rule of a policy means, as seen from its namespace.
    fn far(&self, namespace: &str, peer: &Value) -> Vec<String> {
        if let Some(block) = peer["ipBlock"].as_object() {
            let public = block.contains_key("except");
            return vec![
                if public {
                    "public address"
                } else {
                    "any address"
                }
                .to_owned(),
            ];
        }
        let spaces = &peer["namespaceSelector"];
        self.chosen(|pod| {
            let is_there = if spaces.is_null() {
                pod.space == space(namespace)
            } else {
                selects(spaces, &pod.space)
            };
            is_there && selects(&peer["podSelector"], &pod.own)
        })
    }
}

/// Without a selector, every pod is meant.
fn selects(selector: &Value, labels: &Labels) -> bool {
    let wanted = selector["matchLabels"].as_object().into_iter().flatten();
    let mut expressions = items(&selector["matchExpressions"]);
    wanted
        .into_iter()
        .all(|(key, value)| labels.get(key).map(String::as_str) == value.as_str())
        && expressions.all(|it| {
            assert_eq!(it["operator"], "In", "{it}");
            let own = it["key"].as_str().and_then(|key| labels.get(key));
            items(&it["values"]).any(|value| value.as_str() == own.map(String::as_str))
        })
}
