//! The tables `signing_key` and `own_signing_key`.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::StoreError;
use crate::domain::signing_key::SigningKey;

struct SigningKeyRow {
    key_id: String,
    service: String,
    public_key: Vec<u8>,
    create_time: OffsetDateTime,
    retire_time: Option<OffsetDateTime>,
}

impl TryFrom<SigningKeyRow> for SigningKey {
    type Error = StoreError;

    fn try_from(row: SigningKeyRow) -> Result<Self, StoreError> {
        let public_key = row.public_key.try_into().map_err(|_| StoreError::Corrupt {
            table: "signing_key",
            column: "public_key",
        })?;
        Ok(Self {
            key_id: row.key_id,
            service: row.service,
            public_key,
            create_time: row.create_time,
            retire_time: row.retire_time,
        })
    }
}

/// Publishes a key, unless its id is known already; tells whether it was not.
///
/// # Errors
/// If the statement fails.
pub async fn insert_signing_key(
    conn: &mut PgConnection,
    key_id: &str,
    service: &str,
    public_key: &[u8; 32],
) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO signing_key (key_id, service, public_key) VALUES ($1, $2, $3) \
         ON CONFLICT (key_id) DO NOTHING",
        key_id,
        service,
        public_key.as_slice(),
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Says when a service's keys but one have ceased to sign: in five minutes,
/// when every replica has long taken the other up. The time of a key that is
/// retiring already stays.
///
/// # Errors
/// If the statement fails.
pub async fn retire_signing_keys(
    conn: &mut PgConnection,
    service: &str,
    but: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE signing_key SET retire_time = linia_now() + interval '5 minutes' \
         WHERE service = $1 AND key_id <> $2 AND retire_time IS NULL",
        service,
        but,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets every replica find a service's keys where it looks for unknown ones.
///
/// # Errors
/// If the statement fails.
pub async fn copy_for_verification(
    conn: &mut PgConnection,
    service: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO verification_key (key_id, service, public_key) \
         SELECT key_id, service, public_key FROM signing_key WHERE service = $1 \
         ON CONFLICT (key_id) DO NOTHING",
        service,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds a key by its id.
///
/// # Errors
/// If the statement fails or the row is corrupt.
pub async fn find_signing_key(
    conn: &mut PgConnection,
    key_id: &str,
) -> Result<Option<SigningKey>, StoreError> {
    sqlx::query_as!(
        SigningKeyRow,
        "SELECT key_id, service, public_key, create_time, retire_time \
         FROM signing_key WHERE key_id = $1",
        key_id,
    )
    .fetch_optional(conn)
    .await?
    .map(SigningKey::try_from)
    .transpose()
}

/// Lists all keys, oldest first.
///
/// # Errors
/// If the statement fails or a row is corrupt.
pub async fn list_signing_keys(conn: &mut PgConnection) -> Result<Vec<SigningKey>, StoreError> {
    sqlx::query_as!(
        SigningKeyRow,
        "SELECT key_id, service, public_key, create_time, retire_time \
         FROM signing_key ORDER BY create_time, key_id",
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(SigningKey::try_from)
    .collect()
}

/// Makes replicas that start at once take turns, until the transaction ends.
///
/// # Errors
/// If the statement fails.
pub async fn lock_own_signing_key(conn: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!(
        r#"SELECT pg_advisory_xact_lock(hashtextextended('linia.identity.own_signing_key', 0)) AS "lock!: ()""#
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// Finds this service's own key, wrapped.
///
/// # Errors
/// If the statement fails.
pub async fn find_own_signing_key(conn: &mut PgConnection) -> Result<Option<Vec<u8>>, StoreError> {
    let wrapped = sqlx::query_scalar!("SELECT wrapped FROM own_signing_key")
        .fetch_optional(conn)
        .await?;
    Ok(wrapped)
}

/// Keeps this service's own key, wrapped, in place of the one before it.
///
/// # Errors
/// If the statement fails.
pub async fn save_own_signing_key(
    conn: &mut PgConnection,
    key_id: &str,
    wrapped: &[u8],
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO own_signing_key (key_id, wrapped) VALUES ($1, $2) \
         ON CONFLICT (\"only\") DO UPDATE SET key_id = excluded.key_id, wrapped = excluded.wrapped",
        key_id,
        wrapped,
    )
    .execute(conn)
    .await?;
    Ok(())
}
