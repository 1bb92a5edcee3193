//! Returns the signed protocol of a stage.

use linia_chassis::{auth::Caller, id::StageId};

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::protocol::SignedProtocol,
    store::protocols,
};

/// The protocol, once the stage is judged; before that there is none.
pub async fn get_protocol(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
) -> Result<SignedProtocol, AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    let contest = Contest::read(&mut conn, &known).await?;
    ctx.policy
        .require_visible(caller, "GetProtocol", &contest.resource(), stage)?;
    let protocol = protocols::find(&mut conn, stage).await?;
    protocol.ok_or(AppError::StageNotFound(stage))
}
