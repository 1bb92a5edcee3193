//! A person gets what is stored of them (GDPR art. 15 and 20).

use linia_chassis::{auth::Caller, personal_data::section};
use linia_proto::r#type::v1::PersonalDataSection;

use crate::{
    app::{AppError, Context, resource},
    store::own_records,
};

/// Returns everything that is stored of the caller, but what proves who they
/// are.
///
/// # Errors
/// [`AppError::Caller`] for anyone but a person.
pub async fn export_my_account(
    context: &Context,
    caller: &Caller,
) -> Result<Vec<PersonalDataSection>, AppError> {
    let id = caller.account()?;
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "ExportMyAccount", &installation)?;
    let mut conn = context.database.read().await?;
    Ok(vec![
        section("account", own_records::account(&mut conn, id).await?),
        section(
            "memberships",
            own_records::memberships(&mut conn, id).await?,
        ),
        section("teams", own_records::teams(&mut conn, id).await?),
        section("sessions", own_records::sessions(&mut conn, id).await?),
        section("erasure", own_records::erasure(&mut conn, id).await?),
    ])
}
