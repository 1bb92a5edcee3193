//! An access token and the means to get the next one.

use linia_chassis::database::WriteTx;
use time::OffsetDateTime;

use super::standing::standing_of;
use crate::{
    app::{AppError, Context, access_tokens::AccessToken, opaque_token::OpaqueToken},
    domain::{account::Account, roles::Roles, session::Session},
    store::{roles, sessions},
};

/// An access token and the means to get the next one.
pub struct TokenPair {
    /// Shown with every call.
    pub access: AccessToken,
    /// Works once.
    pub refresh: OpaqueToken,
    /// When the session ends, by the real clock.
    pub refresh_expire_time: OffsetDateTime,
}

/// Issues the next pair of a session. The roles are those of this moment; `now`
/// is the real time, which those who verify tokens compare with.
pub(super) async fn issue_token_pair_in_tx(
    context: &Context,
    tx: &mut WriteTx,
    session: &Session,
    account: &Account,
    now: OffsetDateTime,
) -> Result<TokenPair, AppError> {
    let refresh = OpaqueToken::generate();
    sessions::insert_refresh_token(tx.conn(), &refresh.sha256(), session.id).await?;
    let memberships = roles::list_roles_in_verified_organizations(tx.conn(), account.id).await?;
    let teams = roles::list_joined_teams(tx.conn(), account.id).await?;
    let standing = standing_of(account, &memberships, &teams);
    let memberships = memberships.iter().map(|it| (it.organization, it.role));
    let teams = teams.into_iter().map(|(team, _)| team).collect();
    let roles = Roles::new(account.operator, memberships, teams);
    let access = context
        .access_tokens
        .issue_to_account(account.id, roles, standing, now);
    Ok(TokenPair {
        access,
        refresh,
        refresh_expire_time: session.expire_time,
    })
}
