//! The tables `question` and, apart from it, `question_asker`.

use linia_chassis::id::{AccountId, ChallengeId, QuestionId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::question::{Answer, Question};

struct QuestionRow {
    id: Uuid,
    challenge: Uuid,
    text: String,
    answer: Option<String>,
    create_time: OffsetDateTime,
    answer_time: Option<OffsetDateTime>,
}

impl From<QuestionRow> for Question {
    fn from(row: QuestionRow) -> Self {
        Self {
            id: row.id.into(),
            challenge: row.challenge.into(),
            text: row.text,
            answer: row
                .answer
                .zip(row.answer_time)
                .map(|(text, answer_time)| Answer { text, answer_time }),
            create_time: row.create_time,
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

/// Finds a question and keeps everybody else from answering it until the
/// transaction ends.
///
/// # Errors
/// [`StoreError`].
pub async fn lock(conn: &mut PgConnection, id: QuestionId) -> Result<Option<Question>, StoreError> {
    let row = sqlx::query_as!(
        QuestionRow,
        "SELECT id, challenge, text, answer, create_time, answer_time FROM question \
         WHERE id = $1 FOR UPDATE",
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
        "SELECT id, challenge, text, answer, create_time, answer_time FROM question \
         WHERE challenge = $1 AND ($2 OR answer IS NOT NULL) \
           AND ($3::timestamptz IS NULL OR (create_time, id) > ($3, $4::uuid)) \
         ORDER BY create_time, id LIMIT $5",
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
