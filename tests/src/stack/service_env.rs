//! The configuration of the services in the stack, as environment variables.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::authority::CertificateFiles;
use super::nats::Nats;
use super::nats_users::NatsUser;
use super::postgres::{DATABASE, Postgres};
use super::secrets;
use super::service::Service;

/// The sender of every mail of the stack.
pub const MAIL_FROM: &str = "Linia <no-reply@linia.example>";

/// The secrets that services share or keep, random for each stack.
#[derive(Debug, Clone)]
pub struct ServiceSecrets {
    client_secrets: BTreeMap<Service, String>,
    master_keys: BTreeMap<Service, String>,
}

impl ServiceSecrets {
    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.client_secrets
            .values()
            .chain(self.master_keys.values())
    }

    /// New secrets for all services.
    #[must_use]
    pub fn random() -> Self {
        let each = |make: fn() -> String| {
            Service::ALL
                .into_iter()
                .map(|service| (service, make()))
                .collect()
        };
        Self {
            client_secrets: each(secrets::password),
            master_keys: each(secrets::key32),
        }
    }
}

/// What the services have to know of the rest of the stack.
#[derive(Debug)]
pub(crate) struct Surroundings<'a> {
    pub(crate) postgres: &'a Postgres,
    pub(crate) nats: &'a Nats,
    pub(crate) ports: &'a BTreeMap<Service, u16>,
    pub(crate) secrets: &'a ServiceSecrets,
    pub(crate) smtp: SocketAddr,
    pub(crate) otlp_endpoint: Option<String>,
    /// Directory of the object storage.
    pub(crate) objects: PathBuf,
    /// What the process proves itself with, and where it tells of its health.
    pub(crate) tls: Option<(CertificateFiles, u16)>,
}

impl Surroundings<'_> {
    /// The whole environment of one service that listens on `port`.
    pub(crate) fn environment(&self, service: Service, port: u16) -> BTreeMap<String, String> {
        let mut keys: Vec<(String, String)> =
            vec![("GRPC__LISTEN".into(), format!("127.0.0.1:{port}"))];
        keys.extend(self.database(service));
        keys.extend(self.broker(service));
        keys.extend(self.peers());
        keys.extend(self.secrets(service));
        keys.push(("TELEMETRY__LOG_FORMAT".into(), "json".into()));
        if let Some(endpoint) = &self.otlp_endpoint {
            keys.push(("TELEMETRY__OTLP_ENDPOINT".into(), endpoint.clone()));
        }
        keys.extend(self.tls());
        if service == Service::Submissions {
            let directory = self.objects.display().to_string();
            keys.push(("STORAGE__DIRECTORY".into(), directory));
        }
        if service == Service::Notifications {
            keys.extend(self.mail());
        }
        keys.into_iter()
            .map(|(key, value)| (service.variable(&key), value))
            .collect()
    }

    fn database(&self, service: Service) -> [(String, String); 2] {
        let owner = format!("{}_owner", service.name());
        [
            (
                "DATABASE__URL".into(),
                self.postgres.url(service.name(), DATABASE),
            ),
            (
                "DATABASE__OWNER_URL".into(),
                self.postgres.url(&owner, DATABASE),
            ),
        ]
    }

    fn broker(&self, service: Service) -> Vec<(String, String)> {
        let users = [
            ("NATS__", NatsUser::service(service.name())),
            ("NATS__PUBLIC_", NatsUser::public(service.name())),
            ("NATS__ADMIN_", NatsUser::admin()),
            ("NATS__PUBLIC_ADMIN_", NatsUser::public_admin()),
        ];
        let mut keys = vec![("NATS__URL".to_owned(), self.nats.url())];
        for (prefix, user) in users {
            keys.push((format!("{prefix}USER"), user.name().to_owned()));
            keys.push((
                format!("{prefix}PASSWORD"),
                self.nats.password(&user).to_owned(),
            ));
        }
        keys
    }

    fn peers(&self) -> impl Iterator<Item = (String, String)> {
        self.ports.iter().map(|(service, port)| {
            let key = format!("PEERS__{}", service.name().to_uppercase());
            let scheme = if self.tls.is_some() { "https" } else { "http" };
            (key, format!("{scheme}://127.0.0.1:{port}"))
        })
    }

    fn tls(&self) -> Vec<(String, String)> {
        let Some((files, health)) = &self.tls else {
            return Vec::new();
        };
        let file = |key: &str, path: &Path| (format!("TLS__{key}"), path.display().to_string());
        vec![
            file("CERTIFICATE_FILE", &files.certificate),
            file("KEY_FILE", &files.key),
            file("AUTHORITY_FILE", &files.authority),
            (
                "GRPC__HEALTH_LISTEN".to_owned(),
                format!("127.0.0.1:{health}"),
            ),
        ]
    }

    fn secrets(&self, service: Service) -> Vec<(String, String)> {
        let mut keys = Vec::new();
        if service == Service::Identity {
            let others = self
                .secrets
                .client_secrets
                .iter()
                .filter(|(other, _)| **other != service);
            keys.extend(others.map(|(other, secret)| {
                (
                    format!("SERVICE_ACCOUNTS__{}", other.name().to_uppercase()),
                    secret.clone(),
                )
            }));
        } else {
            keys.push((
                "CREDENTIALS__CLIENT_SECRET".into(),
                self.secrets.client_secrets[&service].clone(),
            ));
        }
        if matches!(
            service,
            Service::Identity | Service::Challenges | Service::Submissions
        ) {
            keys.push((
                "MASTER_KEY".into(),
                self.secrets.master_keys[&service].clone(),
            ));
        }
        keys
    }

    fn mail(&self) -> [(String, String); 4] {
        [
            ("SMTP__HOST".into(), self.smtp.ip().to_string()),
            ("SMTP__PORT".into(), self.smtp.port().to_string()),
            ("SMTP__FROM".into(), MAIL_FROM.into()),
            ("SMTP__TLS".into(), "none".into()),
        ]
    }
}
