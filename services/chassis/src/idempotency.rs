//! `request_id` (AIP-155): a repeated call gets the first successful answer,
//! which is written in the transaction of the change and kept for
//! [`RETENTION_DAYS`].

pub(crate) mod tidy;

use bytes::Bytes;
use prost::Message;
use sqlx::PgConnection;
use uuid::Uuid;

pub use tidy::RETENTION_DAYS;

use crate::{
    auth::{Caller, Principal},
    crypto::sha256,
    database::{DbError, WriteTx},
    problem::Problem,
};

/// What makes a call the same call again.
#[derive(Debug)]
pub struct RequestKey(Option<Key>);

#[derive(Debug)]
struct Key {
    principal: String,
    request_id: Uuid,
    method: &'static str,
    request_hash: [u8; 32],
}

/// Why a call cannot be told to be new or a repetition.
#[derive(Debug, thiserror::Error)]
pub enum IdempotencyError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The id came before with another method or body.
    #[error("request_id was used for another request")]
    Reused,
}

impl From<IdempotencyError> for Problem {
    fn from(error: IdempotencyError) -> Self {
        match error {
            IdempotencyError::Database(error) => error.into(),
            IdempotencyError::Reused => Self::invalid(
                "REQUEST_ID_REUSED",
                "request_id was used for another request",
            ),
        }
    }
}

/// Removes the answers kept for somebody whose data is erased: they may tell
/// what was erased.
///
/// # Errors
/// If the statement fails.
pub async fn forget_in_tx(conn: &mut PgConnection, principal: &Principal) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM request_answer WHERE principal = $1",
        principal.to_string(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

impl RequestKey {
    /// Reads a request's id. An empty one makes a key that never replays.
    ///
    /// # Errors
    /// INVALID_ARGUMENT if it is not a UUID.
    pub fn try_new(
        caller: &Caller,
        method: &'static str,
        request_id: &str,
        request: &impl Message,
    ) -> Result<Self, Problem> {
        if request_id.is_empty() {
            return Ok(Self(None));
        }
        let request_id = Uuid::try_parse(request_id)
            .map_err(|_| Problem::field("request_id", "MALFORMED", "must be a UUID"))?;
        Ok(Self(Some(Key {
            principal: caller.principal.to_string(),
            request_id,
            method,
            request_hash: sha256(&request.encode_to_vec()),
        })))
    }

    /// Returns the first answer if there was one. To be called before anything
    /// else in the transaction: of two calls with the same id at once, the
    /// second waits here for the first.
    ///
    /// # Errors
    /// [`IdempotencyError`].
    pub async fn replay_in_tx<A: Message + Default>(
        &self,
        tx: &mut WriteTx,
    ) -> Result<Option<A>, IdempotencyError> {
        let Self(Some(key)) = self else {
            return Ok(None);
        };
        let lock = sha256(format!("{}/{}", key.principal, key.request_id).as_bytes());
        let lock = i64::from_be_bytes(lock[..8].try_into().expect("eight octets"));
        sqlx::query!(r#"SELECT pg_advisory_xact_lock($1) AS "lock!: ()""#, lock)
            .fetch_one(tx.conn())
            .await
            .map_err(DbError::from)?;
        let row = sqlx::query!(
            "SELECT method, request_hash, answer FROM request_answer \
             WHERE principal = $1 AND request_id = $2",
            key.principal,
            key.request_id,
        )
        .fetch_optional(tx.conn())
        .await
        .map_err(DbError::from)?;
        match row {
            None => Ok(None),
            Some(row) if row.method == key.method && row.request_hash == key.request_hash => {
                // Written by us; a message of a later release may have more
                // fields, which prost skips.
                let answer = A::decode(Bytes::from(row.answer));
                Ok(Some(answer.map_err(|_| IdempotencyError::Reused)?))
            }
            Some(_) => Err(IdempotencyError::Reused),
        }
    }

    /// Keeps the answer, if the transaction commits.
    ///
    /// # Errors
    /// If the statement fails.
    pub async fn save_in_tx(&self, tx: &mut WriteTx, answer: &impl Message) -> Result<(), DbError> {
        let Self(Some(key)) = self else {
            return Ok(());
        };
        sqlx::query!(
            "INSERT INTO request_answer (principal, request_id, method, request_hash, answer) \
             VALUES ($1, $2, $3, $4, $5)",
            key.principal,
            key.request_id,
            key.method,
            key.request_hash.as_slice(),
            answer.encode_to_vec(),
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
