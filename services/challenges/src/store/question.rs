//! The tables `question` and, apart from it, `question_asker`.

use linia_chassis::id::{AccountId, ChallengeId, QuestionId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::question::{Answer, Question, QuestionState};

struct QuestionRow {
    id: Uuid,
    challenge: Uuid,
    text: String,
    create_time: OffsetDateTime,
    merged_into: Option<Uuid>,
    answer: Option<String>,
    answer_time: Option<OffsetDateTime>,
}

impl From<QuestionRow> for Question {
    fn from(row: QuestionRow) -> Self {
        let answer = row.answer.zip(row.answer_time);
        let answer = answer.map(|(text, answer_time)| Answer { text, answer_time });
        let state = match (row.merged_into, answer) {
            (Some(into), answer) => QuestionState::Merged {
                into: into.into(),
                answer,
            },
            (None, Some(answer)) => QuestionState::Answered(answer),
            (None, None) => QuestionState::Open,
        };
        Self {
            id: row.id.into(),
            challenge: row.challenge.into(),
            text: row.text,
            create_time: row.create_time,
            state,
        }
    }
}

/// Adds a question.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(conn: &mut PgConnection, question: &Question) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO question (id, challenge, text, create_time) VALUES ($1, $2, $3, $4)",
        question.id.as_uuid(),
        question.challenge.as_uuid(),
        question.text,
        question.create_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes whom to tell of the answer.
///
/// # Errors
/// [`StoreError`].
pub async fn insert_asker(
    conn: &mut PgConnection,
    question: QuestionId,
    asker: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO question_asker (question, account) VALUES ($1, $2)",
        question.as_uuid(),
        asker.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whom to tell of the answer.
///
/// # Errors
/// [`StoreError`].
pub async fn find_asker(
    conn: &mut PgConnection,
    question: QuestionId,
) -> Result<Option<AccountId>, StoreError> {
    let account = sqlx::query_scalar!(
        "SELECT account FROM question_asker WHERE question = $1",
        question.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(account.map(AccountId::from))
}

/// Whom to tell of the answer to this question and to those merged into it.
///
/// # Errors
/// [`StoreError`].
pub async fn list_askers(
    conn: &mut PgConnection,
    question: QuestionId,
) -> Result<Vec<AccountId>, StoreError> {
    let accounts = sqlx::query_scalar!(
        "SELECT DISTINCT a.account FROM question q JOIN question_asker a ON a.question = q.id \
         WHERE q.id = $1 OR q.merged_into = $1 ORDER BY a.account",
        question.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(accounts.into_iter().map(AccountId::from).collect())
}

/// Keeps everybody else from answering or merging these questions until the
/// transaction ends. In the order of their ids, so that two transactions never
/// wait for each other in a circle.
///
/// # Errors
/// [`StoreError`].
pub async fn lock_all(conn: &mut PgConnection, ids: &[QuestionId]) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = ids.iter().map(QuestionId::as_uuid).collect();
    sqlx::query!(
        "SELECT id FROM question WHERE id = ANY ($1) ORDER BY id FOR UPDATE",
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Finds a question.
///
/// # Errors
/// [`StoreError`].
pub async fn find(conn: &mut PgConnection, id: QuestionId) -> Result<Option<Question>, StoreError> {
    let row = sqlx::query_as!(
        QuestionRow,
        "SELECT q.id, q.challenge, q.text, q.create_time, q.merged_into, \
                coalesce(q.answer, other.answer) AS answer, \
                coalesce(q.answer_time, other.answer_time) AS answer_time \
         FROM question q LEFT JOIN question other ON other.id = q.merged_into \
         WHERE q.id = $1",
        id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Question::from))
}

/// Lists a challenge's questions, oldest first; only those answered unless
/// `unanswered` too.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    unanswered: bool,
    after: Option<&(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<Question>, StoreError> {
    let (after_time, after_id) = after.copied().unzip();
    let rows = sqlx::query_as!(
        QuestionRow,
        "SELECT q.id, q.challenge, q.text, q.create_time, q.merged_into, \
                coalesce(q.answer, other.answer) AS answer, \
                coalesce(q.answer_time, other.answer_time) AS answer_time \
         FROM question q LEFT JOIN question other ON other.id = q.merged_into \
         WHERE q.challenge = $1 AND ($2 OR q.answer IS NOT NULL OR other.answer IS NOT NULL) \
           AND ($3::timestamptz IS NULL OR (q.create_time, q.id) > ($3, $4::uuid)) \
         ORDER BY q.create_time, q.id LIMIT $5",
        challenge.as_uuid(),
        unanswered,
        after_time,
        after_id,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Question::from).collect())
}

/// Leaves a question, and those merged into it before, to the answer of
/// another one.
///
/// # Errors
/// [`StoreError`].
pub async fn merge(
    conn: &mut PgConnection,
    id: QuestionId,
    into: QuestionId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE question SET merged_into = $2 WHERE id = $1 OR merged_into = $1",
        id.as_uuid(),
        into.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves the answer.
///
/// # Errors
/// [`StoreError`].
pub async fn update_answer(
    conn: &mut PgConnection,
    id: QuestionId,
    answer: &Answer,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE question SET answer = $2, answer_time = $3 WHERE id = $1",
        id.as_uuid(),
        answer.text,
        answer.answer_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}
