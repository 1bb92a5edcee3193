//! A person forms a team.

use linia_chassis::{auth::Caller, idempotency::RequestKey};
use linia_proto::identity::v1 as pb;

use crate::{
    app::{AppError, Context, resource},
    domain::{display_name::TeamName, team::Team},
    events::published,
    store::teams,
};

/// Forms a team with the caller as its first member. It answers in the
/// contract's terms, because a repeated call gets the first answer.
///
/// # Errors
/// [`AppError::Caller`] for anyone but a person.
pub async fn create_team(
    context: &Context,
    caller: &Caller,
    key: RequestKey,
    display_name: TeamName,
) -> Result<pb::Team, AppError> {
    let founder = caller.account()?;
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "CreateTeam", &installation)?;

    let mut tx = context.database.begin_write().await?;
    if let Some(answer) = key.replay_in_tx(&mut tx).await? {
        return Ok(answer);
    }
    let (team, formed) = Team::form(display_name, founder, tx.now());
    teams::insert_team(tx.conn(), &team).await?;
    teams::upsert_member(tx.conn(), team.id, founder).await?;
    published::append_team_event(&mut tx, team.id, formed).await?;
    let answer = team.into();
    key.save_in_tx(&mut tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
