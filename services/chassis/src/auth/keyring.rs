//! The public keys that tokens are verified with: identity's, kept in memory
//! and, as a last copy, in the service's own schema, so that tokens can be
//! verified while identity is down.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use linia_proto::identity::v1::{
    ListSigningKeysRequest, signing_key_service_client::SigningKeyServiceClient,
};
use quick_cache::sync::Cache;
use time::OffsetDateTime;
use tokio::sync::Mutex;

use super::{Caller, Claims, TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_TYPE};
use crate::{
    crypto::{CryptoError, jws, sha256, verify_jws},
    database::{Database, DbError},
    grpc::Replicas,
};

/// Tokens are accepted this much after their end, for clocks that differ.
const LEEWAY_SECONDS: i64 = 5;
/// Tokens signed by unknown keys make us ask identity at most this often.
const REFRESH_INTERVAL: Duration = Duration::from_secs(2);
const REFRESH_TIMEOUT: Duration = Duration::from_secs(3);
/// Tokens whose signatures need not be verified again: those of that many
/// callers at a time.
const VERIFIED_TOKENS: usize = 4096;

/// Why a token is not accepted. The caller is told no more than that.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It is not a token of ours.
    #[error(transparent)]
    Signature(#[from] CryptoError),
    /// No key by this id is known.
    #[error("signed by an unknown key")]
    UnknownKey,
    /// It has ended.
    #[error("expired")]
    Expired,
    /// It was made by or for somebody else.
    #[error("foreign issuer, audience or subject")]
    Foreign,
}

/// Why keys could not be read anew.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// Identity did not answer.
    #[error("identity gave no keys")]
    Identity(#[from] Box<tonic::Status>),
    /// The last copy could not be read or written.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// The keys of all services. Cheap to clone.
#[derive(Clone)]
pub struct Keyring {
    keys: Arc<RwLock<HashMap<String, KnownKey>>>,
    source: Source,
    database: Database,
    refreshed: Arc<Mutex<Option<Instant>>>,
    /// By the SHA-256 of the token. A signature once valid stays so: keys are
    /// never taken back, they retire.
    verified: Arc<Cache<[u8; 32], Verified>>,
}

/// What a token with a valid signature says.
#[derive(Clone)]
struct Verified {
    caller: Caller,
    end: i64,
}

impl Verified {
    fn caller(self) -> Result<Caller, TokenError> {
        if self.end + LEEWAY_SECONDS <= OffsetDateTime::now_utc().unix_timestamp() {
            return Err(TokenError::Expired);
        }
        Ok(self.caller)
    }
}

#[derive(Clone)]
struct KnownKey {
    service: String,
    public_key: [u8; 32],
}

/// Where keys come from.
#[derive(Clone)]
enum Source {
    /// This process is identity. It inserts its key itself; another replica
    /// may have made a newer one.
    Own,
    /// Identity is asked.
    Identity(Replicas),
}

impl Keyring {
    /// Of identity itself, which finds all of its keys in its own schema.
    #[must_use]
    pub fn of_identity(database: Database) -> Self {
        Self::new(database, None)
    }

    pub(crate) fn new(database: Database, identity: Option<Replicas>) -> Self {
        Self {
            keys: Arc::default(),
            source: identity.map_or(Source::Own, Source::Identity),
            database,
            refreshed: Arc::default(),
            verified: Arc::new(Cache::new(VERIFIED_TOKENS)),
        }
    }

    /// Adds a key. Malformed ones are left out: they verify nothing.
    pub fn insert(&self, key_id: &str, service: &str, public_key: &[u8]) {
        if let Ok(public_key) = public_key.try_into() {
            let service = service.to_owned();
            self.write().insert(
                key_id.to_owned(),
                KnownKey {
                    service,
                    public_key,
                },
            );
        }
    }

    /// The public key by which `service` signs as `key_id`.
    #[must_use]
    pub fn find(&self, service: &str, key_id: &str) -> Option<[u8; 32]> {
        let keys = self
            .keys
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let key = keys.get(key_id)?;
        (key.service == service).then_some(key.public_key)
    }

    /// Verifies an access token and tells who calls.
    ///
    /// # Errors
    /// [`TokenError`].
    pub async fn verify(&self, token: &str) -> Result<Caller, TokenError> {
        let digest = sha256(token.as_bytes());
        if let Some(verified) = self.verified.get(&digest) {
            return verified.caller();
        }
        let verified = self.verify_signature(token).await?;
        self.verified.insert(digest, verified.clone());
        verified.caller()
    }

    async fn verify_signature(&self, token: &str) -> Result<Verified, TokenError> {
        let key_id = jws::key_id_of(token)?;
        let key = match self.find("identity", &key_id) {
            Some(key) => key,
            None => {
                self.refresh_for_unknown_key().await;
                self.find("identity", &key_id)
                    .ok_or(TokenError::UnknownKey)?
            }
        };
        let claims: Claims = verify_jws(token, TOKEN_TYPE, &key)?;
        if claims.iss != TOKEN_ISSUER || claims.aud != TOKEN_AUDIENCE {
            return Err(TokenError::Foreign);
        }
        Ok(Verified {
            end: claims.exp,
            caller: Caller::from_claims(claims).ok_or(TokenError::Foreign)?,
        })
    }

    /// Loads the last copy from the service's schema.
    pub(crate) async fn load_last_copy(&self) -> Result<(), DbError> {
        let rows = sqlx::query!("SELECT key_id, service, public_key FROM verification_key")
            .fetch_all(self.database.pool())
            .await?;
        for row in rows {
            self.insert(&row.key_id, &row.service, &row.public_key);
        }
        Ok(())
    }

    async fn refresh_for_unknown_key(&self) {
        let mut refreshed = self.refreshed.lock().await;
        if refreshed.is_some_and(|at| at.elapsed() < REFRESH_INTERVAL) {
            return;
        }
        if let Err(error) = self.refresh().await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "signing keys could not be read anew");
        }
        // Afterwards, so that those who waited meanwhile do not ask as well.
        *refreshed = Some(Instant::now());
    }

    async fn refresh(&self) -> Result<(), KeyringError> {
        let Source::Identity(replicas) = &self.source else {
            return Ok(self.load_last_copy().await?);
        };
        let mut request = tonic::Request::new(ListSigningKeysRequest {});
        request.set_timeout(REFRESH_TIMEOUT);
        let keys = SigningKeyServiceClient::new(replicas.clone())
            .list_signing_keys(request)
            .await
            .map_err(Box::new)?
            .into_inner()
            .signing_keys;
        for key in keys {
            self.insert(&key.key_id, &key.service, &key.ed25519_public_key);
            sqlx::query!(
                "INSERT INTO verification_key (key_id, service, public_key) \
                 VALUES ($1, $2, $3) ON CONFLICT (key_id) DO NOTHING",
                key.key_id,
                key.service,
                key.ed25519_public_key.as_ref(),
            )
            .execute(self.database.pool())
            .await
            .map_err(DbError::from)?;
        }
        Ok(())
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, HashMap<String, KnownKey>> {
        self.keys
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_that_was_verified_before_still_ends() {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let verified = |end| Verified {
            caller: Caller::anonymous(),
            end,
        };
        assert!(verified(now + 60).caller().is_ok());
        let ended = verified(now - 60).caller();
        assert!(matches!(ended, Err(TokenError::Expired)));
    }
}
