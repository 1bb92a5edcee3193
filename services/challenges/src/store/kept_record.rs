//! What the law orders to keep of a person: in which contests they acted, asked
//! for admission or for an opening, got more time, or won.

use linia_chassis::id::{AccountId, EntrantName};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::StoreError;

/// The ends of the terms of all published contests whose record names a person;
/// `None` of one that runs. A term is as long as the database keeps the rows
/// (`refuse_early_deletion`).
///
/// # Errors
/// [`StoreError`].
pub async fn list_terms(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<Option<OffsetDateTime>>, StoreError> {
    let terms = sqlx::query_scalar!(
        r#"SELECT ((CASE state
                        WHEN 'AWARDED' THEN award_time
                        WHEN 'RESULT_ANNULLED' THEN decide_time
                        WHEN 'CANCELLED' THEN update_time
                    END - INTERVAL '1 day') AT TIME ZONE 'UTC'
                   + INTERVAL '4 years' + INTERVAL '1 day') AT TIME ZONE 'UTC' AS "term?"
           FROM challenge c
           WHERE publish_time IS NOT NULL AND (
               EXISTS (SELECT FROM act WHERE challenge = c.id AND actor = $1)
               OR EXISTS (SELECT FROM admission WHERE challenge = c.id AND entrant = $1)
               OR EXISTS (SELECT FROM individual_extension
                          WHERE challenge = c.id AND entrant = $1)
               OR EXISTS (SELECT FROM laureate WHERE challenge = c.id AND entrant = $1)
               OR EXISTS (SELECT FROM runner_up WHERE challenge = c.id AND entrant = $1)
               OR EXISTS (SELECT FROM opening_attempt o JOIN stage s ON s.id = o.stage
                          WHERE s.challenge = c.id AND o.caller = $1))"#,
        EntrantName::Account(account).to_string(),
    )
    .fetch_all(conn)
    .await?;
    Ok(terms)
}
