//! SQL of this schema, a file per table group. No transactions, no decisions.

mod announcements;
mod challenges;
mod deliveries;
mod erased_accounts;
mod error;
mod inbox;
mod organizations;
mod preferences;
mod programmes;
mod roster;
mod roster_parts;

pub(crate) use announcements::{
    StoredAnnouncement, for_member as announcements_for_member, for_part as announcements_for_part,
    insert as insert_announcement, insert_groups as add_groups,
};
pub(crate) use challenges::{find as find_challenge, insert as insert_challenge, update_titles};
pub(crate) use deliveries::{
    Attempt, PendingMail, find_pending as find_pending_mail, insert as insert_deliveries,
    record_attempt, settle as settle_mail,
};
pub(crate) use erased_accounts::{
    delete_notifications, delete_preferences, delete_roster_lines, insert as insert_erased_account,
};
pub(crate) use error::StoreError;
pub(crate) use inbox::{
    find as find_notification, insert as insert_notifications, list as list_notifications,
    mark_read,
};
pub(crate) use organizations::{
    find_name as find_organization_name, insert as insert_organization,
};
pub(crate) use preferences::{find as find_preferences, mutes, save as save_preferences};
pub(crate) use programmes::{find as find_programme, insert as insert_programme};
pub(crate) use roster::{
    belongs_since as follows_since, join, leave, list_followings, list_lines as list_roster_lines,
    lock as lock_scope, members_at,
};
pub(crate) use roster_parts::{exclude, include, parts_at};
