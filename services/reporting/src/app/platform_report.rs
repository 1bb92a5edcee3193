//! The numbers of the installation.

use linia_chassis::auth::Caller;

use super::{Access, AppError};
use crate::{domain::PlatformReport, store};

/// Returns the numbers of the whole installation.
///
/// # Errors
/// If the database fails; anyone may call.
pub(crate) async fn get_platform_report(
    access: &Access,
    caller: &Caller,
) -> Result<PlatformReport, AppError> {
    access.platform(caller, "GetPlatformReport")?;
    let mut conn = access.database.read().await?;
    Ok(store::platform_report(&mut conn).await?)
}
