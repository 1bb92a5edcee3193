//! The table `act`.

use linia_chassis::id::ChallengeId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::StoreError;
use crate::domain::act::{Act, ActKind, Actor, Deed};

/// Adds the next act to a challenge's record, at this moment: so its times
/// follow its numbers. The caller holds the challenge's lock; `version` is the
/// challenge's after the act.
///
/// # Errors
/// [`StoreError`].
pub async fn append(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    version: i64,
    deed: &Deed,
    actor: Actor,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO act (challenge, number, version, kind, subject, actor, create_time) \
         SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, linia_now() \
         FROM act WHERE challenge = $1",
        challenge.as_uuid(),
        version,
        deed.kind.as_str(),
        deed.subject,
        actor.to_string(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lists a challenge's acts after this number, oldest first.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    after: i32,
    limit: i64,
) -> Result<Vec<Act>, StoreError> {
    let rows = sqlx::query_as!(
        ActRow,
        "SELECT number, version, kind, subject, actor, create_time FROM act \
         WHERE challenge = $1 AND number > $2 ORDER BY number LIMIT $3",
        challenge.as_uuid(),
        after,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Act::try_from).collect()
}

struct ActRow {
    number: i32,
    version: i64,
    kind: String,
    subject: String,
    actor: String,
    create_time: OffsetDateTime,
}

impl TryFrom<ActRow> for Act {
    type Error = StoreError;

    fn try_from(row: ActRow) -> Result<Self, StoreError> {
        let deed = Deed {
            kind: ActKind::find(&row.kind).ok_or(StoreError::Corrupt("act.kind"))?,
            subject: row.subject,
        };
        Ok(Self {
            number: row.number,
            version: row.version,
            deed,
            actor: Actor::find(&row.actor).ok_or(StoreError::Corrupt("act.actor"))?,
            create_time: row.create_time,
        })
    }
}
