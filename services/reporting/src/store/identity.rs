//! The facts about accounts and organizations. Each batch is one statement per table.

use linia_chassis::database::DbError;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::{VerifiedAccount, VerifiedOrganization};

pub(super) async fn verified_accounts(
    conn: &mut PgConnection,
    rows: &[VerifiedAccount],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let accounts: Vec<Uuid> = rows.iter().map(|row| row.account.as_uuid()).collect();
    let verify_times: Vec<OffsetDateTime> = rows.iter().map(|row| row.verify_time).collect();
    sqlx::query!(
        "INSERT INTO verified_account (account, verify_time)
         SELECT * FROM UNNEST($1::uuid[], $2::timestamptz[])
         ON CONFLICT DO NOTHING",
        &accounts,
        &verify_times,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn verified_organizations(
    conn: &mut PgConnection,
    rows: &[VerifiedOrganization],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let organizations: Vec<Uuid> = rows.iter().map(|row| row.organization.as_uuid()).collect();
    let verify_times: Vec<OffsetDateTime> = rows.iter().map(|row| row.verify_time).collect();
    sqlx::query!(
        "INSERT INTO verified_organization (organization, verify_time)
         SELECT * FROM UNNEST($1::uuid[], $2::timestamptz[])
         ON CONFLICT DO NOTHING",
        &organizations,
        &verify_times,
    )
    .execute(conn)
    .await?;
    Ok(())
}
