//! The tables `runner_up_call` and `runner_up`.

use std::collections::HashMap;

use linia_chassis::id::{ChallengeId, EntrantName, WorkId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{
    runner_up::{Progress, RunnerUpCall, Succession},
    state::Laureate,
};

/// The calls of some challenges, in their order, each with whoever steps in,
/// by rank.
pub(super) async fn list(
    conn: &mut PgConnection,
    challenges: &[Uuid],
) -> Result<HashMap<Uuid, Vec<RunnerUpCall>>, StoreError> {
    let rows = sqlx::query_as!(
        CallRow,
        r#"SELECT c.challenge, c.work, c.prize_rank, c.reason, c.account, c.call_time,
                  c.earliest_award_time, c.reveal_time, c.award_time,
                  r.work AS "runner_up?", r.rank AS "rank?", r.entrant AS "entrant?"
        FROM runner_up_call c
        LEFT JOIN runner_up r ON r.challenge = c.challenge AND r.called_for = c.work
        WHERE c.challenge = ANY ($1)
        ORDER BY c.challenge, c.call_time, c.work, r.rank, r.work"#,
        challenges
    )
    .fetch_all(conn)
    .await?;
    let mut calls: HashMap<Uuid, Vec<RunnerUpCall>> = HashMap::new();
    for row in rows {
        let known = calls.entry(row.challenge).or_default();
        let runner_up = row.runner_up()?;
        if known
            .last()
            .is_none_or(|call| call.work.as_uuid() != row.work)
        {
            known.push(row.into());
        }
        if let (Some(runner_up), Some(call)) = (runner_up, known.last_mut()) {
            match &mut call.progress {
                Progress::Called => return Err(StoreError::Corrupt("runner_up_call.reveal_time")),
                Progress::Revealed(succession) | Progress::Awarded(succession, _) => {
                    succession.runners_up.push(runner_up);
                }
            }
        }
    }
    Ok(calls)
}

/// Adds a call.
///
/// # Errors
/// [`StoreError`]; the database refuses it against the published rules.
pub async fn insert_call(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    call: &RunnerUpCall,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO runner_up_call \
         (challenge, work, prize_rank, reason, account, call_time, earliest_award_time) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        challenge.as_uuid(),
        call.work.as_uuid(),
        call.prize_rank,
        call.reason,
        call.account.as_uuid(),
        call.call_time,
        call.earliest_award_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that it is known who steps in for a work.
///
/// # Errors
/// [`StoreError`].
pub async fn reveal(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    work: WorkId,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE runner_up_call SET reveal_time = $3 WHERE challenge = $1 AND work = $2",
        challenge.as_uuid(),
        work.as_uuid(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds those who step in for a work.
///
/// # Errors
/// [`StoreError`].
pub async fn insert_all(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    called_for: WorkId,
    runners_up: &[Laureate],
) -> Result<(), StoreError> {
    let works: Vec<Uuid> = runners_up.iter().map(|it| it.work.as_uuid()).collect();
    let ranks: Vec<i32> = runners_up.iter().map(|it| it.rank).collect();
    let entrants: Vec<_> = runners_up.iter().map(|it| it.entrant).collect();
    let entrants: Vec<_> = entrants
        .into_iter()
        .map(|it| it.map(|entrant| entrant.to_string()))
        .collect();
    sqlx::query!(
        "INSERT INTO runner_up (challenge, work, called_for, rank, entrant) \
         SELECT $1, r.work, $2, r.rank, r.entrant \
         FROM unnest($3::uuid[], $4::integer[], $5::text[]) AS r (work, rank, entrant)",
        challenge.as_uuid(),
        called_for.as_uuid(),
        &works,
        &ranks,
        &entrants as &[Option<String>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the prize of a work was awarded anew.
///
/// # Errors
/// [`StoreError`].
pub async fn award(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    work: WorkId,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE runner_up_call SET award_time = $3 WHERE challenge = $1 AND work = $2",
        challenge.as_uuid(),
        work.as_uuid(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct CallRow {
    challenge: Uuid,
    work: Uuid,
    prize_rank: i32,
    reason: String,
    account: Uuid,
    call_time: OffsetDateTime,
    earliest_award_time: OffsetDateTime,
    reveal_time: Option<OffsetDateTime>,
    award_time: Option<OffsetDateTime>,
    runner_up: Option<Uuid>,
    rank: Option<i32>,
    entrant: Option<String>,
}

impl CallRow {
    fn runner_up(&self) -> Result<Option<Laureate>, StoreError> {
        let (Some(work), Some(rank)) = (self.runner_up, self.rank) else {
            return Ok(None);
        };
        let entrant: Option<EntrantName> = self
            .entrant
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|_| StoreError::Corrupt("runner_up.entrant"))?;
        let work = WorkId::from(work);
        Ok(Some(Laureate {
            rank,
            work,
            entrant,
        }))
    }
}

impl From<CallRow> for RunnerUpCall {
    fn from(row: CallRow) -> Self {
        let succession = row.reveal_time.map(|reveal_time| Succession {
            runners_up: Vec::new(),
            reveal_time,
        });
        Self {
            work: row.work.into(),
            prize_rank: row.prize_rank,
            reason: row.reason,
            account: row.account.into(),
            call_time: row.call_time,
            earliest_award_time: row.earliest_award_time,
            progress: match (succession, row.award_time) {
                (None, _) => Progress::Called,
                (Some(succession), None) => Progress::Revealed(succession),
                (Some(succession), Some(time)) => Progress::Awarded(succession, time),
            },
        }
    }
}
