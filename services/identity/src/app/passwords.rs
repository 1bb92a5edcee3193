//! Password hashing: Argon2id, on threads of its own, and never more at once
//! than there are cores, nor than memory is set aside for.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash,
};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use tokio::sync::Semaphore;

use crate::domain::password::{Password, PasswordAttempt};

/// 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet; also the
/// second recommended option scaled down of RFC 9106 section 4).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many are served at once, whatever the machine has: 152 MiB of those that
/// a container is given (`k8s/`), which may see all cores of a large machine.
const MOST_AT_ONCE: usize = 8;

/// How many may wait for each core: about a second's work.
const WAITING_PER_CORE: usize = 32;

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many are waiting, or the process is stopping.
    #[error("too many passwords are being checked")]
    Busy,
    /// The algorithm refused: no memory, or the stored hash is damaged.
    #[error("password hashing failed")]
    Failed(#[source] password_hash::Error),
}

/// Hashes passwords within bounds.
pub struct Passwords {
    argon2: Argon2<'static>,
    /// Those who are served or wait.
    places: Semaphore,
    /// Those who are served.
    cores: Arc<Semaphore>,
    /// Of no password; has the same cost as a stored one.
    nobodys_hash: String,
}

impl Passwords {
    /// Uses this many cores, and eight at most.
    ///
    /// # Panics
    /// Never: the parameters are constant and valid.
    #[must_use]
    pub fn new(cores: usize) -> Self {
        let cores = cores.min(MOST_AT_ONCE);
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
            .expect("the parameters are within the algorithm's bounds");
        Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            places: Semaphore::new(cores * (1 + WAITING_PER_CORE)),
            cores: Arc::new(Semaphore::new(cores)),
            nobodys_hash: nobodys_hash(),
        }
    }

    /// Hashes a new password; returns a PHC string.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn hash(&self, password: Password) -> Result<String, PasswordError> {
        let argon2 = self.argon2.clone();
        self.run(move || argon2.hash_password(password.as_bytes()))
            .await?
            .map(|hash| hash.to_string())
            .map_err(PasswordError::Failed)
    }

    /// Tells whether `attempt` is the password with the PHC string `stored`.
    /// Without one it is not, at the same cost.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn verify(
        &self,
        attempt: PasswordAttempt,
        stored: Option<String>,
    ) -> Result<bool, PasswordError> {
        let argon2 = self.argon2.clone();
        let stored = stored.unwrap_or_else(|| self.nobodys_hash.clone());
        let verified = self
            .run(move || {
                let hash = PasswordHash::new(&stored).map_err(password_hash::Error::from)?;
                argon2.verify_password(attempt.as_bytes(), &hash)
            })
            .await?;
        match verified {
            Ok(()) => Ok(true),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(PasswordError::Failed(error)),
        }
    }

    /// Runs `work` on a core of its own, if there is a place to wait for one.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let _place = self.places.try_acquire().map_err(|_| PasswordError::Busy)?;
        let core = Arc::clone(&self.cores)
            .acquire_owned()
            .await
            .map_err(|_| PasswordError::Busy)?;
        // The core is held by the work, not by whoever waits for it: a caller
        // who goes away does not free what is still busy.
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(core);
            result
        })
        .await
        .map_err(|_| PasswordError::Busy)
    }
}

fn nobodys_hash() -> String {
    let salt = BASE64_STANDARD_NO_PAD.encode([0; 16]);
    let output = BASE64_STANDARD_NO_PAD.encode([0; 32]);
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${output}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "correct horse battery staple";

    fn password() -> Password {
        Password::try_new(TEXT).expect("long enough")
    }

    #[tokio::test]
    async fn only_the_password_itself_is_accepted() {
        let passwords = Passwords::new(2);
        let stored = passwords.hash(password()).await.expect("hashes");
        for (attempt, accepted) in [(TEXT, true), ("correct horse", false), ("", false)] {
            let verified = passwords
                .verify(PasswordAttempt::new(attempt), Some(stored.clone()))
                .await;
            assert_eq!(verified.expect("verifies"), accepted, "{attempt}");
        }
    }

    #[tokio::test]
    async fn same_password_is_never_stored_the_same() {
        let passwords = Passwords::new(2);
        let [a, b] = [passwords.hash(password()), passwords.hash(password())];
        assert_ne!(a.await.expect("hashes"), b.await.expect("hashes"));
    }

    #[tokio::test]
    async fn unknown_address_costs_what_a_known_one_costs() {
        let passwords = Passwords::new(2);
        let stored = passwords.hash(password()).await.expect("hashes");
        let cost = |phc: &str| {
            let hash = PasswordHash::new(phc).expect("a PHC string");
            (hash.algorithm, hash.version, hash.params.to_string())
        };
        assert_eq!(cost(&nobodys_hash()), cost(&stored));
        let verified = passwords.verify(PasswordAttempt::new(TEXT), None).await;
        assert!(!verified.expect("verifies"));
    }

    #[tokio::test]
    async fn too_many_at_once_are_turned_away() {
        let passwords = Passwords::new(1);
        let _all = passwords
            .places
            .try_acquire_many(33)
            .expect("nobody waits yet");
        let refused = passwords.hash(password()).await;
        assert!(matches!(refused, Err(PasswordError::Busy)));
    }
}
