//! A person looks at their account.

use linia_chassis::auth::Caller;

use crate::{
    app::{AppError, Context, resource},
    domain::account::Account,
    store::accounts,
};

/// Returns the caller's own account.
///
/// # Errors
/// [`AppError::Caller`] for anyone but a person; [`AppError::NotFound`] if the
/// account was erased since the token was issued.
pub async fn get_my_account(context: &Context, caller: &Caller) -> Result<Account, AppError> {
    let id = caller.account()?;
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "GetMyAccount", &installation)?;

    let mut conn = context.database.read().await?;
    accounts::find_account(&mut conn, id)
        .await?
        .ok_or_else(|| AppError::NotFound(id.to_string()))
}
