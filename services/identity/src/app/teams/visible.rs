//! What every use case on an existing team begins with.

use linia_chassis::{auth::Caller, database::WriteTx, id::TeamId};
use sqlx::PgConnection;

use crate::{
    app::{AppError, Context, resource},
    domain::team::Team,
    store::teams,
};

/// Finds a team, if the caller may do `action` to it.
pub(super) async fn find_visible(
    context: &Context,
    caller: &Caller,
    conn: &mut PgConnection,
    id: TeamId,
    action: &str,
) -> Result<Team, AppError> {
    let team = teams::find_team(conn, id)
        .await?
        .ok_or_else(|| AppError::NotFound(id.to_string()))?;
    context
        .policy
        .require_visible(caller, action, &resource::team(&team), id)?;
    Ok(team)
}

/// Locks a team, if the caller may do `action` to it.
pub(super) async fn lock_visible_in_tx(
    context: &Context,
    caller: &Caller,
    tx: &mut WriteTx,
    id: TeamId,
    action: &str,
) -> Result<Team, AppError> {
    if !teams::lock_team(tx.conn(), id).await? {
        return Err(AppError::NotFound(id.to_string()));
    }
    find_visible(context, caller, tx.conn(), id, action).await
}
