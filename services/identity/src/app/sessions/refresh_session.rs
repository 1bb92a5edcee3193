//! A refresh token is exchanged for a new pair.

use linia_chassis::auth::Caller;
use time::OffsetDateTime;

use super::token_pair::{TokenPair, issue_token_pair_in_tx};
use crate::{
    app::{AppError, Context, opaque_token::OpaqueToken, resource},
    store::{accounts, sessions},
};

/// Exchanges a refresh token. One that comes a second time was copied, and
/// nobody can tell by whom: the whole session ends (RFC 9700 section 4.14.2).
/// `now` is the real time.
///
/// # Errors
/// [`AppError::RefreshTokenInvalid`].
pub async fn refresh_session(
    context: &Context,
    caller: &Caller,
    token: OpaqueToken,
    now: OffsetDateTime,
) -> Result<TokenPair, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "RefreshSession", &installation)?;

    let mut tx = context.database.begin_write().await?;
    let Some(session) = sessions::use_refresh_token(tx.conn(), &token.sha256()).await? else {
        let revoked = sessions::revoke_session_of_used_token(tx.conn(), &token.sha256()).await?;
        // The answer is an error, and the revocation stays.
        tx.commit().await?;
        if let Some(session) = revoked {
            let session = session.as_uuid();
            tracing::warn!(session.id = %session, "refresh token came twice; session revoked");
        }
        return Err(AppError::RefreshTokenInvalid);
    };
    let account = accounts::find_account(tx.conn(), session.account)
        .await?
        .ok_or(AppError::RefreshTokenInvalid)?;
    let pair = issue_token_pair_in_tx(context, &mut tx, &session, &account, now).await?;
    tx.commit().await?;
    Ok(pair)
}
