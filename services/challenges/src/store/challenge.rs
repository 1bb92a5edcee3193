//! The table `challenge`, and the aggregate as a whole.

use std::collections::HashMap;

use linia_chassis::{
    id::{ChallengeId, OrganizationId},
    standing::Eligibility,
};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    StoreError, appeal, extension, laureate,
    rows::{ChallengeRow, assemble},
    runner_up, stage,
};
use crate::domain::{
    challenge::Challenge,
    content::{LocalizedText, Prize},
    state::State,
};

/// A challenge as it is stored.
#[derive(Debug, Clone)]
pub struct StoredChallenge {
    /// The aggregate.
    pub challenge: Challenge,
    /// Changes with every change.
    pub version: i64,
    /// Number of the last internal event about it; 0 before the first.
    pub event_version: i64,
}

/// Selects challenges; the tail begins with `WHERE`.
macro_rules! select_challenges {
    ($tail:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            ChallengeRow,
            r#"
            SELECT id, authority, state, source_language, titles AS "titles: Json<Vec<LocalizedText>>",
                   descriptions AS "descriptions: Json<Vec<LocalizedText>>", cpv_codes, anonymous,
                   time_zone, prizes AS "prizes: Json<Vec<Prize>>", remarks, protocol_sha256,
                   create_time, update_time, publish_time, propose_time, decide_time,
                   earliest_award_time, award_time, version, event_version,
                   required_qualifications AS "required_qualifications: Json<Vec<LocalizedText>>",
                   runner_up_allowed, scheduled_publish_time, admission, application_deadline,
                   eligibility AS "eligibility: Json<Eligibility>"
            FROM challenge
            "# + $tail,
            $($argument),+
        )
    };
}

/// Finds a challenge.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    conn: &mut PgConnection,
    id: ChallengeId,
) -> Result<Option<StoredChallenge>, StoreError> {
    let row = select_challenges!("WHERE id = $1", id.as_uuid())
        .fetch_optional(&mut *conn)
        .await?;
    complete_one(conn, row).await
}

/// Finds a challenge and keeps everybody else from changing it until the
/// transaction ends. Every change of it, its stages and its keys locks it
/// first.
///
/// # Errors
/// [`StoreError`].
pub async fn lock(
    conn: &mut PgConnection,
    id: ChallengeId,
) -> Result<Option<StoredChallenge>, StoreError> {
    let row = select_challenges!("WHERE id = $1 FOR UPDATE", id.as_uuid())
        .fetch_optional(&mut *conn)
        .await?;
    complete_one(conn, row).await
}

/// Finds a challenge as it is after every change that is under way. Waits for
/// those, and keeps later ones waiting until the transaction ends.
///
/// # Errors
/// [`StoreError`].
pub async fn settle(
    conn: &mut PgConnection,
    id: ChallengeId,
) -> Result<Option<StoredChallenge>, StoreError> {
    let row = select_challenges!("WHERE id = $1 FOR SHARE", id.as_uuid())
        .fetch_optional(&mut *conn)
        .await?;
    complete_one(conn, row).await
}

/// Lists what is published, what belongs to `authorities`, and for operators
/// what is submitted, newest first. This is the policy `view_challenge` in SQL.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    conn: &mut PgConnection,
    authorities: &[OrganizationId],
    operator: bool,
    after: Option<&(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<StoredChallenge>, StoreError> {
    let authorities: Vec<Uuid> = authorities.iter().map(OrganizationId::as_uuid).collect();
    let (after_time, after_id) = after.copied().unzip();
    let rows = select_challenges!(
        r#"
        WHERE (publish_time IS NOT NULL OR authority = ANY ($1)
               OR ($5 AND state IN ('IN_REVIEW', 'PENDING_APPROVAL', 'APPROVED')))
          AND ($2::timestamptz IS NULL OR (create_time, id) < ($2, $3::uuid))
        ORDER BY create_time DESC, id DESC
        LIMIT $4
        "#,
        &authorities,
        after_time,
        after_id,
        limit,
        operator
    )
    .fetch_all(&mut *conn)
    .await?;
    complete(conn, rows).await
}

/// Finds these challenges, in no order.
///
/// # Errors
/// [`StoreError`].
pub async fn list_of(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<StoredChallenge>, StoreError> {
    let rows = select_challenges!("WHERE id = ANY ($1)", ids)
        .fetch_all(&mut *conn)
        .await?;
    complete(conn, rows).await
}

/// Adds a draft without its stages.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    conn: &mut PgConnection,
    challenge: &Challenge,
    event_version: i64,
) -> Result<(), StoreError> {
    let content = &challenge.content;
    sqlx::query!(
        "INSERT INTO challenge (id, authority, state, source_language, titles, descriptions, \
         cpv_codes, anonymous, time_zone, prizes, create_time, update_time, event_version, \
         required_qualifications, runner_up_allowed, admission, application_deadline, eligibility) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        challenge.id.as_uuid(),
        challenge.authority.as_uuid(),
        challenge.state.kind().as_str(),
        content.source_language,
        Json(&content.titles) as _,
        Json(&content.descriptions) as _,
        &content.cpv_codes,
        content.anonymous,
        content.time_zone,
        Json(&content.prizes) as _,
        challenge.create_time,
        challenge.update_time,
        event_version,
        Json(&content.required_qualifications) as _,
        content.runner_up_allowed,
        content.admission.as_str(),
        content.application_deadline,
        Json(&content.eligibility) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves what is written, without the stages, and returns the new version.
///
/// # Errors
/// [`StoreError::Changed`] if the version is another one meanwhile.
pub async fn update_content(
    conn: &mut PgConnection,
    challenge: &Challenge,
    version: i64,
) -> Result<i64, StoreError> {
    let content = &challenge.content;
    sqlx::query_scalar!(
        "UPDATE challenge SET source_language = $3, titles = $4, descriptions = $5, \
         cpv_codes = $6, anonymous = $7, time_zone = $8, prizes = $9, update_time = $10, \
         required_qualifications = $11, runner_up_allowed = $12, admission = $13, \
         application_deadline = $14, eligibility = $15, \
         version = version + 1 \
         WHERE id = $1 AND version = $2 RETURNING version",
        challenge.id.as_uuid(),
        version,
        content.source_language,
        Json(&content.titles) as _,
        Json(&content.descriptions) as _,
        &content.cpv_codes,
        content.anonymous,
        content.time_zone,
        Json(&content.prizes) as _,
        challenge.update_time,
        Json(&content.required_qualifications) as _,
        content.runner_up_allowed,
        content.admission.as_str(),
        content.application_deadline,
        Json(&content.eligibility) as _,
    )
    .fetch_optional(conn)
    .await?
    .ok_or(StoreError::Changed)
}

/// Saves the texts that an amendment changed, and returns the new version.
///
/// # Errors
/// [`StoreError::Changed`] if the version is another one meanwhile.
pub async fn update_texts(
    conn: &mut PgConnection,
    challenge: &Challenge,
    version: i64,
    event_version: i64,
) -> Result<i64, StoreError> {
    let content = &challenge.content;
    sqlx::query_scalar!(
        "UPDATE challenge SET titles = $3, descriptions = $4, update_time = $5, \
         event_version = $6, version = version + 1 \
         WHERE id = $1 AND version = $2 RETURNING version",
        challenge.id.as_uuid(),
        version,
        Json(&content.titles) as _,
        Json(&content.descriptions) as _,
        challenge.update_time,
        event_version,
    )
    .fetch_optional(conn)
    .await?
    .ok_or(StoreError::Changed)
}

/// Saves the state and returns the new version.
///
/// # Errors
/// [`StoreError::Changed`] if the version is another one meanwhile.
pub async fn update_state(
    conn: &mut PgConnection,
    challenge: &Challenge,
    version: i64,
    event_version: i64,
) -> Result<i64, StoreError> {
    let state = &challenge.state;
    let approval = state.approval();
    let decide_time = match state {
        State::ResultAnnulled { annul_time, .. } => Some(*annul_time),
        _ => approval.map(|approval| approval.approve_time),
    };
    let award_time = match state {
        State::Awarded { award_time, .. } => Some(*award_time),
        _ => None,
    };
    let proposal = state.proposal();
    sqlx::query_scalar!(
        "UPDATE challenge SET state = $3, remarks = $4, protocol_sha256 = $5, publish_time = $6, \
         propose_time = $7, decide_time = $8, earliest_award_time = $9, award_time = $10, \
         update_time = $11, event_version = $12, scheduled_publish_time = $13, \
         version = version + 1 \
         WHERE id = $1 AND version = $2 RETURNING version",
        challenge.id.as_uuid(),
        version,
        state.kind().as_str(),
        state.remarks(),
        proposal.map(|proposal| proposal.protocol_sha256.as_slice()),
        state
            .publication()
            .map(|publication| publication.publish_time),
        proposal.map(|proposal| proposal.propose_time),
        decide_time,
        approval.map(|approval| approval.earliest_award_time),
        award_time,
        challenge.update_time,
        event_version,
        state.publish_at(),
    )
    .fetch_optional(conn)
    .await?
    .ok_or(StoreError::Changed)
}

/// Notes the number of the last event about a challenge that is locked and does
/// not change otherwise.
///
/// # Errors
/// [`StoreError`].
pub async fn note_event(
    conn: &mut PgConnection,
    id: ChallengeId,
    event_version: i64,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE challenge SET event_version = $2 WHERE id = $1",
        id.as_uuid(),
        event_version
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn complete_one(
    conn: &mut PgConnection,
    row: Option<ChallengeRow>,
) -> Result<Option<StoredChallenge>, StoreError> {
    let rows = complete(conn, row.into_iter().collect()).await?;
    Ok(rows.into_iter().next())
}

/// Adds stages, laureates, appeals, individual extensions and calls of
/// runners-up to challenges, keeping their order.
async fn complete(
    conn: &mut PgConnection,
    rows: Vec<ChallengeRow>,
) -> Result<Vec<StoredChallenge>, StoreError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut stages: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in stage::list(conn, &ids).await? {
        stages.entry(row.challenge).or_default().push(row);
    }
    let mut laureates: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in laureate::list(conn, &ids).await? {
        laureates.entry(row.challenge).or_default().push(row);
    }
    let mut appeals: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in appeal::list(conn, &ids).await? {
        appeals.entry(row.challenge).or_default().push(row);
    }
    let mut extensions: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in extension::list(conn, &ids).await? {
        extensions.entry(row.challenge).or_default().push(row);
    }
    let mut calls = runner_up::list(conn, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let stages = stages.remove(&row.id).unwrap_or_default();
            let laureates = laureates.remove(&row.id).unwrap_or_default();
            let appeals = appeals.remove(&row.id).unwrap_or_default();
            let extensions = extensions.remove(&row.id).unwrap_or_default();
            let calls = calls.remove(&row.id).unwrap_or_default();
            assemble(row, stages, laureates, appeals, extensions, calls)
        })
        .collect()
}
