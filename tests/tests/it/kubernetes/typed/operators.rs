//! What the operators of Prometheus and of Postgres and cert-manager read
//! (<https://prometheus-operator.dev/docs/api-reference/api/>,
//! <https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/>,
//! <https://cloudnative-pg.io/plugin-barman-cloud/docs/plugin-barman-cloud.v1/>,
//! <https://cert-manager.io/docs/reference/api-docs/>).

use serde::{Deserialize, Serialize};

use super::{
    Keyed, Named, Selector, Words, fields,
    pods::{References, Resources},
};

fields! {
    Monitor { selector: Selector, pod_metrics_endpoints: Vec<Endpoint> }
    Endpoint { port: String, interval: String, honor_labels: bool }
    Rules { groups: Vec<Group> }
    Group { name: String, rules: Vec<Rule> }
    Rule { alert: String, expr: String, r#for: String, labels: Words, annotations: Words }
    Cluster {
        image_name: String, instances: u32, storage: Storage, wal_storage: Storage, postgresql: Postgresql,
        certificates: ServerCertificates, affinity: Affinity, resources: Resources, bootstrap: Bootstrap,
        managed: Managed, plugins: Vec<Plugin>, external_clusters: Vec<External>, monitoring: Monitoring,
    }
    ServerCertificates { server = "serverTLSSecret": String, authority = "serverCASecret": String }
    Storage { size: String }
    Postgresql { synchronous: Synchronous, parameters: Words }
    Synchronous { method: String, number: u32 }
    Affinity { pod_anti_affinity_type: String, topology_key: String }
    Bootstrap { initdb: Initdb, recovery: Recovery }
    Initdb {
        database: String, owner: String, sql = "postInitSQLRefs": References,
        application_sql = "postInitApplicationSQLRefs": References,
    }
    Recovery { source: String, recovery_target: RecoveryTarget }
    RecoveryTarget { target_time: String }
    Managed { roles: Vec<Role> }
    Role { name: String, ensure: String, login: bool, password_secret: Named }
    External { name: String, plugin: Plugin }
    Plugin { name: String, is_archiver = "isWALArchiver": bool, parameters: Words }
    ObjectStore {
        retention_policy: String, configuration: Bucket, instance_sidecar_configuration: Sidecar,
    }
    Sidecar { resources: Resources }
    Bucket {
        destination_path: String, endpoint_url = "endpointURL": String,
        s3_credentials = "s3Credentials": Credentials, wal: Compressed, data: Compressed,
    }
    Credentials { access_key_id: Keyed, secret_access_key: Keyed }
    Compressed { compression: String }
    Monitoring { enable_pod_monitor: bool }
    ScheduledBackup {
        schedule: String, immediate: bool, backup_owner_reference: String, method: String,
        plugin_configuration: Named, cluster: Named,
    }
    Issuer { self_signed: SelfSigned, ca: Authority }
    Authority { secret_name: String }
    Certificate {
        secret_name: String, secret_template: SecretTemplate, is_ca = "isCA": bool, common_name: String,
        dns_names: Vec<String>, usages: Vec<String>, duration: String, renew_before: String,
        private_key: PrivateKey, issuer_ref: IssuerRef,
    }
    SecretTemplate { labels: Words }
    PrivateKey { algorithm: String, size: u16, rotation_policy: String }
    IssuerRef { name: String, kind: String }
}

/// Takes no settings.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SelfSigned {}
