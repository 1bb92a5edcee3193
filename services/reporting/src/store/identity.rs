//! The facts about accounts and organizations. Each batch is one statement per table.

use std::collections::BTreeMap;

use linia_chassis::{database::DbError, id::OrganizationId};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::{
    RegisteredOrganization, VerifiedAccount, VerifiedOrganization,
    notice::{Identifier, Organization},
};

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

pub(super) async fn registered_organizations(
    conn: &mut PgConnection,
    rows: &[RegisteredOrganization],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let organizations: Vec<Uuid> = rows.iter().map(|row| row.organization.as_uuid()).collect();
    let names: Vec<&str> = rows
        .iter()
        .map(|row| row.entry.display_name.as_str())
        .collect();
    let identifiers: Vec<Json<&[Identifier]>> = rows
        .iter()
        .map(|row| Json(row.entry.identifiers.as_slice()))
        .collect();
    sqlx::query!(
        "INSERT INTO registered_organization (organization, display_name, identifiers)
         SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::jsonb[])
         ON CONFLICT DO NOTHING",
        &organizations,
        &names as &[&str],
        &identifiers as &[Json<&[Identifier]>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns those organizations that are known, by name.
pub(crate) async fn organizations(
    conn: &mut PgConnection,
    ids: &[OrganizationId],
) -> Result<BTreeMap<String, Organization>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(OrganizationId::as_uuid).collect();
    let rows = sqlx::query!(
        r#"SELECT organization, display_name, identifiers AS "identifiers: Json<Vec<Identifier>>"
           FROM registered_organization WHERE organization = ANY ($1)"#,
        &ids,
    )
    .fetch_all(conn)
    .await?;
    let known = rows.into_iter().map(|row| {
        let organization = Organization {
            display_name: row.display_name,
            identifiers: row.identifiers.0,
        };
        (
            OrganizationId::from(row.organization).to_string(),
            organization,
        )
    });
    Ok(known.collect())
}
