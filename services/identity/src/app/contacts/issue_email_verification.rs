//! Notifications is about to send a verification mail.

use linia_chassis::{auth::Caller, id::AccountId};

use crate::{
    app::{AppError, Context, opaque_token::OpaqueToken, resource},
    store::{accounts, verification_tokens},
};

/// Makes another verification token. The earlier ones go on working.
///
/// # Errors
/// [`AppError::Caller`] for anyone but notifications; [`AppError::NotFound`];
/// [`AppError::Refused`] if the address is verified already.
pub async fn issue_email_verification(
    context: &Context,
    caller: &Caller,
    id: AccountId,
) -> Result<OpaqueToken, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "IssueEmailVerification", &installation)?;

    let mut tx = context.database.begin_write().await?;
    accounts::lock_account(tx.conn(), id)
        .await?
        .ok_or_else(|| AppError::NotFound(id.to_string()))?
        .require_unverified()?;
    let token = OpaqueToken::generate();
    let lifetime = context.lifetimes.email_verification_seconds;
    verification_tokens::delete_expired_tokens(tx.conn(), id).await?;
    verification_tokens::insert_verification_token(tx.conn(), &token.sha256(), id, lifetime)
        .await?;
    tx.commit().await?;
    Ok(token)
}
