//! Counts over the facts.

use linia_chassis::{
    database::DbError,
    id::{ChallengeId, OrganizationId},
};
use sqlx::PgConnection;

use crate::domain::{ChallengeReport, PlatformReport, StageReport};

/// Returns whose challenge it is, published or not.
pub(crate) async fn authority(
    conn: &mut PgConnection,
    challenge: ChallengeId,
) -> Result<Option<OrganizationId>, DbError> {
    let authority = sqlx::query_scalar!(
        "SELECT authority FROM drafted_challenge WHERE challenge = $1",
        challenge.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(authority.map(OrganizationId::from))
}

/// Returns the numbers of a published challenge.
pub(crate) async fn challenge_report(
    conn: &mut PgConnection,
    challenge: ChallengeId,
) -> Result<Option<ChallengeReport>, DbError> {
    let Some(row) = sqlx::query!(
        r#"WITH RECURSIVE answered AS (
               SELECT question FROM answered_question WHERE challenge = $1
               UNION
               SELECT merged_question.question FROM merged_question
               JOIN answered ON answered.question = merged_question.into_question
               WHERE merged_question.challenge = $1
           )
           SELECT authority, publish_time,
               (SELECT award_time FROM awarded_challenge WHERE challenge = $1) AS award_time,
               (SELECT count(*) FROM asked_question WHERE challenge = $1) AS "questions!",
               (SELECT count(*) FROM answered) AS "answers!",
               (SELECT count(*) FROM revealed_laureate l WHERE challenge = $1 AND NOT EXISTS (
                   SELECT FROM lost_prize p WHERE p.challenge = l.challenge AND p.work = l.work
               )) AS "laureates!",
               (SELECT count(*) FILTER (WHERE serving) FROM (
                   SELECT DISTINCT ON (juror) serving FROM juror_change
                   WHERE challenge = $1 ORDER BY juror, version DESC
               ) AS latest) AS "jurors!"
           FROM published_challenge WHERE challenge = $1"#,
        challenge.as_uuid(),
    )
    .fetch_optional(&mut *conn)
    .await?
    else {
        return Ok(None);
    };
    Ok(Some(ChallengeReport {
        challenge,
        authority: row.authority.into(),
        publish_time: row.publish_time,
        award_time: row.award_time,
        question_count: row.questions,
        answered_question_count: row.answers,
        juror_count: row.jurors,
        laureate_count: row.laureates,
        stages: stage_reports(conn, challenge).await?,
    }))
}

async fn stage_reports(
    conn: &mut PgConnection,
    challenge: ChallengeId,
) -> Result<Vec<StageReport>, DbError> {
    let stages = sqlx::query_as!(
        StageReport,
        r#"SELECT published_stage.stage,
               entries.counting AS "entry_count!", entries.withdrawn AS "withdrawn_count!",
               COALESCE(opened_stage.work_count, 0)::bigint AS "work_count!",
               COALESCE(judged_stage.review_count, 0)::bigint AS "review_count!",
               COALESCE(judged_stage.selected_count, 0)::bigint AS "selected_count!"
           FROM published_stage
           LEFT JOIN opened_stage USING (stage)
           LEFT JOIN judged_stage USING (stage)
           CROSS JOIN LATERAL (
               SELECT count(*) FILTER (WHERE NOT withdrawn) AS counting,
                      count(*) FILTER (WHERE withdrawn) AS withdrawn
               FROM opened_entry WHERE opened_entry.stage = published_stage.stage
           ) AS entries
           WHERE published_stage.challenge = $1
           ORDER BY published_stage.ordinal"#,
        challenge.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(stages)
}

/// Returns the numbers of the installation.
pub(crate) async fn platform_report(conn: &mut PgConnection) -> Result<PlatformReport, DbError> {
    let report = sqlx::query_as!(
        PlatformReport,
        r#"SELECT (SELECT count(*) FROM verified_account) AS "account_count!",
               (SELECT count(*) FROM verified_organization) AS "organization_count!",
               (SELECT count(*) FROM published_challenge) AS "published_challenge_count!",
               (SELECT count(*) FROM awarded_challenge) AS "awarded_challenge_count!",
               (SELECT count(*) FROM opened_entry) AS "entry_count!""#,
    )
    .fetch_one(conn)
    .await?;
    Ok(report)
}
