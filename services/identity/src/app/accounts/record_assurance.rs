//! An operator notes how surely it is known who somebody is.

use linia_chassis::{auth::Caller, id::AccountId, problem::Problem, standing::AssuranceLevel};

use crate::{
    app::{AppError, Context, resource},
    store::accounts,
};

/// What to note.
pub struct RecordAssurance {
    /// Of whom.
    pub account: AccountId,
    /// The level; `None` takes it back.
    pub assurance: Option<AssuranceLevel>,
}

/// Notes a level. Nobody vouches for themselves.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Refused`] while the person's address is
/// not verified.
pub async fn record_assurance(
    context: &Context,
    caller: &Caller,
    command: RecordAssurance,
) -> Result<(), AppError> {
    let operator = caller.account()?;
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "RecordAssurance", &installation)?;
    if operator == command.account {
        let message = "nobody vouches for themselves";
        return Err(Problem::denied("NOT_PERMITTED", message).into());
    }

    let mut tx = context.database.begin_write().await?;
    let account = accounts::lock_account(tx.conn(), command.account)
        .await?
        .ok_or_else(|| AppError::NotFound(command.account.to_string()))?;
    let account = account.record_assurance(command.assurance)?;
    accounts::update_account(tx.conn(), &account).await?;
    tx.commit().await?;
    tracing::info!(account.id = %account.id, operator.id = %operator, "assurance level was noted");
    Ok(())
}
