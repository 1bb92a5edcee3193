//! The settings that every service has.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Secret;
use crate::{
    grpc::{MAX_MESSAGE_OCTETS, addresses},
    limits::LimitSettings,
    tls::TlsSettings,
};

/// The settings that every service has, borrowed from its own.
#[derive(Debug, Clone, Copy)]
pub struct CommonSettings<'a> {
    /// Its schema.
    pub database: &'a DatabaseSettings,
    /// Its door.
    pub grpc: &'a GrpcSettings,
    /// The broker.
    pub nats: &'a NatsSettings,
    /// What it tells of itself.
    pub telemetry: &'a TelemetrySettings,
    /// The other services.
    pub peers: &'a PeerSettings,
    /// What it proves itself with.
    pub credentials: &'a CredentialSettings,
    /// What its connections prove themselves with.
    pub tls: &'a TlsSettings,
    /// What its page tokens are signed with: its master key or, where it has
    /// none, its client secret.
    pub page_secret: &'a Secret,
}

impl CommonSettings<'_> {
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut check = |ok: bool, text: &str| {
            if !ok {
                problems.push(text.to_owned());
            }
        };
        check(
            !self.database.url.is_empty(),
            "database.url must name the service's own role",
        );
        check(
            self.database.max_connections >= 4,
            "database.max_connections must be at least 4",
        );
        check(
            self.grpc.listen.parse::<SocketAddr>().is_ok(),
            "grpc.listen must be an address and a port",
        );
        check(
            self.grpc.max_concurrent_requests > 0,
            "grpc.max_concurrent_requests must be positive",
        );
        check(
            self.grpc.max_large_octets >= MAX_MESSAGE_OCTETS,
            "grpc.max_large_octets must be at least 4194304, for the largest message",
        );
        check(
            !self.page_secret.is_empty(),
            "master_key or, where there is none, credentials.client_secret must be set",
        );
        for group in self.grpc.limits.shut() {
            check(false, &format!("grpc.limits.{group} must be positive"));
        }
        check(!self.nats.url.is_empty(), "nats.url must not be empty");
        let health = &self.grpc.health_listen;
        check(
            health.is_empty() || health.parse::<SocketAddr>().is_ok(),
            "grpc.health_listen must be an address and a port",
        );
        check(
            !self.tls.is_on() || !health.is_empty(),
            "grpc.health_listen must be set where tls is: whoever probes has no certificate",
        );
        let scheme = if self.tls.is_on() { "https" } else { "http" };
        for (name, setting) in self.peers.all() {
            check(
                addresses(setting)
                    .is_ok_and(|found| found.iter().all(|it| it.scheme_str() == Some(scheme))),
                &format!(
                    "peers.{name} must be an address such as {scheme}://{name}:8080, or several, \
                     separated by commas"
                ),
            );
        }
        problems.extend(self.tls.problems());
        problems
    }
}

/// The service's schema.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseSettings {
    /// Address of the database with the service's role; may use what the owner
    /// made, nothing else.
    pub url: Secret,
    /// Address with the role that owns the schema; for `migrate` only.
    pub owner_url: Secret,
    /// Size of the pool.
    pub max_connections: u32,
    /// How long a call waits for a connection.
    pub acquire_timeout_seconds: u64,
    /// How long one statement may take; those of `migrate` take as long as
    /// they need.
    pub statement_timeout_seconds: u64,
    /// How long a statement of `migrate` may wait for a lock: whoever needs
    /// the table meanwhile waits behind it.
    pub migration_lock_timeout_seconds: u64,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            url: Secret::default(),
            owner_url: Secret::default(),
            max_connections: 16,
            acquire_timeout_seconds: 5,
            statement_timeout_seconds: 15,
            migration_lock_timeout_seconds: 10,
        }
    }
}

/// The service's door.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GrpcSettings {
    /// Address and port to listen on.
    pub listen: String,
    /// Address and port on which nothing but health is told, and never over
    /// TLS: for probes, which have no certificate. Empty: with all the rest.
    pub health_listen: String,
    /// Calls worked on at once; more are turned away with a hint when to
    /// return.
    pub max_concurrent_requests: usize,
    /// Octets of messages larger than 64 KiB that are worked on at once, a
    /// stream counted as 2 MiB; more are turned away with a hint when to
    /// return. Memory for twice as much must be there.
    pub max_large_octets: usize,
    /// Calls at once on one connection.
    pub max_concurrent_streams: u32,
    /// Longest time a call may take; a stream that a caller sends takes as long
    /// as it needs.
    pub request_timeout_seconds: u64,
    /// A connection is closed after this long, so that clients spread over
    /// replicas.
    pub max_connection_age_seconds: u64,
    /// How long calls under way may take when the process stops, and after
    /// them everything else together.
    pub drain_seconds: u64,
    /// How often one caller may call.
    pub limits: LimitSettings,
}

impl Default for GrpcSettings {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            health_listen: String::new(),
            max_concurrent_requests: 256,
            max_large_octets: 64 << 20,
            max_concurrent_streams: 256,
            request_timeout_seconds: 20,
            max_connection_age_seconds: 300,
            drain_seconds: 20,
            limits: LimitSettings::default(),
        }
    }
}

/// The broker.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NatsSettings {
    /// Addresses, separated by commas; `tls://…` for TLS, with the files of
    /// `tls` if they are set.
    pub url: String,
    /// The service's user in the internal account.
    pub user: String,
    /// Password of `nats.user`.
    pub password: Secret,
    /// The service's user in the public account.
    pub public_user: String,
    /// Password of `nats.public_user`.
    pub public_password: Secret,
    /// The user who sets streams up in the internal account; for `streams`
    /// only.
    pub admin_user: String,
    /// Password of `nats.admin_user`.
    pub admin_password: Secret,
    /// The user who sets streams up in the public account; for `streams` only.
    pub public_admin_user: String,
    /// Password of `nats.public_admin_user`.
    pub public_admin_password: Secret,
    /// How many copies of a stream the cluster keeps; for `streams` only.
    pub stream_replicas: usize,
    /// How long an answer of the broker is waited for.
    pub request_timeout_seconds: u64,
}

impl Default for NatsSettings {
    fn default() -> Self {
        Self {
            url: "nats://127.0.0.1:4222".to_owned(),
            user: String::new(),
            password: Secret::default(),
            public_user: String::new(),
            public_password: Secret::default(),
            admin_user: String::new(),
            admin_password: Secret::default(),
            public_admin_user: String::new(),
            public_admin_password: Secret::default(),
            stream_replicas: 1,
            request_timeout_seconds: 5,
        }
    }
}

/// What the service tells of itself.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TelemetrySettings {
    /// OTLP receiver over gRPC; empty turns traces and metrics off.
    pub otlp_endpoint: String,
    /// How logs are written.
    pub log_format: LogFormat,
    /// Which logs are written (`tracing` filter directives). Below `info`
    /// libraries keep silent: they print what passes through them.
    pub log_filter: String,
    /// How often metrics are sent.
    pub metric_interval_seconds: u64,
}

impl Default for TelemetrySettings {
    fn default() -> Self {
        Self {
            otlp_endpoint: String::new(),
            log_format: LogFormat::Text,
            // The broker's client tells every attempt to connect; what counts
            // is told by us.
            log_filter: "info,async_nats=error".to_owned(),
            metric_interval_seconds: 15,
        }
    }
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, a line each.
    Json,
}

/// Where the other services are.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PeerSettings {
    /// Address of identity; several, separated by commas, if no name stands for
    /// all its replicas.
    pub identity: String,
    /// Address of challenges; several, separated by commas, if no name stands for
    /// all its replicas.
    pub challenges: String,
    /// Address of submissions; several, separated by commas, if no name stands for
    /// all its replicas.
    pub submissions: String,
    /// Address of notifications; several, separated by commas, if no name stands for
    /// all its replicas.
    pub notifications: String,
    /// Address of reporting; several, separated by commas, if no name stands for
    /// all its replicas.
    pub reporting: String,
}

impl PeerSettings {
    fn all(&self) -> [(&'static str, &str); 5] {
        [
            ("identity", &self.identity),
            ("challenges", &self.challenges),
            ("submissions", &self.submissions),
            ("notifications", &self.notifications),
            ("reporting", &self.reporting),
        ]
    }
}

impl Default for PeerSettings {
    fn default() -> Self {
        let at = |name: &str| format!("http://{name}:8080");
        Self {
            identity: at("identity"),
            challenges: at("challenges"),
            submissions: at("submissions"),
            notifications: at("notifications"),
            reporting: at("reporting"),
        }
    }
}

/// What the service proves itself with.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CredentialSettings {
    /// The client secret that identity knows it by.
    pub client_secret: Secret,
}
