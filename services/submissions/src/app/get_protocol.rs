//! Returns the signed protocols of a stage.

use linia_chassis::{auth::Caller, id::StageId};
use sqlx::PgConnection;

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::{protocol::SignedProtocol, stage::Stage},
    store::protocols,
};

/// The protocol that counts, once the stage is judged; before that there is none.
pub async fn get_protocol(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
) -> Result<SignedProtocol, AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    require_visible(ctx, caller, &mut conn, &known).await?;
    let protocol = protocols::find(&mut conn, stage).await?;
    protocol.ok_or(AppError::StageNotFound(stage))
}

/// Every protocol, the superseded ones included.
pub async fn list_protocols(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
) -> Result<Vec<SignedProtocol>, AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    require_visible(ctx, caller, &mut conn, &known).await?;
    let protocols = protocols::list(&mut conn, stage).await?;
    if protocols.is_empty() {
        return Err(AppError::StageNotFound(stage));
    }
    Ok(protocols)
}

async fn require_visible(
    ctx: &Context,
    caller: &Caller,
    conn: &mut PgConnection,
    stage: &Stage,
) -> Result<(), AppError> {
    let contest = Contest::read(conn, stage).await?;
    let resource = contest.resource();
    ctx.policy
        .require_visible(caller, "GetProtocol", &resource, stage.id)?;
    Ok(())
}
