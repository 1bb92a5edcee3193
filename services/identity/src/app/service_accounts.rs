//! Service accounts: the other services, which prove themselves with a client
//! secret from the configuration (RFC 6749 section 4.4).

use std::collections::BTreeMap;

use linia_chassis::{config::Secret, crypto::sha256};
use subtle::ConstantTimeEq;

/// The services that may sign in, and the hashes of their secrets.
pub struct ServiceAccounts(BTreeMap<String, [u8; 32]>);

impl ServiceAccounts {
    /// Takes names and secrets as configured.
    #[must_use]
    pub fn new(secrets: &BTreeMap<String, Secret>) -> Self {
        let hashed = secrets
            .iter()
            .map(|(name, secret)| (name.clone(), sha256(secret.expose().as_bytes())));
        Self(hashed.collect())
    }

    /// Whether `secret` is the secret of the service. Takes the same time
    /// however much of it is right, and whether or not there is the service.
    #[must_use]
    pub fn verify(&self, name: &str, secret: &str) -> bool {
        let presented = sha256(secret.as_bytes());
        let known = self.0.get(name);
        let equal = presented.ct_eq(known.unwrap_or(&[0; 32]));
        known.is_some() & bool::from(equal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_services_own_secret_is_accepted() {
        let secrets = [("submissions", "s3cret"), ("reporting", "other")]
            .map(|(name, secret)| (name.to_owned(), Secret::from(secret)));
        let accounts = ServiceAccounts::new(&BTreeMap::from(secrets));
        assert!(accounts.verify("submissions", "s3cret"));
        for (name, secret) in [
            ("submissions", "other"),
            ("submissions", ""),
            ("challenges", "s3cret"),
            ("", ""),
        ] {
            assert!(!accounts.verify(name, secret), "{name} {secret}");
        }
    }
}
