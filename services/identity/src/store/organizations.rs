//! The tables `organization` and `organization_identifier`.

use linia_chassis::id::{AccountId, OrganizationId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{
    country::CountryCode,
    display_name::OrganizationName,
    identifiers::Identifier,
    organization::{
        Organization, OrganizationDetails, OrganizationKind, OrganizationSize, OrganizationState,
    },
};

/// Whose eyes a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Sees every organization.
    All,
    /// Sees the verified ones, and those that the person may act for.
    Account(AccountId),
}

struct OrganizationRow {
    id: Uuid,
    display_name: String,
    kind: String,
    country_code: String,
    size: Option<String>,
    verify_time: Option<OffsetDateTime>,
    verifier_id: Option<Uuid>,
    version: i64,
    create_time: OffsetDateTime,
    schemes: Vec<String>,
    identifiers: Vec<String>,
}

const fn kind_text(kind: OrganizationKind) -> &'static str {
    match kind {
        OrganizationKind::ContractingAuthority => "contracting_authority",
        OrganizationKind::Company => "company",
        OrganizationKind::Research => "research",
        OrganizationKind::NonGovernmental => "non_governmental",
    }
}

const fn corrupt(column: &'static str) -> StoreError {
    StoreError::Corrupt {
        table: "organization",
        column,
    }
}

const fn size_text(size: OrganizationSize) -> &'static str {
    match size {
        OrganizationSize::Micro => "micro",
        OrganizationSize::Small => "small",
        OrganizationSize::Medium => "medium",
        OrganizationSize::Large => "large",
    }
}

pub(super) fn size_from_text(text: &str) -> Result<OrganizationSize, StoreError> {
    [
        OrganizationSize::Micro,
        OrganizationSize::Small,
        OrganizationSize::Medium,
        OrganizationSize::Large,
    ]
    .into_iter()
    .find(|size| size_text(*size) == text)
    .ok_or(corrupt("size"))
}

pub(super) fn country_from_text(text: &str) -> Result<CountryCode, StoreError> {
    CountryCode::try_new(text).map_err(|_| corrupt("country_code"))
}

pub(super) fn kind_from_text(text: &str) -> Result<OrganizationKind, StoreError> {
    [
        OrganizationKind::ContractingAuthority,
        OrganizationKind::Company,
        OrganizationKind::Research,
        OrganizationKind::NonGovernmental,
    ]
    .into_iter()
    .find(|kind| kind_text(*kind) == text)
    .ok_or(corrupt("kind"))
}

impl TryFrom<OrganizationRow> for Organization {
    type Error = StoreError;

    fn try_from(row: OrganizationRow) -> Result<Self, StoreError> {
        let identifiers: Result<_, _> = row
            .schemes
            .iter()
            .zip(&row.identifiers)
            .map(|(scheme, id)| Identifier::try_new(scheme, id))
            .collect();
        let details = OrganizationDetails {
            display_name: OrganizationName::try_new(&row.display_name)
                .map_err(|_| corrupt("display_name"))?,
            kind: kind_from_text(&row.kind)?,
            country: country_from_text(&row.country_code)?,
            size: row.size.as_deref().map(size_from_text).transpose()?,
            identifiers: identifiers.map_err(|_| corrupt("identifiers"))?,
        };
        let state = match (row.verify_time, row.verifier_id) {
            (None, None) => OrganizationState::Registered,
            (Some(verify_time), Some(verifier)) => OrganizationState::Verified {
                verify_time,
                verifier: verifier.into(),
            },
            (Some(_), None) | (None, Some(_)) => return Err(corrupt("verifier_id")),
        };
        Ok(Self {
            id: row.id.into(),
            details,
            state,
            create_time: row.create_time,
            version: row.version,
        })
    }
}

/// Adds an organization, without its identifiers.
///
/// # Errors
/// If the statement fails.
pub async fn insert_organization(
    conn: &mut PgConnection,
    organization: &Organization,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO organization \
         (id, display_name, kind, country_code, state, version, create_time, size) \
         VALUES ($1, $2, $3, $4, 'registered', $5, $6, $7)",
        organization.id.as_uuid(),
        organization.details.display_name.as_str(),
        kind_text(organization.details.kind),
        organization.details.country.as_str(),
        organization.version,
        organization.create_time,
        organization.details.size.map(size_text),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds the identifiers of a new organization.
///
/// # Errors
/// [`StoreError::IdentifierTaken`], or if the statement fails.
pub async fn insert_identifiers(
    conn: &mut PgConnection,
    organization: &Organization,
) -> Result<(), StoreError> {
    let identifiers = &organization.details.identifiers;
    let schemes: Vec<_> = identifiers.iter().map(|i| i.scheme().to_owned()).collect();
    let ids: Vec<_> = identifiers.iter().map(|i| i.id().to_owned()).collect();
    sqlx::query!(
        "INSERT INTO organization_identifier (organization_id, position, scheme, identifier) \
         SELECT $1, i.position::smallint, i.scheme, i.identifier \
         FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS i (scheme, identifier, position)",
        organization.id.as_uuid(),
        &schemes,
        &ids,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves a verification.
///
/// # Errors
/// If the statement fails.
pub async fn update_verification(
    conn: &mut PgConnection,
    organization: &Organization,
    verify_time: OffsetDateTime,
    verifier: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE organization \
         SET state = 'verified', verify_time = $2, verifier_id = $3, version = $4 \
         WHERE id = $1 AND state = 'registered'",
        organization.id.as_uuid(),
        verify_time,
        verifier.as_uuid(),
        organization.version,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks an organization; tells whether there is one. What depends on it must
/// be read by later statements: one that waits for a lock sees other tables as
/// they were before.
///
/// # Errors
/// If the statement fails.
pub async fn lock_organization(
    conn: &mut PgConnection,
    id: OrganizationId,
) -> Result<bool, StoreError> {
    let locked = sqlx::query_scalar!(
        r#"SELECT true AS "locked!" FROM organization WHERE id = $1 FOR UPDATE"#,
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(locked.is_some())
}

/// Finds an organization.
///
/// # Errors
/// If the statement fails or the row is corrupt.
pub async fn find_organization(
    conn: &mut PgConnection,
    id: OrganizationId,
) -> Result<Option<Organization>, StoreError> {
    sqlx::query_as!(
        OrganizationRow,
        r#"
        SELECT o.id, o.display_name, o.kind, o.country_code, o.size, o.verify_time, o.verifier_id,
            o.version, o.create_time,
            ARRAY(SELECT i.scheme FROM organization_identifier AS i
                  WHERE i.organization_id = o.id ORDER BY i.position) AS "schemes!",
            ARRAY(SELECT i.identifier FROM organization_identifier AS i
                  WHERE i.organization_id = o.id ORDER BY i.position) AS "identifiers!"
        FROM organization AS o
        WHERE o.id = $1
        "#,
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?
    .map(Organization::try_from)
    .transpose()
}

/// Lists what the viewer can see, newest first, from after `cursor` on.
///
/// # Errors
/// If the statement fails or a row is corrupt.
pub async fn list_organizations(
    conn: &mut PgConnection,
    viewer: Viewer,
    cursor: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<Organization>, StoreError> {
    let (sees_all, account) = match viewer {
        Viewer::All => (true, None),
        Viewer::Account(account) => (false, Some(account.as_uuid())),
    };
    let (after_time, after_id) = cursor.unzip();
    sqlx::query_as!(
        OrganizationRow,
        r#"
        SELECT o.id, o.display_name, o.kind, o.country_code, o.size, o.verify_time, o.verifier_id,
            o.version, o.create_time,
            ARRAY(SELECT i.scheme FROM organization_identifier AS i
                  WHERE i.organization_id = o.id ORDER BY i.position) AS "schemes!",
            ARRAY(SELECT i.identifier FROM organization_identifier AS i
                  WHERE i.organization_id = o.id ORDER BY i.position) AS "identifiers!"
        FROM organization AS o
        WHERE ($1 OR o.state = 'verified'
               OR EXISTS (SELECT FROM membership AS m
                          WHERE m.organization_id = o.id AND m.account_id = $2))
          AND ($3::timestamptz IS NULL OR (o.create_time, o.id) < ($3, $4::uuid))
        ORDER BY o.create_time DESC, o.id DESC
        LIMIT $5
        "#,
        sees_all,
        account,
        after_time,
        after_id,
        limit,
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Organization::try_from)
    .collect()
}
