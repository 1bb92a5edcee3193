//! Shows and replaces what a person does not want to be mailed about.

use linia_chassis::auth::Caller;

use super::{Access, AppError};
use crate::{domain::MutedTopics, store};

/// Returns the names of the topics that the caller has muted.
///
/// # Errors
/// UNAUTHENTICATED, PERMISSION_DENIED.
pub(crate) async fn get_preferences(
    access: &Access,
    caller: &Caller,
) -> Result<Vec<String>, AppError> {
    let account = access.own(caller, "GetMyPreferences")?;
    let mut conn = access.database.read().await?;
    Ok(store::find_preferences(&mut conn, account).await?)
}

/// Replaces the topics that the caller has muted, and returns them.
///
/// # Errors
/// UNAUTHENTICATED, PERMISSION_DENIED; INVALID_ARGUMENT with every topic that
/// is unknown or mandatory.
pub(crate) async fn update_preferences(
    access: &Access,
    caller: &Caller,
    topics: &[String],
) -> Result<Vec<String>, AppError> {
    let account = access.own(caller, "UpdateMyPreferences")?;
    let muted =
        MutedTopics::try_new(topics.iter().map(String::as_str)).map_err(AppError::Preferences)?;
    let mut tx = access.database.begin_write().await?;
    store::save_preferences(tx.conn(), account, &muted).await?;
    tx.commit().await?;
    Ok(muted.names())
}
