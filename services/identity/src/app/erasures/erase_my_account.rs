//! A person asks for the erasure of their data.

use std::time::Instant;

use linia_chassis::{
    auth::Caller,
    crypto::sha256,
    id::{AccountId, OrganizationId, TeamId},
    problem::Problem,
    scheduler,
};
use serde_json::Value;
use sqlx::PgConnection;
use time::Duration;

use super::{begin_erasure::BEGIN_ERASURE, leave_everything::leave_everything_in_tx};
use crate::{
    app::{AppError, Context, resource},
    domain::{erasure::Erasure, password::PasswordAttempt},
    events::published,
    store::{accounts, credentials, erasures, memberships, organizations, sessions, teams},
};

/// How far the clocks of those who read access tokens may be off.
const CLOCKS_DIFFER: Duration = Duration::minutes(1);

/// Ends every session and all that the person belongs to, and makes the erasure
/// due. Repeating it changes nothing.
///
/// # Errors
/// [`AppError::CredentialsInvalid`]; [`AppError::Refused`] for the only head of
/// an organization; ABORTED if the person was taken into something meanwhile.
pub async fn erase_my_account(
    context: &Context,
    caller: &Caller,
    attempt: PasswordAttempt,
) -> Result<Erasure, AppError> {
    let id = caller.account()?;
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "EraseMyAccount", &installation)?;
    require_password(context, id, attempt).await?;

    let mut tx = context.database.begin_write().await?;
    // Organizations and teams first, as everybody who changes their members does.
    let belongs = lock_what_it_belongs_to(tx.conn(), id).await?;
    accounts::lock_account(tx.conn(), id)
        .await?
        .ok_or_else(|| AppError::NotFound(id.to_string()))?;
    if let Some(known) = erasures::find_erasure_of(tx.conn(), id).await? {
        return Ok(known);
    }
    // Nobody is taken into anything while their account is locked.
    if what_it_belongs_to(tx.conn(), id).await? != belongs {
        let message = "what the person belongs to changed meanwhile";
        return Err(Problem::aborted("MEMBERSHIPS_CHANGED", message).into());
    }
    leave_everything_in_tx(&mut tx, id, &belongs.0, &belongs.1).await?;
    sessions::revoke_sessions_of(tx.conn(), id).await?;
    let tokens_live = Duration::seconds(context.lifetimes.access_token_seconds.into());
    let (erasure, requested) = Erasure::request(id, tx.now(), tokens_live + CLOCKS_DIFFER);
    erasures::insert_erasure(tx.conn(), &erasure).await?;
    published::append_erasure_event(&mut tx, &erasure, requested).await?;
    let (key, due) = (erasure.id.as_uuid(), erasure.begin_time);
    scheduler::schedule_in_tx(tx.conn(), BEGIN_ERASURE, key, due, &Value::Null).await?;
    tx.commit().await?;
    tracing::info!(account.id = %id, "erasure was asked for");
    Ok(erasure)
}

type Belongs = (Vec<OrganizationId>, Vec<TeamId>);

async fn what_it_belongs_to(conn: &mut PgConnection, id: AccountId) -> Result<Belongs, AppError> {
    let organizations = memberships::list_organizations_of(conn, id).await?;
    Ok((organizations, teams::list_teams_of(conn, id).await?))
}

async fn lock_what_it_belongs_to(
    conn: &mut PgConnection,
    id: AccountId,
) -> Result<Belongs, AppError> {
    let belongs = what_it_belongs_to(conn, id).await?;
    for organization in &belongs.0 {
        organizations::lock_organization(conn, *organization).await?;
    }
    for team in &belongs.1 {
        teams::lock_team(conn, *team).await?;
    }
    Ok(belongs)
}

/// Attempts count as those to sign in do.
async fn require_password(
    context: &Context,
    id: AccountId,
    attempt: PasswordAttempt,
) -> Result<(), AppError> {
    let mut conn = context.database.read().await?;
    let account = accounts::find_account(&mut conn, id)
        .await?
        .ok_or_else(|| AppError::NotFound(id.to_string()))?;
    let stored = credentials::find_password_of_account(&mut conn, id).await?;
    drop(conn);
    let address = sha256(account.profile.email.canonical().as_bytes());
    context.sign_ins.take(address, Instant::now())?;
    if context.passwords.verify(attempt, stored).await? {
        Ok(())
    } else {
        Err(AppError::CredentialsInvalid)
    }
}
