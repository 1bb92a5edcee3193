//! The settings of this service.

use linia_chassis::{
    config::{
        CommonSettings, CredentialSettings, DatabaseSettings, GrpcSettings, NatsSettings,
        PeerSettings, Secret, Settings, TelemetrySettings,
    },
    crypto::MasterKey,
    tls::TlsSettings,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The settings of challenges.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChallengesSettings {
    /// Its schema.
    pub database: DatabaseSettings,
    /// Its door.
    pub grpc: GrpcSettings,
    /// The broker.
    pub nats: NatsSettings,
    /// What it tells of itself.
    pub telemetry: TelemetrySettings,
    /// The other services.
    pub peers: PeerSettings,
    /// What it proves itself with.
    pub credentials: CredentialSettings,
    /// What its connections prove themselves with.
    pub tls: TlsSettings,
    /// Wraps this service's shares of the stage keys: base64 of 32 octets.
    /// Whoever loses it can open no stage any more. Several with white space
    /// between: the first wraps, the others, which it has taken the place of,
    /// still open what they have wrapped.
    pub master_key: Secret,
}

impl Settings for ChallengesSettings {
    fn common(&self) -> CommonSettings<'_> {
        CommonSettings {
            database: &self.database,
            grpc: &self.grpc,
            nats: &self.nats,
            telemetry: &self.telemetry,
            peers: &self.peers,
            credentials: &self.credentials,
            tls: &self.tls,
            page_secret: &self.master_key,
        }
    }

    fn problems(&self) -> Vec<String> {
        let key = MasterKey::try_from_base64(self.master_key.expose());
        key.err()
            .map(|error| format!("master_key: {error}"))
            .into_iter()
            .collect()
    }
}
