//! Every call to open a stage was recorded, the refused ones too; and challenges
//! has counted those that were not.

use sqlx::{Connection as _, postgres::PgConnection};
use uuid::Uuid;

use crate::story::{Result, StoryError, World, contest::Outcome, error::must_equal};

/// As an auditor reads it: the record is shown by no call.
const RECORDED: &str = "SELECT outcome, count(*) FROM submissions.opening_attempt \
                        WHERE stage = $1 GROUP BY outcome ORDER BY outcome";

/// Whom challenges has counted, by their own tokens, and whether for the authority.
const COUNTED: &str = "SELECT of_authority::text, count(DISTINCT caller) FROM challenges.opening_attempt \
                       WHERE stage = $1 AND outcome = 'APPROVED' \
                       GROUP BY of_authority ORDER BY of_authority";

pub(super) async fn attempts_to_open_are_recorded(world: &World, outcome: &Outcome) -> Result<()> {
    let stage = &outcome.stops.stages[0].name;
    let id = stage.strip_prefix("stages/").and_then(|it| it.parse().ok());
    let id: Uuid = id.ok_or_else(|| StoryError::Input(format!("{stage} is a stage's name")))?;
    for (what, sql, expected) in [
        (
            "every attempt to open a stage is recorded",
            RECORDED,
            vec![("APPROVED", 2), ("NOT_FOUND", 1), ("STAGE_NOT_CLOSED", 1)],
        ),
        (
            "the keeper has counted an editor and the chair",
            COUNTED,
            vec![("false", 1), ("true", 1)],
        ),
    ] {
        let recorded = read(world, sql, id).await;
        let recorded = recorded.map_err(|error| StoryError::Input(error.to_string()))?;
        let recorded: Vec<_> = recorded.iter().map(|(it, n)| (it.as_str(), *n)).collect();
        must_equal(what, &recorded, &expected)?;
    }
    Ok(())
}

async fn read(world: &World, sql: &'static str, stage: Uuid) -> sqlx::Result<Vec<(String, i64)>> {
    let mut connection = PgConnection::connect(&world.system.superuser_url()).await?;
    let recorded = sqlx::query_as(sql).bind(stage);
    let recorded = recorded.fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(recorded)
}
