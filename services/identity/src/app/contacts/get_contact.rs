//! Notifications is about to write to a person.

use linia_chassis::{auth::Caller, id::AccountId};

use crate::{
    app::{AppError, Context, resource},
    domain::account::Account,
    store::accounts,
};

/// Returns where and how to write to a person.
///
/// # Errors
/// [`AppError::Caller`] for anyone but notifications; [`AppError::NotFound`]
/// for an unknown or erased account.
pub async fn get_contact(
    context: &Context,
    caller: &Caller,
    id: AccountId,
) -> Result<Account, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "GetContact", &installation)?;
    let mut conn = context.database.read().await?;
    accounts::find_account(&mut conn, id)
        .await?
        .ok_or_else(|| AppError::NotFound(id.to_string()))
}
