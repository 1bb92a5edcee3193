//! A person signs in.

use std::time::Instant;

use linia_chassis::{auth::Caller, crypto::sha256};
use time::OffsetDateTime;

use super::token_pair::{TokenPair, issue_token_pair_in_tx};
use crate::{
    app::{AppError, Context, resource},
    domain::{
        email::EmailAddress,
        password::PasswordAttempt,
        session::{Session, SessionId},
    },
    store::{StoreError, accounts, credentials, credentials::PasswordCredential, sessions},
};

/// A person's proof of who they are.
pub struct CreateSession {
    /// The address, if what was given is one.
    pub email: Option<EmailAddress>,
    /// The password.
    pub password: PasswordAttempt,
}

/// Signs a person in. `now` is the real time.
///
/// # Errors
/// [`AppError::Caller`] for an address that is tried too often, known or not;
/// [`AppError::CredentialsInvalid`], after the same work whether or not the
/// address is known; [`AppError::Refused`] for an address that is not verified,
/// and only to whoever knows its password.
pub async fn create_session(
    context: &Context,
    caller: &Caller,
    command: CreateSession,
    now: OffsetDateTime,
) -> Result<TokenPair, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "CreateSession", &installation)?;

    if let Some(email) = &command.email {
        let address = sha256(email.canonical().as_bytes());
        context.sign_ins.take(address, Instant::now())?;
    }
    let credential = find_credential(context, command.email.as_ref()).await?;
    let stored = credential.as_ref().map(|c| c.password_hash.clone());
    let proven = context.passwords.verify(command.password, stored).await?;
    let PasswordCredential { account, .. } = credential
        .filter(|_| proven)
        .ok_or(AppError::CredentialsInvalid)?;

    let mut tx = context.database.begin_write().await?;
    let account = accounts::find_account(tx.conn(), account)
        .await?
        .ok_or(AppError::CredentialsInvalid)?;
    account.require_verified()?;
    sessions::delete_expired_sessions(tx.conn(), account.id).await?;
    let id = SessionId::new();
    let lifetime = context.lifetimes.session_seconds;
    let inserted = sessions::insert_session(tx.conn(), id, account.id, lifetime).await;
    let expire_time = inserted.map_err(|error| match error {
        // Whoever is being erased is not known any more.
        StoreError::AccountUnknown => AppError::CredentialsInvalid,
        other => other.into(),
    })?;
    let session = Session {
        id,
        account: account.id,
        expire_time,
    };
    let pair = issue_token_pair_in_tx(context, &mut tx, &session, &account, now).await?;
    tx.commit().await?;
    Ok(pair)
}

/// Gives its connection back before the password is hashed.
async fn find_credential(
    context: &Context,
    email: Option<&EmailAddress>,
) -> Result<Option<PasswordCredential>, AppError> {
    let Some(email) = email else {
        return Ok(None);
    };
    let mut conn = context.database.read().await?;
    Ok(credentials::find_password(&mut conn, email).await?)
}
