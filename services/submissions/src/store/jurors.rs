//! Jurors and their declarations.

use linia_chassis::{
    database::DbError,
    id::{AccountId, ChallengeId, StageId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::jury::{Declaration, Juror, JurorState},
    store::corrupt,
};

/// At most one sitting juror leads a jury.
pub const ONE_CHAIR: &str = "juror_one_chair";

/// Everybody who was appointed, in the order of appointment. Lock the jury
/// first where a change follows.
pub async fn list(conn: &mut PgConnection, challenge: ChallengeId) -> Result<Vec<Juror>, DbError> {
    let rows = sqlx::query_as!(
        JurorRow,
        "SELECT challenge, account, chair, qualified, recuse_time, recusal_reason \
         FROM juror WHERE challenge = $1 ORDER BY appoint_time, account",
        challenge.as_uuid(),
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut jurors: Vec<_> = rows.into_iter().map(Juror::from).collect();
    for (account, declaration) in list_declarations(conn, challenge).await? {
        let declared = jurors.iter_mut().find(|juror| juror.account == account);
        if let Some(juror) = declared {
            juror.declarations.push(declaration);
        }
    }
    Ok(jurors)
}

async fn list_declarations(
    conn: &mut PgConnection,
    challenge: ChallengeId,
) -> Result<Vec<(AccountId, Declaration)>, DbError> {
    let rows = sqlx::query!(
        "SELECT d.stage, d.account, d.conflicts \
         FROM declaration d JOIN closing c ON c.stage = d.stage \
         WHERE c.challenge = $1 ORDER BY d.declare_time, d.stage",
        challenge.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let conflicts = row.conflicts.iter().map(|name| name.parse());
            let declaration = Declaration {
                stage: row.stage.into(),
                conflicts: conflicts.collect::<Result<_, _>>().map_err(corrupt)?,
            };
            Ok((row.account.into(), declaration))
        })
        .collect()
}

/// Saves a juror, new or changed.
///
/// # Errors
/// [`ONE_CHAIR`] is violated if somebody else leads the jury.
pub async fn save(
    conn: &mut PgConnection,
    juror: &Juror,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let (recuse_time, reason) = match &juror.state {
        JurorState::Sitting => (None, None),
        JurorState::Recused { time, reason } => (Some(*time), Some(reason.as_str())),
    };
    sqlx::query!(
        "INSERT INTO juror (challenge, account, chair, qualified, appoint_time, recuse_time, recusal_reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (challenge, account) DO UPDATE SET chair = EXCLUDED.chair, \
             qualified = EXCLUDED.qualified, recuse_time = EXCLUDED.recuse_time, \
             recusal_reason = EXCLUDED.recusal_reason",
        juror.challenge.as_uuid(),
        juror.account.as_uuid(),
        juror.chair,
        juror.qualified,
        now,
        recuse_time,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores a declaration: in plain, or sealed where works are assigned.
pub async fn insert_declaration(
    conn: &mut PgConnection,
    account: AccountId,
    declaration: &Declaration,
    sealed_conflicts: Option<&[u8]>,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let conflicts = declaration.conflicts.iter();
    let conflicts: Vec<_> = conflicts.map(ToString::to_string).collect();
    sqlx::query!(
        "INSERT INTO declaration (stage, account, declare_time, conflicts, sealed_conflicts) \
         VALUES ($1, $2, $3, $4, $5)",
        declaration.stage.as_uuid(),
        account.as_uuid(),
        now,
        &conflicts,
        sealed_conflicts,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The sealed conflicts of everybody who has declared for a stage.
pub async fn list_sealed_conflicts(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Vec<(AccountId, Vec<u8>)>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT account, sealed_conflicts AS "sealed!" FROM declaration
        WHERE stage = $1 AND sealed_conflicts IS NOT NULL ORDER BY account"#,
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter();
    Ok(rows.map(|row| (row.account.into(), row.sealed)).collect())
}

struct JurorRow {
    challenge: Uuid,
    account: Uuid,
    chair: bool,
    qualified: bool,
    recuse_time: Option<OffsetDateTime>,
    recusal_reason: Option<String>,
}

impl From<JurorRow> for Juror {
    fn from(row: JurorRow) -> Self {
        let state = match (row.recuse_time, row.recusal_reason) {
            (Some(time), Some(reason)) => JurorState::Recused { time, reason },
            // The table holds both or neither.
            _ => JurorState::Sitting,
        };
        Self {
            challenge: row.challenge.into(),
            account: row.account.into(),
            chair: row.chair,
            qualified: row.qualified,
            state,
            declarations: Vec::new(),
        }
    }
}
