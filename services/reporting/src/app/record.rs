//! Writes down what a batch of events says.

use linia_chassis::database::DbError;
use sqlx::PgConnection;

use crate::{domain::Facts, store};

/// Every table that is written from events, and from nothing else.
pub(crate) const TABLES: &[&str] = store::TABLES;

/// Writes facts down; those that are known already change nothing.
///
/// # Errors
/// If a statement fails; then the batch must be applied again.
pub(crate) async fn record_in_tx(conn: &mut PgConnection, facts: &Facts) -> Result<(), DbError> {
    store::insert_facts(conn, facts).await
}
