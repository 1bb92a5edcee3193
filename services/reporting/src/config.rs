//! The settings of this service: those that every service has.

use linia_chassis::{
    config::{
        CommonSettings, CredentialSettings, DatabaseSettings, GrpcSettings, NatsSettings,
        PeerSettings, Settings, TelemetrySettings,
    },
    tls::TlsSettings,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that can be set.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReportingSettings {
    /// The service's schema.
    pub database: DatabaseSettings,
    /// The service's door.
    pub grpc: GrpcSettings,
    /// The broker.
    pub nats: NatsSettings,
    /// What the service tells of itself.
    pub telemetry: TelemetrySettings,
    /// The other services.
    pub peers: PeerSettings,
    /// What the service proves itself with.
    pub credentials: CredentialSettings,
    /// What its connections prove themselves with.
    pub tls: TlsSettings,
}

impl Settings for ReportingSettings {
    fn common(&self) -> CommonSettings<'_> {
        CommonSettings {
            database: &self.database,
            grpc: &self.grpc,
            nats: &self.nats,
            telemetry: &self.telemetry,
            peers: &self.peers,
            credentials: &self.credentials,
            tls: &self.tls,
            page_secret: &self.credentials.client_secret,
        }
    }

    fn problems(&self) -> Vec<String> {
        Vec::new()
    }
}
