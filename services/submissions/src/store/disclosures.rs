//! What authors consent to, and what is published by it.

use std::collections::BTreeMap;

use linia_chassis::{
    database::DbError,
    id::{AccountId, ChallengeId, EntrantName, EntryId, StageId, WorkId},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{
    domain::disclosure::{Consent, DisclosedWork, Scope},
    store::corrupt,
};

/// What an author of an entry stated.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// The entry.
    pub entry: EntryId,
    /// For whom.
    pub author: EntrantName,
    /// Of the author's statements, from 1.
    pub number: i32,
    /// What.
    pub consent: Consent,
}

/// What each author of an entry stated last.
pub async fn list_last(conn: &mut PgConnection, entry: EntryId) -> Result<Vec<Statement>, DbError> {
    let rows = sqlx::query!(
        "SELECT DISTINCT ON (author) author, number, scope, state_time FROM disclosure_consent \
         WHERE entry = $1 ORDER BY author, number DESC",
        entry.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    let statements = rows.into_iter().map(|row| {
        Ok(Statement {
            entry,
            author: row.author.parse().map_err(corrupt)?,
            number: row.number,
            consent: Consent {
                scope: scope(&row.scope)?,
                time: row.state_time,
            },
        })
    });
    statements.collect()
}

/// Stores a statement.
pub async fn insert(
    conn: &mut PgConnection,
    stage: StageId,
    statement: &Statement,
    account: AccountId,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO disclosure_consent (entry, author, number, stage, scope, account, state_time) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        statement.entry.as_uuid(),
        statement.author.to_string(),
        statement.number,
        stage.as_uuid(),
        statement.consent.scope.as_str(),
        account.as_uuid(),
        statement.consent.time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A page of what is published of a contest, by rank, without files. `after` is
/// the last row of the page before.
pub async fn list_works(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    after: Option<(i32, Uuid)>,
    limit: i64,
) -> Result<Vec<DisclosedWork>, DbError> {
    let (rank, work) = after.unzip();
    let rows = sqlx::query!(
        r#"SELECT d.work AS "work!", d.rank AS "rank!", d.scope AS "scope!", w.title,
            CASE d.scope WHEN 'title' THEN '' ELSE w.text END AS "text!",
            CASE d.scope WHEN 'title' THEN '{}' ELSE w.fields END
                AS "fields!: Json<BTreeMap<String, String>>"
        FROM disclosed_work d JOIN work w ON w.id = d.work
        WHERE d.challenge = $1 AND ($2::integer IS NULL OR (d.rank, d.work) > ($2, $3::uuid))
        ORDER BY d.rank, d.work LIMIT $4"#,
        challenge.as_uuid(),
        rank,
        work,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let works = rows.into_iter().map(|row| {
        Ok(DisclosedWork {
            work: WorkId::from(row.work),
            rank: row.rank,
            scope: scope(&row.scope)?,
            title: row.title,
            text: row.text,
            fields: row.fields.0,
            files: Vec::new(),
        })
    });
    works.collect()
}

/// Whether everybody may read the files of a work.
pub async fn has_published_files(conn: &mut PgConnection, work: WorkId) -> Result<bool, DbError> {
    let published = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM disclosed_work WHERE work = $1 AND scope = 'work_and_files')
            AS "published!""#,
        work.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(published)
}

fn scope(stored: &str) -> Result<Scope, DbError> {
    Scope::find(stored).ok_or_else(|| corrupt("unknown scope of a disclosure"))
}
