//! The accepting statement: decides and takes a whole batch at once, with an
//! answer for each.

use linia_chassis::database::DbError;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::acceptance::{AcceptAnswer, AcceptedVersion, Lateness, NewVersion},
    store::corrupt,
};

/// Takes what may be taken and answers in the order of `versions`, of which
/// each has an entry and a request of its own. The caller holds the locks of
/// [`lock_for_accept`](super::locks::lock_for_accept).
///
/// The order of the conditions is the contract: what was answered before is
/// answered again whatever the time; the deadline is decided last, by the one
/// clock, here.
pub async fn accept_versions(
    conn: &mut PgConnection,
    versions: &[&NewVersion],
) -> Result<Vec<AcceptAnswer>, DbError> {
    let columns = Columns::of(versions);
    let rows = sqlx::query_as!(
        AnswerRow,
        r#"
        WITH command AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::boolean[], $7::uuid[])
                WITH ORDINALITY AS c (stage, entry, request_tag, body_tag, sealed, withdraws, subject, place)
        ), clock AS MATERIALIZED (
            SELECT linia_now() AS now
        ), decided AS MATERIALIZED (
            SELECT
                c.*,
                clock.now AS decide_time,
                coalesce(first.version, last.version + 1, 1) AS version,
                coalesce(first.accept_time, clock.now) AS accept_time,
                coalesce(first.body_tag, held.body_tag) = c.body_tag AS same_body,
                deadline.close_time,
                closing.stage IS NOT NULL AS closed,
                CASE
                    WHEN first.version IS NOT NULL THEN 'replayed'
                    WHEN held.body_tag IS NOT NULL THEN 'held'
                    WHEN s.id IS NULL THEN 'stage_unknown'
                    WHEN s.cancelled OR clock.now < s.open_time THEN 'stage_not_open'
                    WHEN s.ordinal > 1 AND finalist.stage IS NULL THEN 'not_a_finalist'
                    WHEN c.withdraws AND last.version IS NULL THEN 'nothing_to_withdraw'
                    WHEN closing.stage IS NULL AND clock.now < deadline.close_time THEN 'accepted'
                    ELSE 'late'
                END AS outcome
            FROM command c
            CROSS JOIN clock
            LEFT JOIN stage s ON s.id = c.stage
            LEFT JOIN closing ON closing.stage = c.stage
            LEFT JOIN finalist ON finalist.stage = c.stage AND finalist.entry = c.subject
            LEFT JOIN individual_extension x ON x.stage = c.stage AND x.entry = c.subject
            -- One index lookup a row, whatever the planner thinks of the size
            -- of a table that grows by thousands in a minute.
            LEFT JOIN LATERAL (
                SELECT v.version, v.accept_time, v.body_tag FROM entry_version v
                WHERE v.request_tag = c.request_tag LIMIT 1
            ) first ON true
            LEFT JOIN LATERAL (
                SELECT v.version FROM entry_version v
                WHERE v.stage = c.stage AND v.entry = c.entry ORDER BY v.version DESC LIMIT 1
            ) last ON true
            LEFT JOIN LATERAL (
                SELECT h.body_tag FROM held_entry h
                WHERE h.request_tag = c.request_tag AND h.outcome IS NULL LIMIT 1
            ) held ON true
            CROSS JOIN LATERAL (SELECT greatest(s.close_time, x.close_time) AS close_time) deadline
        ), accepted AS (
            INSERT INTO entry_version
                (stage, entry, version, request_tag, body_tag, sealed, sealed_sha256, accept_time)
            SELECT stage, entry, version, request_tag, body_tag, sealed, sha256(sealed), accept_time
            FROM decided WHERE outcome = 'accepted'
        ), cleared AS (
            DELETE FROM draft USING decided
            WHERE draft.entry = decided.entry AND decided.outcome = 'accepted' AND NOT decided.withdraws
        )
        SELECT
            outcome AS "outcome!",
            version AS "version!",
            accept_time AS "accept_time!",
            coalesce(same_body, false) AS "same_body!",
            decide_time AS "decide_time!",
            close_time,
            closed AS "closed!"
        FROM decided ORDER BY place
        "#,
        &columns.stages,
        &columns.entries,
        &columns.request_tags as &[&[u8]],
        &columns.body_tags as &[&[u8]],
        &columns.sealed as &[&[u8]],
        &columns.withdraws,
        &columns.subjects,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(AcceptAnswer::try_from).collect()
}

#[derive(Default)]
struct Columns<'a> {
    stages: Vec<Uuid>,
    entries: Vec<Uuid>,
    request_tags: Vec<&'a [u8]>,
    body_tags: Vec<&'a [u8]>,
    sealed: Vec<&'a [u8]>,
    withdraws: Vec<bool>,
    subjects: Vec<Uuid>,
}

impl<'a> Columns<'a> {
    fn of(versions: &[&'a NewVersion]) -> Self {
        let mut columns = Self::default();
        for version in versions {
            columns.stages.push(version.stage.as_uuid());
            columns.entries.push(version.entry.as_uuid());
            columns.request_tags.push(&version.request_tag);
            columns.body_tags.push(&version.body_tag);
            columns.sealed.push(&version.sealed);
            columns.withdraws.push(version.withdraws);
            columns.subjects.push(version.subject.as_uuid());
        }
        columns
    }
}

struct AnswerRow {
    outcome: String,
    version: i32,
    accept_time: OffsetDateTime,
    same_body: bool,
    decide_time: OffsetDateTime,
    close_time: Option<OffsetDateTime>,
    closed: bool,
}

impl TryFrom<AnswerRow> for AcceptAnswer {
    type Error = DbError;

    fn try_from(row: AnswerRow) -> Result<Self, DbError> {
        let taken = AcceptedVersion {
            version: row.version,
            accept_time: row.accept_time,
        };
        let same_body = row.same_body;
        Ok(match row.outcome.as_str() {
            "accepted" => Self::Accepted(taken),
            "replayed" => Self::Replayed {
                first: taken,
                same_body,
            },
            "held" => Self::Held { same_body },
            "stage_unknown" => Self::StageUnknown,
            "stage_not_open" => Self::StageNotOpen,
            "not_a_finalist" => Self::NotAFinalist,
            "nothing_to_withdraw" => Self::NothingToWithdraw,
            "late" => Self::Late(Lateness {
                decide_time: row.decide_time,
                close_time: row
                    .close_time
                    .ok_or_else(|| corrupt("late without a stage"))?,
                closed: row.closed,
            }),
            other => return Err(corrupt(format!("unknown outcome {other}"))),
        })
    }
}
