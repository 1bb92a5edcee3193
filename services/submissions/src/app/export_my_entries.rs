//! A person gets what is stored of them (GDPR art. 15 and 20). Drafts are found as
//! their entrant finds them, by their keyed hashes; of what is sealed nothing is
//! looked for.

use linia_chassis::{auth::Caller, id::EntrantName, personal_data::section};
use linia_proto::r#type::v1::PersonalDataSection;
use serde_json::json;
use time::format_description::well_known::Rfc3339;

use crate::{
    app::{Context, error::AppError, stages},
    store::{drafts, own_records},
};

/// Returns what is stored of the caller.
pub async fn export_my_entries(
    ctx: &Context,
    caller: &Caller,
) -> Result<Vec<PersonalDataSection>, AppError> {
    let account = caller.account()?;
    let entrant = EntrantName::Account(account);
    let stages_with_drafts = drafts::list_stages(&mut *ctx.database.read().await?).await?;
    let mut own = Vec::new();
    for stage in stages_with_drafts {
        let terms = stages::terms(ctx, stage).await?;
        let entry = terms.sealer.entry_tag(&entrant);
        let found = drafts::find(&mut *ctx.database.read().await?, entry).await?;
        if let Some(draft) = found {
            own.push(json!({
                "stage": stage.to_string(),
                "entrant": entrant.to_string(),
                "update_time": draft.update_time.format(&Rfc3339).ok(),
            }));
        }
    }
    let mut conn = ctx.database.read().await?;
    Ok(vec![
        section("drafts", own),
        section("entries", own_records::entries(&mut conn, account).await?),
        section("openings", own_records::openings(&mut conn, account).await?),
        section("juries", own_records::juries(&mut conn, account).await?),
    ])
}
