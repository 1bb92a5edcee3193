//! The settings of this service.

use linia_chassis::{
    config::{
        CommonSettings, CredentialSettings, DatabaseSettings, GrpcSettings, NatsSettings,
        PeerSettings, Settings, TelemetrySettings,
    },
    id::ChallengeId,
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
    /// What is published for everybody.
    pub open_data: OpenDataSettings,
}

/// What is published for everybody (OCDS).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OpenDataSettings {
    /// The prefix of this publisher, which is registered with the Open
    /// Contracting Partnership: the ids of contests begin with it. It must stay
    /// the same for good. The default is the standard's own example.
    pub ocid_prefix: String,
    /// Who publishes.
    pub publisher: String,
    /// What the `uri` of every package begins with. Packages are answered over
    /// gRPC and gRPC-Web; whoever puts copies there makes it an address.
    pub public_url: String,
}

impl Default for OpenDataSettings {
    fn default() -> Self {
        Self {
            ocid_prefix: "ocds-213czf".to_owned(),
            publisher: "Linia".to_owned(),
            public_url: "http://localhost:8080".to_owned(),
        }
    }
}

impl OpenDataSettings {
    /// What identifies the releases of a challenge.
    pub(crate) fn uri_of(&self, challenge: ChallengeId) -> String {
        let base = self.public_url.trim_end_matches('/');
        format!("{base}/open-data/{challenge}")
    }

    /// What identifies those of all challenges.
    pub(crate) fn uri_of_all(&self) -> String {
        let base = self.public_url.trim_end_matches('/');
        format!("{base}/open-data/releases")
    }

    fn problems(&self) -> Vec<String> {
        let prefix = self.ocid_prefix.strip_prefix("ocds-");
        let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let url = &self.public_url;
        let checks = [
            (
                prefix.is_some_and(|it| it.len() == 6 && it.bytes().all(lower)),
                "open_data.ocid_prefix must be ocds- and six lower-case letters or digits",
            ),
            (
                !self.publisher.is_empty(),
                "open_data.publisher must not be empty",
            ),
            (
                url.starts_with("https://") || url.starts_with("http://"),
                "open_data.public_url must begin with http:// or https://",
            ),
        ];
        let wrong = checks.into_iter().filter(|(right, _)| !right);
        wrong.map(|(_, problem)| problem.to_owned()).collect()
    }
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
        self.open_data.problems()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_right() {
        assert_eq!(ReportingSettings::default().problems(), [""; 0]);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        for prefix in ["", "ocds-", "213czf", "ocds-213CZF", "ocds-213czf0"] {
            let settings = ReportingSettings {
                open_data: OpenDataSettings {
                    ocid_prefix: prefix.to_owned(),
                    publisher: String::new(),
                    public_url: "linia.example".to_owned(),
                },
                ..ReportingSettings::default()
            };
            assert_eq!(settings.problems().len(), 3, "{prefix}");
        }
    }
}
