//! A person signs up.

use linia_chassis::auth::Caller;

use crate::{
    app::{AppError, Context, resource},
    domain::{
        account::{Account, Profile},
        password::Password,
    },
    events::published,
    store::{accounts, credentials},
};

/// How often at most the owner of an address is told that somebody signed up
/// with it: else anyone could flood a mailbox.
const REPEAT_PAUSE_SECONDS: u32 = 15 * 60;

/// What a person tells when signing up.
pub struct SignUp {
    /// Who they are.
    pub profile: Profile,
    /// How they will prove it. Counts for nothing until the address is
    /// verified, and then what is set there counts.
    pub password: Password,
}

/// Makes an account, or has the owner of the address told that somebody tried.
/// Whoever calls cannot tell which: not by the answer, and not by its time,
/// because the password is hashed before anything is known.
///
/// # Errors
/// [`AppError::Password`] when too many passwords are being hashed.
pub async fn sign_up(context: &Context, caller: &Caller, command: SignUp) -> Result<(), AppError> {
    let installation = resource::installation();
    context.policy.authorize(caller, "SignUp", &installation)?;
    let password_hash = context.passwords.hash(command.password).await?;

    let mut tx = context.database.begin_write().await?;
    let (account, registered) = Account::register(command.profile, tx.now());
    if accounts::insert_account(tx.conn(), &account).await? {
        credentials::insert_password(tx.conn(), account.id, &password_hash).await?;
        published::append_account_event(&mut tx, account.id, registered).await?;
    } else if let Some(known) =
        accounts::note_repeated_sign_up(tx.conn(), &account.profile.email, REPEAT_PAUSE_SECONDS)
            .await?
    {
        published::append_account_event(&mut tx, known.id, known.repeat_sign_up()).await?;
    }
    tx.commit().await?;
    Ok(())
}
