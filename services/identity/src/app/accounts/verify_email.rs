//! A person shows a token from a mail, and sets the password.

use linia_chassis::{auth::Caller, id::AccountId};
use sqlx::PgConnection;

use crate::{
    app::{AppError, Context, opaque_token::OpaqueToken, resource},
    domain::{
        account::Account,
        password::{Password, PasswordAttempt},
    },
    events::published,
    store::{accounts, credentials, verification_tokens},
};

/// A person's proof that the address is theirs.
pub struct VerifyEmail {
    /// What was mailed there.
    pub token: OpaqueToken,
    /// How they will prove who they are from now on.
    pub password: Password,
}

/// Verifies the address that the token was mailed to, and sets the password.
/// The one from signing up is gone then: somebody else may have signed up with
/// the address, to wait until its owner makes the account worth something.
///
/// Repeating it with the same password is harmless for as long as the token
/// lives. With another one it is refused: a token sets a password once.
///
/// # Errors
/// [`AppError::VerificationTokenInvalid`]; [`AppError::Password`] when too many
/// passwords are being hashed.
pub async fn verify_email(
    context: &Context,
    caller: &Caller,
    command: VerifyEmail,
) -> Result<(), AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "VerifyEmail", &installation)?;
    let VerifyEmail { token, password } = command;
    let repeated = PasswordAttempt::from(&password);

    // A token that was guessed costs no hashing.
    let account = find_account_of_token(&mut *context.database.read().await?, &token).await?;
    if !account.is_verified() {
        let password_hash = context.passwords.hash(password).await?;
        if set_password(context, account.id, &password_hash).await? {
            return Ok(());
        }
    }
    require_password(context, account.id, repeated).await
}

async fn find_account_of_token(
    conn: &mut PgConnection,
    token: &OpaqueToken,
) -> Result<Account, AppError> {
    let invalid = AppError::VerificationTokenInvalid;
    match verification_tokens::find_account_of_token(conn, &token.sha256()).await? {
        Some(id) => accounts::find_account(conn, id).await?.ok_or(invalid),
        None => Err(invalid),
    }
}

/// Verifies the address and sets the password; `false` if the address is
/// verified by now.
async fn set_password(
    context: &Context,
    id: AccountId,
    password_hash: &str,
) -> Result<bool, AppError> {
    let mut tx = context.database.begin_write().await?;
    let account = accounts::lock_account(tx.conn(), id)
        .await?
        .ok_or(AppError::VerificationTokenInvalid)?;
    let now = tx.now();
    let (account, Some(verified)) = account.verify_email(now) else {
        return Ok(false);
    };
    accounts::update_account(tx.conn(), &account).await?;
    credentials::update_password(tx.conn(), id, password_hash).await?;
    published::append_account_event(&mut tx, id, verified).await?;
    tx.commit().await?;
    Ok(true)
}

async fn require_password(
    context: &Context,
    id: AccountId,
    attempt: PasswordAttempt,
) -> Result<(), AppError> {
    let stored = {
        let mut conn = context.database.read().await?;
        credentials::find_password_of_account(&mut conn, id).await?
    };
    if context.passwords.verify(attempt, stored).await? {
        Ok(())
    } else {
        Err(AppError::VerificationTokenInvalid)
    }
}
