//! The facts about challenges and questions. Each batch is one statement per table.

use linia_chassis::database::DbError;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::{
    AnsweredQuestion, AskedQuestion, AwardedChallenge, DraftedChallenge, LostPrize, MergedQuestion,
    PublishedChallenge, PublishedStage,
};

pub(super) async fn drafted_challenges(
    conn: &mut PgConnection,
    rows: &[DraftedChallenge],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let authorities: Vec<Uuid> = rows.iter().map(|row| row.authority.as_uuid()).collect();
    sqlx::query!(
        "INSERT INTO drafted_challenge (challenge, authority)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &authorities,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn published_challenges(
    conn: &mut PgConnection,
    rows: &[PublishedChallenge],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let authorities: Vec<Uuid> = rows.iter().map(|row| row.authority.as_uuid()).collect();
    let publish_times: Vec<OffsetDateTime> = rows.iter().map(|row| row.publish_time).collect();
    sqlx::query!(
        "INSERT INTO published_challenge (challenge, authority, publish_time)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::timestamptz[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &authorities,
        &publish_times,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn published_stages(
    conn: &mut PgConnection,
    rows: &[PublishedStage],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let ordinals: Vec<i32> = rows.iter().map(|row| row.ordinal).collect();
    let stages: Vec<Uuid> = rows.iter().map(|row| row.stage.as_uuid()).collect();
    sqlx::query!(
        "INSERT INTO published_stage (challenge, ordinal, stage)
         SELECT * FROM UNNEST($1::uuid[], $2::int[], $3::uuid[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &ordinals,
        &stages,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn awarded_challenges(
    conn: &mut PgConnection,
    rows: &[AwardedChallenge],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let award_times: Vec<OffsetDateTime> = rows.iter().map(|row| row.award_time).collect();
    sqlx::query!(
        "INSERT INTO awarded_challenge (challenge, award_time)
         SELECT * FROM UNNEST($1::uuid[], $2::timestamptz[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &award_times,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn lost_prizes(
    conn: &mut PgConnection,
    rows: &[LostPrize],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let works: Vec<Uuid> = rows.iter().map(|row| row.work.as_uuid()).collect();
    sqlx::query!(
        "INSERT INTO lost_prize (challenge, work)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &works,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn asked_questions(
    conn: &mut PgConnection,
    rows: &[AskedQuestion],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let questions: Vec<Uuid> = rows.iter().map(|row| row.question.as_uuid()).collect();
    sqlx::query!(
        "INSERT INTO asked_question (challenge, question)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &questions,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn answered_questions(
    conn: &mut PgConnection,
    rows: &[AnsweredQuestion],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let questions: Vec<Uuid> = rows.iter().map(|row| row.question.as_uuid()).collect();
    sqlx::query!(
        "INSERT INTO answered_question (challenge, question)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &questions,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn merged_questions(
    conn: &mut PgConnection,
    rows: &[MergedQuestion],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let questions: Vec<Uuid> = rows.iter().map(|row| row.question.as_uuid()).collect();
    let into: Vec<Uuid> = rows.iter().map(|row| row.into.as_uuid()).collect();
    sqlx::query!(
        "INSERT INTO merged_question (challenge, question, into_question)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::uuid[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &questions,
        &into,
    )
    .execute(conn)
    .await?;
    Ok(())
}
