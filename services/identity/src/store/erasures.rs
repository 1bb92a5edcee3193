//! The tables `erasure` and `erasure_answer`.

use std::collections::BTreeMap;

use linia_chassis::{
    erasure::Kept,
    id::{AccountId, ErasureId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::erasure::{Erasure, ErasureState, Keeping};

struct ErasureRow {
    id: Uuid,
    account_id: Uuid,
    state: String,
    request_time: OffsetDateTime,
    begin_time: OffsetDateTime,
    end_time: Option<OffsetDateTime>,
}

impl TryFrom<ErasureRow> for Erasure {
    type Error = StoreError;

    fn try_from(row: ErasureRow) -> Result<Self, StoreError> {
        let state = match (row.state.as_str(), row.end_time) {
            ("requested", None) => ErasureState::Requested,
            ("begun", None) => ErasureState::Begun,
            ("settled", None) => ErasureState::Settled,
            ("erased", Some(end_time)) => ErasureState::Erased { end_time },
            _ => return Err(corrupt("erasure", "state")),
        };
        Ok(Self {
            id: row.id.into(),
            account: row.account_id.into(),
            request_time: row.request_time,
            begin_time: row.begin_time,
            state,
            answers: BTreeMap::new(),
        })
    }
}

const fn corrupt(table: &'static str, column: &'static str) -> StoreError {
    StoreError::Corrupt { table, column }
}

const fn state_text(state: ErasureState) -> &'static str {
    match state {
        ErasureState::Requested => "requested",
        ErasureState::Begun => "begun",
        ErasureState::Settled => "settled",
        ErasureState::Erased { .. } => "erased",
    }
}

const fn service_text(service: Keeping) -> &'static str {
    match service {
        Keeping::Challenges => "challenges",
        Keeping::Submissions => "submissions",
    }
}

/// Adds an erasure, without answers.
///
/// # Errors
/// If the statement fails.
pub async fn insert_erasure(conn: &mut PgConnection, erasure: &Erasure) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO erasure (id, account_id, state, request_time, begin_time) \
         VALUES ($1, $2, $3, $4, $5)",
        erasure.id.as_uuid(),
        erasure.account.as_uuid(),
        state_text(erasure.state),
        erasure.request_time,
        erasure.begin_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds the erasure of an account, without its answers.
///
/// # Errors
/// If the statement fails or the row is corrupt.
pub async fn find_erasure_of(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Option<Erasure>, StoreError> {
    sqlx::query_as!(
        ErasureRow,
        "SELECT id, account_id, state, request_time, begin_time, end_time \
         FROM erasure WHERE account_id = $1",
        account.as_uuid(),
    )
    .fetch_optional(conn)
    .await?
    .map(Erasure::try_from)
    .transpose()
}

/// Finds an erasure and locks it. Its answers must be read by a later
/// statement: one that waits for a lock sees other tables as they were before.
///
/// # Errors
/// If the statement fails or the row is corrupt.
pub async fn lock_erasure(
    conn: &mut PgConnection,
    id: ErasureId,
) -> Result<Option<Erasure>, StoreError> {
    sqlx::query_as!(
        ErasureRow,
        "SELECT id, account_id, state, request_time, begin_time, end_time \
         FROM erasure WHERE id = $1 FOR UPDATE",
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?
    .map(Erasure::try_from)
    .transpose()
}

/// Lists what the services reported last.
///
/// # Errors
/// If the statement fails or a row is corrupt.
pub async fn list_answers(
    conn: &mut PgConnection,
    id: ErasureId,
) -> Result<BTreeMap<Keeping, Kept>, StoreError> {
    let rows = sqlx::query!(
        "SELECT service, kept, keep_until FROM erasure_answer WHERE erasure_id = $1",
        id.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let known = |it: &Keeping| service_text(*it) == row.service;
            let service = Keeping::ALL.into_iter().find(known);
            let kept = match (row.kept.as_str(), row.keep_until) {
                ("nothing", None) => Kept::Nothing,
                ("until", Some(end)) => Kept::Until(end),
                ("open", None) => Kept::Open,
                _ => return Err(corrupt("erasure_answer", "kept")),
            };
            Ok((service.ok_or(corrupt("erasure_answer", "service"))?, kept))
        })
        .collect()
}

/// Saves how far an erasure is.
///
/// # Errors
/// If the statement fails.
pub async fn update_erasure(conn: &mut PgConnection, erasure: &Erasure) -> Result<(), StoreError> {
    let end_time = match erasure.state {
        ErasureState::Erased { end_time } => Some(end_time),
        ErasureState::Requested | ErasureState::Begun | ErasureState::Settled => None,
    };
    sqlx::query!(
        "UPDATE erasure SET state = $2, end_time = $3 WHERE id = $1",
        erasure.id.as_uuid(),
        state_text(erasure.state),
        end_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves what a service reported, in place of what it reported before.
///
/// # Errors
/// If the statement fails.
pub async fn save_answer(
    conn: &mut PgConnection,
    id: ErasureId,
    service: Keeping,
    kept: Kept,
) -> Result<(), StoreError> {
    let (kept, keep_until) = match kept {
        Kept::Nothing => ("nothing", None),
        Kept::Until(end) => ("until", Some(end)),
        Kept::Open => ("open", None),
    };
    sqlx::query!(
        "INSERT INTO erasure_answer (erasure_id, service, kept, keep_until) \
         VALUES ($1, $2, $3, $4) \
         ON CONFLICT (erasure_id, service) \
         DO UPDATE SET kept = excluded.kept, keep_until = excluded.keep_until",
        id.as_uuid(),
        service_text(service),
        kept,
        keep_until,
    )
    .execute(conn)
    .await?;
    Ok(())
}
