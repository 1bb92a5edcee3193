//! The settings of identity.

use std::collections::BTreeMap;

use linia_chassis::{
    config::{
        CommonSettings, CredentialSettings, DatabaseSettings, GrpcSettings, NatsSettings,
        PeerSettings, Secret, Settings, TelemetrySettings,
    },
    crypto::MasterKey,
    limits::Rate,
    tls::TlsSettings,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::OWN_NAME;

/// A secret shorter than this can be guessed.
const MIN_CLIENT_SECRET: usize = 16;

/// The longest that a role may outlive its revocation.
const MAX_ACCESS_TOKEN_SECONDS: u32 = 3600;

/// The settings of identity.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IdentitySettings {
    /// Its schema.
    pub database: DatabaseSettings,
    /// Its door.
    pub grpc: GrpcSettings,
    /// The broker.
    pub nats: NatsSettings,
    /// What it tells of itself.
    pub telemetry: TelemetrySettings,
    /// The other services; it calls none.
    pub peers: PeerSettings,
    /// What it proves itself with; it needs no proof.
    pub credentials: CredentialSettings,
    /// What its connections prove themselves with.
    pub tls: TlsSettings,
    /// Base64 of 32 octets: wraps the signing key and the key shares. Losing it
    /// loses every key share, and with them everything that was handed in.
    /// Several with white space between: the first wraps, the others, which it
    /// has taken the place of, still open what they have wrapped.
    pub master_key: Secret,
    /// The services that may sign in, and their secrets. Several with white
    /// space between are all accepted, while one is changed.
    pub service_accounts: BTreeMap<String, Secret>,
    /// How often a password may be tried.
    pub sign_in: SignInSettings,
    /// How long tokens live.
    pub lifetimes: LifetimeSettings,
}

/// How often a password may be tried.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SignInSettings {
    /// For one e-mail address, from wherever (NIST SP 800-63B, 5.2.2). Whoever
    /// is signed in already is not held by it.
    pub per_address: Rate,
}

impl Default for SignInSettings {
    fn default() -> Self {
        Self {
            per_address: Rate {
                per_minute: 20,
                burst: 20,
            },
        }
    }
}

/// How long tokens live, by the real clock.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LifetimeSettings {
    /// An access token; a role that was taken away is gone after this long.
    pub access_token_seconds: u32,
    /// A session, from sign-in, however often its tokens are refreshed.
    pub session_seconds: u32,
    /// The token in a verification mail.
    pub email_verification_seconds: u32,
    /// The one-time secret for the first operator.
    pub operator_secret_seconds: u32,
}

impl Default for LifetimeSettings {
    fn default() -> Self {
        Self {
            access_token_seconds: 600,
            session_seconds: 30 * 24 * 3600,
            email_verification_seconds: 24 * 3600,
            operator_secret_seconds: 3600,
        }
    }
}

impl Settings for IdentitySettings {
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
        let mut problems = Vec::new();
        if let Err(error) = MasterKey::try_from_base64(self.master_key.expose()) {
            problems.push(format!("master_key must be base64 of 32 octets: {error}"));
        }
        for (name, secret) in &self.service_accounts {
            let mut each = secret.expose().split_whitespace().peekable();
            if each.peek().is_none() || each.any(|secret| secret.len() < MIN_CLIENT_SECRET) {
                problems.push(format!(
                    "service_accounts.{name} must have at least {MIN_CLIENT_SECRET} characters"
                ));
            }
        }
        if self.service_accounts.contains_key(OWN_NAME) {
            problems.push(format!(
                "service_accounts.{OWN_NAME} is this service itself"
            ));
        }
        if !self.sign_in.per_address.is_positive() {
            problems.push("sign_in.per_address must be positive".to_owned());
        }
        problems.extend(self.lifetimes.problems());
        problems
    }
}

impl LifetimeSettings {
    fn problems(&self) -> Vec<String> {
        let mut problems: Vec<_> = [
            ("access_token_seconds", self.access_token_seconds),
            ("session_seconds", self.session_seconds),
            (
                "email_verification_seconds",
                self.email_verification_seconds,
            ),
            ("operator_secret_seconds", self.operator_secret_seconds),
        ]
        .into_iter()
        .filter(|(_, seconds)| *seconds == 0)
        .map(|(name, _)| format!("lifetimes.{name} must be positive"))
        .collect();
        if self.access_token_seconds > MAX_ACCESS_TOKEN_SECONDS {
            problems.push(format!(
                "lifetimes.access_token_seconds must be at most {MAX_ACCESS_TOKEN_SECONDS}"
            ));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_named_at_once() {
        let mut settings = IdentitySettings::default();
        let secrets = [
            ("identity", "long-enough-to-be-one"),
            ("reporting", "short"),
        ];
        settings.service_accounts =
            BTreeMap::from(secrets.map(|(name, secret)| (name.to_owned(), Secret::from(secret))));
        settings.sign_in.per_address.burst = 0;
        settings.lifetimes.session_seconds = 0;
        settings.lifetimes.access_token_seconds = 86_400;
        let problems = settings.problems();
        for setting in [
            "master_key",
            "service_accounts.identity",
            "service_accounts.reporting",
            "sign_in.per_address",
            "lifetimes.session_seconds",
            "lifetimes.access_token_seconds",
        ] {
            let named = |problem: &&String| problem.starts_with(setting);
            assert_eq!(problems.iter().filter(named).count(), 1, "{setting}");
        }
    }
}
