//! Somebody looks at a team.

use linia_chassis::{auth::Caller, id::TeamId};

use super::visible::find_visible;
use crate::{
    app::{AppError, Context, resource},
    domain::team::Team,
};

/// Returns a team to its members and to those invited, and to submissions.
///
/// # Errors
/// [`AppError::NotFound`] or NOT_FOUND, which the caller cannot tell apart.
pub async fn get_team(context: &Context, caller: &Caller, id: TeamId) -> Result<Team, AppError> {
    resource::require_sign_in(caller)?;
    let mut conn = context.database.read().await?;
    find_visible(context, caller, &mut conn, id, "GetTeam").await
}
