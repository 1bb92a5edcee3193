//! The first operator shows the one-time secret.

use linia_chassis::auth::Caller;

use crate::{
    app::{AppError, Context, opaque_token::OpaqueToken, resource},
    domain::account::Account,
    events::published,
    store::{accounts, operator_secrets},
};

/// Makes the caller an operator and uses the secret up.
///
/// # Errors
/// [`AppError::OperatorSecretInvalid`]; [`AppError::Refused`] while the
/// caller's address is not verified, which leaves the secret usable.
pub async fn claim_operator_role(
    context: &Context,
    caller: &Caller,
    secret: OpaqueToken,
) -> Result<Account, AppError> {
    let id = caller.account()?;
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "ClaimOperatorRole", &installation)?;

    let mut tx = context.database.begin_write().await?;
    let account = accounts::lock_account(tx.conn(), id)
        .await?
        .ok_or_else(|| AppError::NotFound(id.to_string()))?;
    if !operator_secrets::consume_operator_secret(tx.conn(), &secret.sha256(), id).await? {
        return Err(AppError::OperatorSecretInvalid);
    }
    let (account, granted) = account.grant_operator_role()?;
    accounts::update_account(tx.conn(), &account).await?;
    if let Some(granted) = granted {
        published::append_account_event(&mut tx, id, granted).await?;
    }
    tx.commit().await?;
    tracing::info!(account.id = %id, "operator role was claimed");
    Ok(account)
}
