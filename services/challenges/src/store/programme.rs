//! The table `programme`.

use linia_chassis::{
    id::{OrganizationId, ProgrammeId},
    standing::Eligibility,
};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{StoreError, programme_rows::ProgrammeRow};
use crate::domain::{
    content::LocalizedText,
    programme::{Programme, content::Phase},
};

/// A programme as it is stored.
#[derive(Debug, Clone)]
pub struct StoredProgramme {
    /// The aggregate.
    pub programme: Programme,
    /// Changes with every change.
    pub version: i64,
}

/// Selects programmes; the tail begins with `WHERE`.
macro_rules! select_programmes {
    ($tail:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            ProgrammeRow,
            r#"
            SELECT id, organization, state, source_language,
                   titles AS "titles: Json<Vec<LocalizedText>>",
                   descriptions AS "descriptions: Json<Vec<LocalizedText>>", time_zone, operators,
                   patron, open_time, close_time, capacity, waiting_capacity,
                   eligibility AS "eligibility: Json<Eligibility>",
                   phases AS "phases: Json<Vec<Phase>>", end_reason, create_time, update_time,
                   publish_time, end_time, version
            FROM programme
            "# + $tail,
            $($argument),+
        )
    };
}

/// Finds a programme.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    conn: &mut PgConnection,
    id: ProgrammeId,
) -> Result<Option<StoredProgramme>, StoreError> {
    let row = select_programmes!("WHERE id = $1", id.as_uuid())
        .fetch_optional(conn)
        .await?;
    row.map(StoredProgramme::try_from).transpose()
}

/// Finds a programme and keeps everybody else from changing it, or who takes
/// part in it, until the transaction ends.
///
/// # Errors
/// [`StoreError`].
pub async fn lock(
    conn: &mut PgConnection,
    id: ProgrammeId,
) -> Result<Option<StoredProgramme>, StoreError> {
    let row = select_programmes!("WHERE id = $1 FOR UPDATE", id.as_uuid())
        .fetch_optional(conn)
        .await?;
    row.map(StoredProgramme::try_from).transpose()
}

/// Lists what is published and what `organizations` hold or operate, newest
/// first. This is the policy `view_programme` in SQL.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    conn: &mut PgConnection,
    organizations: &[OrganizationId],
    after: Option<&(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<StoredProgramme>, StoreError> {
    let organizations: Vec<Uuid> = organizations.iter().map(OrganizationId::as_uuid).collect();
    let (after_time, after_id) = after.copied().unzip();
    let rows = select_programmes!(
        r#"
        WHERE (publish_time IS NOT NULL OR organization = ANY ($1) OR operators && $1)
          AND ($2::timestamptz IS NULL OR (create_time, id) < ($2, $3::uuid))
        ORDER BY create_time DESC, id DESC
        LIMIT $4
        "#,
        &organizations,
        after_time,
        after_id,
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(StoredProgramme::try_from).collect()
}

/// Adds a draft.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(conn: &mut PgConnection, programme: &Programme) -> Result<(), StoreError> {
    let content = &programme.content;
    let operators: Vec<Uuid> = content.operators.iter().map(|it| it.as_uuid()).collect();
    sqlx::query!(
        "INSERT INTO programme (id, organization, state, source_language, titles, descriptions, \
         time_zone, operators, patron, open_time, close_time, capacity, waiting_capacity, \
         eligibility, phases, create_time, update_time) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        programme.id.as_uuid(),
        programme.organization.as_uuid(),
        programme.state.kind().as_str(),
        content.source_language,
        Json(&content.titles) as _,
        Json(&content.descriptions) as _,
        content.time_zone,
        &operators,
        content.patron.map(|it| it.as_uuid()),
        content.enrolment.open_time,
        content.enrolment.close_time,
        content.enrolment.capacity,
        content.enrolment.waiting_capacity,
        Json(&content.eligibility) as _,
        Json(&content.phases) as _,
        programme.create_time,
        programme.update_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves what is written, and returns the new version.
///
/// # Errors
/// [`StoreError::Changed`] if the version is another one meanwhile.
pub async fn update_content(
    conn: &mut PgConnection,
    programme: &Programme,
    version: i64,
) -> Result<i64, StoreError> {
    let content = &programme.content;
    let operators: Vec<Uuid> = content.operators.iter().map(|it| it.as_uuid()).collect();
    sqlx::query_scalar!(
        "UPDATE programme SET source_language = $3, titles = $4, descriptions = $5, \
         time_zone = $6, operators = $7, patron = $8, open_time = $9, close_time = $10, \
         capacity = $11, waiting_capacity = $12, eligibility = $13, phases = $14, \
         update_time = $15, version = version + 1 \
         WHERE id = $1 AND version = $2 RETURNING version",
        programme.id.as_uuid(),
        version,
        content.source_language,
        Json(&content.titles) as _,
        Json(&content.descriptions) as _,
        content.time_zone,
        &operators,
        content.patron.map(|it| it.as_uuid()),
        content.enrolment.open_time,
        content.enrolment.close_time,
        content.enrolment.capacity,
        content.enrolment.waiting_capacity,
        Json(&content.eligibility) as _,
        Json(&content.phases) as _,
        programme.update_time,
    )
    .fetch_optional(conn)
    .await?
    .ok_or(StoreError::Changed)
}

/// Saves the state, and returns the new version.
///
/// # Errors
/// [`StoreError::Changed`] if the version is another one meanwhile.
pub async fn update_state(
    conn: &mut PgConnection,
    programme: &Programme,
    version: i64,
) -> Result<i64, StoreError> {
    let state = &programme.state;
    let (end_time, end_reason) = state.end().unzip();
    sqlx::query_scalar!(
        "UPDATE programme SET state = $3, publish_time = $4, end_time = $5, end_reason = $6, \
         update_time = $7, version = version + 1 \
         WHERE id = $1 AND version = $2 RETURNING version",
        programme.id.as_uuid(),
        version,
        state.kind().as_str(),
        state.publish_time(),
        end_time,
        end_reason,
        programme.update_time,
    )
    .fetch_optional(conn)
    .await?
    .ok_or(StoreError::Changed)
}
