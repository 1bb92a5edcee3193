//! What a pod is made of.

use serde::{Deserialize, Serialize};

use super::{Keyed, Metadata, Named, Port, Selector, Words, fields};

fields! {
    Template { metadata: Metadata, spec: Pod }
    Pod {
        service_account_name: String, automount_service_account_token: bool, enable_service_links: bool,
        restart_policy: String, share_process_namespace: bool, termination_grace_period_seconds: u32,
        security_context: PodSecurity,
        affinity: Affinity, topology_spread_constraints: Vec<Spread>, init_containers: Vec<Container>,
        containers: Vec<Container>, volumes: Vec<Volume>,
    }
    PodSecurity {
        run_as_non_root: bool, run_as_user: u32, run_as_group: u32, fs_group: u32,
        fs_group_change_policy: String, seccomp_profile: Seccomp,
    }
    Seccomp { r#type: String }
    Affinity { pod_anti_affinity: AntiAffinity }
    AntiAffinity { required = "requiredDuringSchedulingIgnoredDuringExecution": Vec<Apart> }
    Apart { topology_key: String, label_selector: Selector }
    Spread {
        max_skew: u32, topology_key: String, when_unsatisfiable: String, label_selector: Selector,
        match_label_keys: Vec<String>,
    }
    Container {
        name: String, image: String, image_pull_policy: String, restart_policy: String,
        command: Vec<String>, args: Vec<String>, env: Vec<Variable>, ports: Vec<ContainerPort>, startup_probe: Probe, readiness_probe: Probe,
        liveness_probe: Probe, lifecycle: Lifecycle, resources: Resources, security_context: Security,
        volume_mounts: Vec<Mount>,
    }
    Variable { name: String, value: String, value_from: ValueFrom }
    ValueFrom { field_ref: FieldRef }
    FieldRef { field_path: String }
    ContainerPort { name: String, container_port: u16 }
    Probe {
        grpc: GrpcProbe, http_get: HttpGet, tcp_socket: TcpSocket, exec: Exec, period_seconds: u32,
        timeout_seconds: u32, failure_threshold: u32,
    }
    GrpcProbe { port: u16 }
    HttpGet { path: String, port: Port }
    TcpSocket { port: Port }
    Exec { command: Vec<String> }
    Lifecycle { pre_stop: Hook }
    Hook { sleep: Sleep, exec: Exec }
    Sleep { seconds: u32 }
    Resources { requests: Words, limits: Words }
    Security { allow_privilege_escalation: bool, read_only_root_filesystem: bool, capabilities: Capabilities }
    Capabilities { drop: Vec<String> }
    Mount { name: String, mount_path: String, read_only: bool, patch = "$patch": String }
    Volume {
        name: String, config_map: Named, secret: Secret, projected: Projected, empty_dir: EmptyDir,
        persistent_volume_claim: ClaimName, patch = "$patch": String,
    }
    Secret { secret_name: String, default_mode: u32, items: Vec<Item> }
    Item { key: String, path: String }
    Projected { default_mode: u32, sources: Vec<Source> }
    Source { config_map: Named, secret: Named }
    EmptyDir { size_limit: String }
    ClaimName { claim_name: String }
    Claim { access_modes: Vec<String>, resources: Resources, storage_class_name: String }
    ClaimTemplate { metadata: Metadata, spec: Claim }
    References { config_map_refs: Vec<Keyed> }
}
