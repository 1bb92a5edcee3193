//! The settings of this service.

use lettre::message::Mailbox;
use linia_chassis::{
    config::{
        CommonSettings, CredentialSettings, DatabaseSettings, GrpcSettings, NatsSettings,
        PeerSettings, Secret, Settings, TelemetrySettings,
    },
    tls::TlsSettings,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NotificationsSettings {
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
    /// Where people find Linia; links in mails begin with it.
    pub public_url: String,
    /// The mail server.
    pub smtp: SmtpSettings,
}

impl Default for NotificationsSettings {
    fn default() -> Self {
        Self {
            database: DatabaseSettings::default(),
            grpc: GrpcSettings::default(),
            nats: NatsSettings::default(),
            telemetry: TelemetrySettings::default(),
            peers: PeerSettings::default(),
            credentials: CredentialSettings::default(),
            tls: TlsSettings::default(),
            public_url: "http://localhost:8080".to_owned(),
            smtp: SmtpSettings::default(),
        }
    }
}

/// The mail server.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SmtpSettings {
    /// Name of the mail server, which its certificate must bear.
    pub host: String,
    /// Port of the mail server.
    pub port: u16,
    /// The sender of every mail, for example `Linia <no-reply@linia.example>`.
    pub from: String,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// Who signs in; empty for nobody.
    pub user: String,
    /// The password to sign in with.
    pub password: Secret,
}

impl Default for SmtpSettings {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 25,
            from: "Linia <no-reply@localhost>".to_owned(),
            tls: SmtpTls::None,
            user: String::new(),
            password: Secret::default(),
        }
    }
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// Not at all: for a server on the same machine.
    None,
    /// Upgraded before anything is said (RFC 3207); refused if it cannot be.
    Starttls,
    /// From the first octet (RFC 8314).
    Tls,
}

impl Settings for NotificationsSettings {
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
        let smtp = &self.smtp;
        let checks = [
            (
                is_web_address(&self.public_url),
                "public_url must begin with http:// or https://",
            ),
            (!smtp.host.is_empty(), "smtp.host must not be empty"),
            (smtp.port != 0, "smtp.port must not be 0"),
            (
                smtp.from.parse::<Mailbox>().is_ok(),
                "smtp.from must be an address, with a name or without",
            ),
            (
                smtp.user.is_empty() == smtp.password.is_empty(),
                "smtp.user and smtp.password must be given together",
            ),
            (
                smtp.user.is_empty() || smtp.tls != SmtpTls::None,
                "smtp.password must not be sent without smtp.tls",
            ),
        ];
        let wrong = checks.into_iter().filter(|(right, _)| !right);
        wrong.map(|(_, problem)| problem.to_owned()).collect()
    }
}

fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_right() {
        assert_eq!(NotificationsSettings::default().problems(), [""; 0]);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let settings = NotificationsSettings {
            public_url: "linia.example".into(),
            smtp: SmtpSettings {
                port: 0,
                from: "nobody".into(),
                user: "linia".into(),
                ..SmtpSettings::default()
            },
            ..NotificationsSettings::default()
        };
        assert_eq!(settings.problems().len(), 5, "{:?}", settings.problems());
    }
}
