//! A person shows a token from a mail.

use linia_chassis::auth::Caller;

use crate::{
    app::{AppError, Context, opaque_token::OpaqueToken, resource},
    events::published,
    store::{accounts, verification_tokens},
};

/// Verifies the address that the token was mailed to. Repeating it is harmless
/// for as long as the token lives.
///
/// # Errors
/// [`AppError::VerificationTokenInvalid`].
pub async fn verify_email(
    context: &Context,
    caller: &Caller,
    token: OpaqueToken,
) -> Result<(), AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "VerifyEmail", &installation)?;

    let mut tx = context.database.begin_write().await?;
    let id = verification_tokens::find_account_of_token(tx.conn(), &token.sha256())
        .await?
        .ok_or(AppError::VerificationTokenInvalid)?;
    let account = accounts::lock_account(tx.conn(), id)
        .await?
        .ok_or(AppError::VerificationTokenInvalid)?;
    let now = tx.now();
    if let (account, Some(verified)) = account.verify_email(now) {
        accounts::update_account(tx.conn(), &account).await?;
        published::append_account_event(&mut tx, id, verified).await?;
    }
    tx.commit().await?;
    Ok(())
}
