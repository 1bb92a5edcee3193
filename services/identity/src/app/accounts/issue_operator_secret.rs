//! Whoever runs the installation prepares for its first operator.

use linia_chassis::database::Database;

use crate::{
    app::{AppError, opaque_token::OpaqueToken},
    store::operator_secrets,
};

/// Makes a one-time secret that lives this many seconds. Whoever can run
/// commands next to the database may call it; there is no RPC for it.
///
/// # Errors
/// [`AppError::Store`].
pub async fn issue_operator_secret(
    database: &Database,
    lifetime_seconds: u32,
) -> Result<OpaqueToken, AppError> {
    let secret = OpaqueToken::generate();
    let mut tx = database.begin_write().await?;
    operator_secrets::insert_operator_secret(tx.conn(), &secret.sha256(), lifetime_seconds).await?;
    tx.commit().await?;
    Ok(secret)
}
