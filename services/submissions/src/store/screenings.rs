//! Formal screening: defects, supplements and exclusions of works.

use std::collections::BTreeSet;

use linia_chassis::{
    database::DbError,
    id::{AccountId, StageId, WorkId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{
    domain::screening::{Defect, Exclusion, Ground, Standing},
    store::corrupt,
};

/// How a work stands.
pub async fn find(conn: &mut PgConnection, work: WorkId) -> Result<Standing, DbError> {
    let row = sqlx::query_as!(
        StandingRow,
        r#"SELECT e.ground AS "ground?", e.reason AS "exclusion_reason?",
            e.exclude_time AS "exclude_time?",
            d.reason AS "defect_reason?", d.cure_end_time AS "cure_end_time?",
            (s.work IS NOT NULL) AS "cured!"
        FROM work w
        LEFT JOIN work_exclusion e ON e.work = w.id
        LEFT JOIN work_defect d ON d.work = w.id
        LEFT JOIN work_supplement s ON s.work = w.id
        WHERE w.id = $1"#,
        work.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map_or(Ok(Standing::InOrder), Standing::try_from)
}

/// Stores a defect.
pub async fn insert_defect(
    conn: &mut PgConnection,
    stage: StageId,
    work: WorkId,
    defect: &Defect,
    by: (AccountId, OffsetDateTime),
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO work_defect (work, stage, reason, account, report_time, cure_end_time) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (work) DO NOTHING",
        work.as_uuid(),
        stage.as_uuid(),
        defect.reason,
        by.0.as_uuid(),
        by.1,
        defect.cure_end_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A defect as it was noted, and what was added to cure it.
pub struct ReportedDefect {
    /// The work.
    pub work: WorkId,
    /// What was noted.
    pub defect: Defect,
    /// When it was noted.
    pub report_time: OffsetDateTime,
    /// The last that was added; nothing if nothing was.
    pub supplement: Option<String>,
}

/// The defects of a stage's works in the order in which they were noted, also
/// of works that were excluded later.
pub async fn list_defects(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<ReportedDefect>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT d.work, d.reason, d.report_time, d.cure_end_time, s.text AS "supplement?"
        FROM work_defect d LEFT JOIN work_supplement s ON s.work = d.work
        WHERE d.stage = $1 ORDER BY d.report_time, d.work"#,
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|row| ReportedDefect {
            work: row.work.into(),
            defect: Defect {
                reason: row.reason,
                cure_end_time: row.cure_end_time,
            },
            report_time: row.report_time,
            supplement: row.supplement,
        })
        .collect())
}

/// Stores a supplement; the last one counts.
pub async fn save_supplement(
    conn: &mut PgConnection,
    stage: StageId,
    work: WorkId,
    text: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO work_supplement (work, stage, text) VALUES ($1, $2, $3) \
         ON CONFLICT (work) DO UPDATE SET text = EXCLUDED.text",
        work.as_uuid(),
        stage.as_uuid(),
        text,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores an exclusion.
pub async fn insert_exclusion(
    conn: &mut PgConnection,
    stage: StageId,
    work: WorkId,
    exclusion: &Exclusion,
    account: AccountId,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO work_exclusion (work, stage, ground, reason, account, exclude_time) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (work) DO NOTHING",
        work.as_uuid(),
        stage.as_uuid(),
        exclusion.ground.as_str(),
        exclusion.reason,
        account.as_uuid(),
        exclusion.time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The works of a stage that are in no ranking, and why.
pub async fn list_excluded(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<(WorkId, Exclusion)>, DbError> {
    let rows = sqlx::query!(
        "SELECT work, ground, reason, exclude_time FROM work_exclusion \
         WHERE stage = $1 ORDER BY work",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let exclusion = Exclusion {
                ground: ground(&row.ground)?,
                reason: row.reason,
                time: row.exclude_time,
            };
            Ok((row.work.into(), exclusion))
        })
        .collect()
}

/// Everybody to tell of the entries of a stage that are before the jury.
pub async fn list_accounts_to_tell(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<BTreeSet<AccountId>, DbError> {
    let accounts = sqlx::query_scalar!(
        r#"SELECT DISTINCT unnest(accounts) AS "account!" FROM entry
        WHERE stage = $1 AND state NOT IN ('withdrawn', 'unconfirmed')"#,
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(accounts.into_iter().map(AccountId::from).collect())
}

struct StandingRow {
    ground: Option<String>,
    exclusion_reason: Option<String>,
    exclude_time: Option<OffsetDateTime>,
    defect_reason: Option<String>,
    cure_end_time: Option<OffsetDateTime>,
    cured: bool,
}

impl TryFrom<StandingRow> for Standing {
    type Error = DbError;

    fn try_from(row: StandingRow) -> Result<Self, DbError> {
        if let (Some(of), Some(reason), Some(time)) =
            (row.ground, row.exclusion_reason, row.exclude_time)
        {
            let ground = ground(&of)?;
            return Ok(Self::Excluded(Exclusion {
                ground,
                reason,
                time,
            }));
        }
        let (Some(reason), Some(cure_end_time)) = (row.defect_reason, row.cure_end_time) else {
            return Ok(Self::InOrder);
        };
        let defect = Defect {
            reason,
            cure_end_time,
        };
        Ok(if row.cured {
            Self::Cured(defect)
        } else {
            Self::Defective(defect)
        })
    }
}

fn ground(stored: &str) -> Result<Ground, DbError> {
    let known = Ground::ALL.into_iter().find(|g| g.as_str() == stored);
    known.ok_or_else(|| corrupt("unknown ground of an exclusion"))
}
