//! A person gets what is stored of them (GDPR art. 15 and 20).

use linia_chassis::{auth::Caller, paging::Page, personal_data::section};
use linia_proto::r#type::v1::PersonalDataSection;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::{Access, AppError, list_notifications::Cursor};
use crate::{domain::InboxEntry, store};

/// Returns a page of what is stored of the caller, and the token of the next.
/// All but the notifications is on the first page.
///
/// # Errors
/// UNAUTHENTICATED, PERMISSION_DENIED.
pub(crate) async fn export_my_inbox(
    access: &Access,
    caller: &Caller,
    page: &Page<Cursor>,
) -> Result<(Vec<PersonalDataSection>, String), AppError> {
    let account = access.own(caller, "ExportMyInbox")?;
    let mut conn = access.database.read().await?;
    let after = page.cursor().copied();
    let mut sections = Vec::new();
    if after.is_none() {
        let muted = store::find_preferences(&mut conn, account).await?;
        sections.push(section("preferences", [json!({ "muted_topics": muted })]));
        let groups = store::list_roster_lines(&mut conn, account).await?;
        sections.push(section("groups", groups));
    }
    let entries = store::list_notifications(&mut conn, account, after, page.limit()).await?;
    let (entries, next) = page.finish(entries, |entry| (entry.create_time, entry.id.as_uuid()));
    sections.push(section("notifications", entries.iter().map(record)));
    Ok((sections, next))
}

fn record(entry: &InboxEntry) -> Value {
    json!({
        "name": entry.id.to_string(),
        "topic": entry.topic,
        "subject": entry.subject,
        "create_time": entry.create_time.format(&Rfc3339).ok(),
        "read_time": entry.read_time.and_then(|time| time.format(&Rfc3339).ok()),
        "mail_state": entry.mail_state.map(|state| state.name()),
    })
}
