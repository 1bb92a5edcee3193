//! How pods are found and who may reach them.

use serde::{Deserialize, Serialize};

use super::{Port, Selector, Words, fields};

fields! {
    Service {
        cluster_ip = "clusterIP": String, publish_not_ready_addresses: bool, selector: Words,
        ports: Vec<ServicePort>,
    }
    ServicePort { name: String, port: u16, target_port: Port, app_protocol: String }
    Policy {
        pod_selector: Selector, policy_types: Vec<String>, ingress: Vec<Ingress>, egress: Vec<Egress>,
    }
    Ingress { from: Vec<Peer>, ports: Vec<PolicyPort> }
    Egress { to: Vec<Peer>, ports: Vec<PolicyPort> }
    Peer { pod_selector: Selector, namespace_selector: Selector, ip_block: IpBlock }
    IpBlock { cidr: String, except: Vec<String> }
    PolicyPort { protocol: String, port: u16 }
    Route { parent_refs: Vec<Parent>, hostnames: Vec<String>, rules: Vec<RouteRule> }
    Parent { name: String, namespace: String }
    RouteRule { matches: Vec<Match>, backend_refs: Vec<Backend> }
    Match { method: Method }
    Method { service: String }
    Backend { name: String, port: u16 }
    BackendPolicy { target_refs: Vec<Reference>, validation: Validation }
    Reference { group: String, kind: String, name: String }
    Validation { hostname: String, ca_certificate_refs: Vec<Reference> }
}
