//! Every resource, patch and kustomization is read into types that know the fields which are used here and
//! refuse any other, and is written again as it was. The schemas of Kubernetes know nothing of operators'
//! kinds; these do, and a field that means nothing is noticed before a cluster ignores it.

mod network;
mod operators;
mod pods;
mod workloads;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::DOCUMENTS;

/// A struct whose fields may all be missing, as they are in patches, and to which none may be added.
macro_rules! fields {
    ($($name:ident { $($field:ident $(= $wire:literal)?: $type:ty),+ $(,)? })+) => {$(
        #[derive(Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub(super) struct $name {
            $(
                $(#[serde(rename = $wire)])?
                #[serde(skip_serializing_if = "Option::is_none")]
                $field: Option<$type>,
            )+
        }
    )+};
}
use fields;

/// Labels, quantities and the like.
type Words = BTreeMap<String, String>;

/// The name or the number of a port.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Port {
    Number(u16),
    Name(String),
}

fields! {
    Metadata { name: String, namespace: String, labels: Words, annotations: Words }
    Named { name: String }
    Keyed { name: String, key: String }
    Selector { match_labels: Words, match_expressions: Vec<Expression> }
    Expression { key: String, operator: String, values: Vec<String> }
    Account { api_version: String, kind: String, metadata: Metadata, automount_service_account_token: bool }
    Bare { api_version: String, kind: String, metadata: Metadata, patch = "$patch": String }
    Kustomization {
        api_version: String, kind: String, namespace: String, labels: Vec<Pairs>, resources: Vec<String>,
        components: Vec<String>, generator_options: GeneratorOptions, config_map_generator: Vec<Generator>,
        patches: Vec<Patch>, images: Vec<Image>,
    }
    Pairs { pairs: Words, include_templates: bool }
    GeneratorOptions { disable_name_suffix_hash: bool, labels: Words }
    Generator { name: String, behavior: String, files: Vec<String> }
    Patch { path: String, patch: String, target: Target }
    Target { kind: String, name: String, label_selector: String }
    Image { name: String, new_name: String, new_tag: String }
}

/// A resource with a specification and nothing else.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Resource<Spec> {
    api_version: String,
    kind: String,
    metadata: Metadata,
    spec: Spec,
}

fn again<T: Serialize + DeserializeOwned>(document: &Value) -> Result<Value, serde_json::Error> {
    serde_json::to_value(T::deserialize(document)?)
}

fn again_as_its_kind(document: &Value) -> Result<Value, serde_json::Error> {
    match document["kind"].as_str().unwrap_or_default() {
        "Namespace" => again::<Bare>(document),
        "ServiceAccount" => again::<Account>(document),
        "Kustomization" | "Component" => again::<Kustomization>(document),
        "Deployment" => again::<Resource<workloads::Deployment>>(document),
        "StatefulSet" => again::<Resource<workloads::StatefulSet>>(document),
        "Job" => again::<Resource<workloads::Job>>(document),
        "PersistentVolumeClaim" => again::<Resource<pods::Claim>>(document),
        "PodDisruptionBudget" => again::<Resource<workloads::Budget>>(document),
        "HorizontalPodAutoscaler" => again::<Resource<workloads::Autoscaler>>(document),
        "Service" => again::<Resource<network::Service>>(document),
        "NetworkPolicy" => again::<Resource<network::Policy>>(document),
        "GRPCRoute" => again::<Resource<network::Route>>(document),
        "BackendTLSPolicy" => again::<Resource<network::BackendPolicy>>(document),
        "ClusterIssuer" => again::<Resource<operators::Issuer>>(document),
        "Certificate" => again::<Resource<operators::Certificate>>(document),
        "PodMonitor" => again::<Resource<operators::Monitor>>(document),
        "PrometheusRule" => again::<Resource<operators::Rules>>(document),
        "Cluster" => again::<Resource<operators::Cluster>>(document),
        "ObjectStore" => again::<Resource<operators::ObjectStore>>(document),
        "ScheduledBackup" => again::<Resource<operators::ScheduledBackup>>(document),
        kind => Err(serde::de::Error::custom(format!("no type for a {kind}"))),
    }
}

#[test]
fn every_document_has_the_fields_of_its_kind_and_no_other() {
    let mut wrong = Vec::new();
    for document in DOCUMENTS.iter() {
        let name = format!("{} {}", document["kind"], document["metadata"]["name"]);
        match again_as_its_kind(document) {
            Ok(again) if again == *document => {}
            Ok(again) => wrong.push(format!("{name} becomes {again}")),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    assert!(DOCUMENTS.len() > 100, "{}", DOCUMENTS.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The types are as strict as they say: whatever object of a document gets one field more, it is refused.
#[test]
fn a_field_that_means_nothing_is_refused_wherever_it_stands() {
    for document in DOCUMENTS.iter() {
        let count = visit_objects(&mut document.clone(), usize::MAX);
        for at in 0..count {
            let mut changed = document.clone();
            visit_objects(&mut changed, at);
            assert!(again_as_its_kind(&changed).is_err(), "{changed}");
        }
    }
}

/// Labels and the like, whose keys are anybody's.
const OPEN: [&str; 8] = [
    "labels",
    "annotations",
    "matchLabels",
    "pairs",
    "parameters",
    "requests",
    "limits",
    "selector",
];

/// Gives one object, by its number, a field more, and counts them.
fn visit_objects(value: &mut Value, at: usize) -> usize {
    let mut count = 0;
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(fields) => {
                if count == at {
                    fields.insert("noSuchField".to_owned(), Value::Null);
                }
                count += 1;
                let closed = fields.iter_mut().filter(|(key, value)| {
                    let is_selector = key.as_str() == "selector" && !value["matchLabels"].is_null();
                    is_selector || !OPEN.contains(&key.as_str())
                });
                waiting.extend(closed.map(|(_, value)| value));
            }
            _ => {}
        }
    }
    count
}
