//! Service accounts: the other services, which prove themselves with a client
//! secret from the configuration (RFC 6749 section 4.4). While one is changed
//! there are two.

use std::collections::BTreeMap;

use linia_chassis::{config::Secret, crypto::sha256};
use subtle::{Choice, ConstantTimeEq};

/// The services that may sign in, and the hashes of their secrets.
pub struct ServiceAccounts(BTreeMap<String, Vec<[u8; 32]>>);

impl ServiceAccounts {
    /// Takes names and secrets as configured: what stands in a secret with
    /// white space between are several.
    #[must_use]
    pub fn new(secrets: &BTreeMap<String, Secret>) -> Self {
        let hashed = secrets.iter().map(|(name, secret)| {
            let each = secret.expose().split_whitespace();
            let hashes = each.map(|secret| sha256(secret.as_bytes())).collect();
            (name.clone(), hashes)
        });
        Self(hashed.collect())
    }

    /// Whether `secret` is the secret of the service. Takes the same time
    /// however much of it is right, and whether or not there is the service.
    #[must_use]
    pub fn verify(&self, name: &str, secret: &str) -> bool {
        let presented = sha256(secret.as_bytes());
        let nobody = vec![[0; 32]];
        let known = self.0.get(name).unwrap_or(&nobody);
        let equal = known.iter().fold(Choice::from(0), |found, known| {
            found | presented.ct_eq(known)
        });
        bool::from(equal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_that_is_changed_and_the_one_before_it_are_both_accepted() {
        let secrets = [("submissions", "new old\n"), ("reporting", "")]
            .map(|(name, secret)| (name.to_owned(), Secret::from(secret)));
        let accounts = ServiceAccounts::new(&BTreeMap::from(secrets));
        for (secret, accepted) in [
            ("new", true),
            ("old", true),
            ("new old", false),
            ("", false),
        ] {
            assert_eq!(accounts.verify("submissions", secret), accepted, "{secret}");
        }
        assert!(!accounts.verify("reporting", ""));
    }

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
