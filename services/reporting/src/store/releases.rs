//! The table `release`.

use linia_chassis::{database::DbError, id::ChallengeId};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::notice::{Entrants, Issued, Release};

/// A release where it stands in the list.
#[derive(Debug)]
pub(crate) struct Row {
    /// Where.
    pub(crate) position: i64,
    /// How long it is.
    pub(crate) octets: usize,
    /// The release.
    pub(crate) issued: Issued,
}

/// Waits for whoever else publishes releases, until the end of the transaction:
/// so positions are in the order of commits, and whoever asks on from one misses
/// nothing.
pub(crate) async fn lock(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!("LOCK TABLE release IN SHARE ROW EXCLUSIVE MODE")
        .execute(conn)
        .await?;
    Ok(())
}

/// Returns the last release of each of these challenges.
pub(crate) async fn last(
    conn: &mut PgConnection,
    challenges: &[ChallengeId],
) -> Result<Vec<Issued>, DbError> {
    let challenges: Vec<Uuid> = challenges.iter().map(ChallengeId::as_uuid).collect();
    let rows = sqlx::query_as!(
        ReleaseRow,
        r#"SELECT DISTINCT ON (challenge) position, octet_length(body::text) AS "octets!",
               challenge, version, id, release_date, body AS "body: Json<Release>",
               entrants AS "entrants: Json<Entrants>"
           FROM release WHERE challenge = ANY ($1)
           ORDER BY challenge, version DESC"#,
        &challenges,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| Row::from(row).issued).collect())
}

/// Adds a release; one that is there stays as it is.
pub(crate) async fn insert(conn: &mut PgConnection, issued: &Issued) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO release (challenge, version, id, release_date, body, entrants)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
        issued.challenge.as_uuid(),
        issued.version,
        issued.id,
        issued.date,
        Json(&issued.release) as _,
        Json(&issued.entrants) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns the releases of a challenge after a version, oldest first.
pub(crate) async fn of_challenge(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    after: i64,
    limit: i64,
) -> Result<Vec<Row>, DbError> {
    let rows = sqlx::query_as!(
        ReleaseRow,
        r#"SELECT position, octet_length(body::text) AS "octets!",
               challenge, version, id, release_date, body AS "body: Json<Release>",
               entrants AS "entrants: Json<Entrants>"
           FROM release WHERE challenge = $1 AND version > $2
           ORDER BY version LIMIT $3"#,
        challenge.as_uuid(),
        after,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Row::from).collect())
}

/// Returns the releases of all challenges after a position, in their order.
pub(crate) async fn list(
    conn: &mut PgConnection,
    after: i64,
    limit: i64,
) -> Result<Vec<Row>, DbError> {
    let rows = sqlx::query_as!(
        ReleaseRow,
        r#"SELECT position, octet_length(body::text) AS "octets!",
               challenge, version, id, release_date, body AS "body: Json<Release>",
               entrants AS "entrants: Json<Entrants>"
           FROM release WHERE position > $1
           ORDER BY position LIMIT $2"#,
        after,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Row::from).collect())
}

/// A row as it is stored.
struct ReleaseRow {
    position: i64,
    octets: i32,
    challenge: Uuid,
    version: i64,
    id: Uuid,
    release_date: OffsetDateTime,
    body: Json<Release>,
    entrants: Json<Entrants>,
}

impl From<ReleaseRow> for Row {
    fn from(row: ReleaseRow) -> Self {
        Self {
            position: row.position,
            octets: usize::try_from(row.octets).unwrap_or_default(),
            issued: Issued {
                challenge: row.challenge.into(),
                version: row.version,
                id: row.id,
                date: row.release_date,
                release: row.body.0,
                entrants: row.entrants.0,
            },
        }
    }
}
