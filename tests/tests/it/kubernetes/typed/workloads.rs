//! What runs pods, keeps them and scales them.

use serde::{Deserialize, Serialize};

use super::{
    Selector, fields,
    pods::{ClaimTemplate, Template},
};

fields! {
    Deployment {
        replicas: u32, revision_history_limit: u32, min_ready_seconds: u32, strategy: Strategy,
        selector: Selector, template: Template,
    }
    Strategy { r#type: String, rolling_update: RollingUpdate }
    RollingUpdate { max_surge: u32, max_unavailable: u32 }
    StatefulSet {
        service_name: String, replicas: u32, pod_management_policy: String, selector: Selector,
        template: Template, volume_claim_templates: Vec<ClaimTemplate>,
    }
    Job {
        backoff_limit: u32, active_deadline_seconds: u32, ttl_seconds_after_finished: u32,
        template: Template,
    }
    Budget { max_unavailable: u32, unhealthy_pod_eviction_policy: String, selector: Selector }
    Autoscaler {
        scale_target_ref: Scaled, min_replicas: u32, max_replicas: u32, metrics: Vec<Metric>,
        behavior: Behavior,
    }
    Scaled { api_version: String, kind: String, name: String }
    Metric { r#type: String, resource: MetricResource }
    MetricResource { name: String, target: MetricTarget }
    MetricTarget { r#type: String, average_utilization: u32 }
    Behavior { scale_down: ScaleDown }
    ScaleDown { stabilization_window_seconds: u32 }
}
