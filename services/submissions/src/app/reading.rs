//! Who has to read what, as it stands now, and what was decided by hand.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;

use crate::{
    app::contest::Contest,
    domain::{
        reading::Reading,
        record::{ChangeRecord, ExclusionRecord, HandRecord, WaiverRecord},
        stage::Stage,
    },
    store::{assignments, screenings, waivers},
};

/// Reads together what decides which reviews of a stage count.
pub async fn read(
    conn: &mut PgConnection,
    stage: &Stage,
    contest: &Contest,
) -> Result<Reading, DbError> {
    let excluded = screenings::list_excluded(conn, stage.id).await?;
    Ok(Reading {
        rules: stage.rules.clone(),
        sitting: contest.sitting().into_iter().collect(),
        pairs: assignments::list_pairs(conn, stage.id).await?,
        waivers: waivers::list_sufficient(conn, stage.id).await?,
        excluded: excluded.into_iter().map(|(work, _)| work).collect(),
    })
}

/// Reads what the jury decided about single works of a stage; not their defects.
pub async fn read_decisions(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<HandRecord, DbError> {
    let exclusions = screenings::list_excluded(conn, stage).await?.into_iter();
    let waivers = waivers::list(conn, stage).await?.into_iter();
    let changes = assignments::list_changes(conn, stage).await?.into_iter();
    Ok(HandRecord {
        defects: Vec::new(),
        exclusions: exclusions
            .map(|(work, exclusion)| ExclusionRecord {
                work,
                ground: exclusion.ground.as_str().to_owned(),
                reason: exclusion.reason,
                time: exclusion.time,
            })
            .collect(),
        waivers: waivers
            .map(|waiver| WaiverRecord {
                work: waiver.work,
                sufficient_reviews: waiver.sufficient_reviews,
                reason: waiver.reason,
                time: waiver.time,
            })
            .collect(),
        assignment_changes: changes
            .map(|change| ChangeRecord {
                work: change.pair.work,
                account: change.pair.juror,
                state: change.state.to_string(),
                reason: change.reason,
                changed_by: change.changed_by,
                time: change.time,
            })
            .collect(),
    })
}
