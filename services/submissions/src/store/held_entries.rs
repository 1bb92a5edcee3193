//! Entries that wait until challenges tells the true closing time.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::acceptance::NewVersion;

/// Keeps a version with its arrival time. Keeping it again changes nothing.
pub async fn hold(
    conn: &mut PgConnection,
    version: &NewVersion,
    arrive_time: OffsetDateTime,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO held_entry (request_tag, body_tag, stage, entry, sealed, arrive_time) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (request_tag) DO NOTHING",
        version.request_tag.as_slice(),
        version.body_tag.as_slice(),
        version.stage.as_uuid(),
        version.entry.as_uuid(),
        version.sealed.as_slice(),
        arrive_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Decides what is held for a stage by the closing time known now: what arrived
/// before it is taken, with its arrival as its time of acceptance. Nothing is
/// taken once the closing record is written. The caller holds the stage's lock
/// alone.
pub async fn decide(conn: &mut PgConnection, stage: StageId) -> Result<(), DbError> {
    sqlx::query!(
        r#"
        WITH decided AS (
            UPDATE held_entry h
            SET outcome = CASE
                WHEN NOT EXISTS (SELECT FROM closing c WHERE c.stage = h.stage)
                    AND h.arrive_time < greatest(s.close_time, (
                    SELECT x.close_time FROM individual_extension x
                    WHERE x.stage = h.stage AND x.entry = h.entry
                )) THEN 'accepted' ELSE 'late' END
            FROM stage s
            WHERE h.stage = $1 AND s.id = h.stage AND h.outcome IS NULL
            RETURNING h.*
        )
        INSERT INTO entry_version
            (stage, entry, version, request_tag, body_tag, sealed, sealed_sha256, accept_time)
        SELECT
            d.stage,
            d.entry,
            coalesce((
                SELECT max(v.version) FROM entry_version v WHERE v.stage = d.stage AND v.entry = d.entry
            ), 0) + row_number() OVER (PARTITION BY d.entry ORDER BY d.arrive_time, d.request_tag),
            d.request_tag, d.body_tag, d.sealed, sha256(d.sealed), d.arrive_time
        FROM decided d WHERE d.outcome = 'accepted'
        "#,
        stage.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
