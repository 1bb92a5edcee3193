//! A service signs in.

use linia_chassis::auth::Caller;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::app::{AppError, Context, access_tokens::AccessToken, resource};

/// A service's proof of what it is.
pub struct IssueServiceToken {
    /// Its name.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Zeroizing<String>,
}

/// Signs a service in. Needs no database: services go on while it is away.
/// So `now` is the real time.
///
/// # Errors
/// [`AppError::CredentialsInvalid`].
pub fn issue_service_token(
    context: &Context,
    caller: &Caller,
    command: &IssueServiceToken,
    now: OffsetDateTime,
) -> Result<AccessToken, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "IssueServiceToken", &installation)?;

    let IssueServiceToken {
        client_id,
        client_secret,
    } = command;
    if !context.service_accounts.verify(client_id, client_secret) {
        return Err(AppError::CredentialsInvalid);
    }
    Ok(context.access_tokens.issue_to_service(client_id, now))
}
