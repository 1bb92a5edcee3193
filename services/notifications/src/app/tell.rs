//! Tells people what happened: the heart of this service.
//!
//! Events of different organizations and challenges arrive in any order, so an
//! announcement may come before the line in the roster that makes somebody
//! belong to its audience. Whichever comes second finds the other: an
//! announcement looks for the members of its groups, a new member for what was
//! announced to the group since. Both orders tell the same people. A team that
//! becomes a part of a contest's group finds announcements in the same way.

use std::collections::BTreeSet;

use linia_chassis::{
    database::WriteTx,
    id::{AccountId, NotificationId},
    scheduler,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{AppError, SEND_MAIL, erase::erase_in_tx};
use crate::{
    domain::{
        Announcement, Group, Occurrence, RosterChange, Scope, Topic, announcements, roster_changes,
    },
    store::{self, StoredAnnouncement},
};

/// The event that something is told because of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// Its id.
    pub(crate) event_id: Uuid,
    /// When it happened.
    pub(crate) time: OffsetDateTime,
    /// The trace that it continues.
    pub(crate) traceparent: Option<&'a str>,
}

/// Learns what happened, and tells those whom it concerns.
///
/// # Errors
/// If a statement fails; then nothing was told.
pub(crate) async fn tell_in_tx(
    tx: &mut WriteTx,
    origin: &Origin<'_>,
    occurrence: &Occurrence,
) -> Result<(), AppError> {
    let changes = roster_changes(occurrence);
    let mut announcements = announcements(occurrence);
    // What is a part of a contest's groups stands still once the contest is locked.
    for scope in scopes(&changes, &announcements) {
        if scope.has_parts() {
            store::lock_scope(tx.conn(), scope).await?;
        }
    }
    for announcement in &mut announcements {
        let groups = &mut announcement.audience.groups;
        groups.extend(store::parts_at(tx.conn(), groups, origin.time).await?);
    }
    for scope in scopes(&changes, &announcements) {
        if !scope.has_parts() {
            store::lock_scope(tx.conn(), scope).await?;
        }
    }
    learn_names(tx, occurrence).await?;
    if let Occurrence::ErasureBegun { account } = occurrence {
        erase_in_tx(tx, *account, origin.time).await?;
    }
    for change in &changes {
        change_roster(tx, change, origin.time).await?;
    }
    for announcement in &announcements {
        announce(tx, announcement, origin).await?;
    }
    Ok(())
}

/// Sorted, so that two transactions never wait for each other in a circle.
fn scopes(changes: &[RosterChange], announcements: &[Announcement]) -> BTreeSet<Scope> {
    let groups = announcements.iter().flat_map(|it| &it.audience.groups);
    groups
        .map(|group| group.scope)
        .chain(changes.iter().flat_map(RosterChange::scopes))
        .collect()
}

async fn learn_names(tx: &mut WriteTx, occurrence: &Occurrence) -> Result<(), AppError> {
    match occurrence {
        Occurrence::OrganizationRegistered {
            organization,
            display_name,
        } => store::insert_organization(tx.conn(), *organization, display_name).await?,
        Occurrence::ChallengePublished {
            challenge, summary, ..
        } => store::insert_challenge(tx.conn(), *challenge, summary).await?,
        Occurrence::ProgrammePublished { programme, summary } => {
            store::insert_programme(tx.conn(), *programme, summary).await?;
        }
        Occurrence::ChallengeAmended {
            challenge, titles, ..
        } => store::update_titles(tx.conn(), *challenge, titles).await?,
        _ => {}
    }
    Ok(())
}

pub(super) async fn change_roster(
    tx: &mut WriteTx,
    change: &RosterChange,
    time: OffsetDateTime,
) -> Result<(), AppError> {
    match *change {
        RosterChange::Joined(group, account) => {
            store::join(tx.conn(), group, account, time).await?;
            catch_up(tx, group, account).await
        }
        RosterChange::Left(group, account) => {
            Ok(store::leave(tx.conn(), group, account, time).await?)
        }
        RosterChange::Included(group, part) => {
            store::include(tx.conn(), group, part, time).await?;
            catch_up_all(tx, group, part).await
        }
        RosterChange::Excluded(group, part) => {
            Ok(store::exclude(tx.conn(), group, part, time).await?)
        }
    }
}

/// Tells a member what was announced to the group before their line in the
/// roster arrived; what they were told already is not told again.
async fn catch_up(tx: &mut WriteTx, group: Group, account: AccountId) -> Result<(), AppError> {
    for announcement in store::announcements_for_member(tx.conn(), group, account).await? {
        notify(tx, &announcement, &[account.as_uuid()]).await?;
    }
    Ok(())
}

/// Tells all of a part what was announced to the group before the part's line
/// in the roster arrived; whoever of them arrives later still catches up.
async fn catch_up_all(tx: &mut WriteTx, group: Group, part: Group) -> Result<(), AppError> {
    for announcement in store::announcements_for_part(tx.conn(), group, part).await? {
        store::add_groups(tx.conn(), announcement.id, &[part]).await?;
        let members = store::members_at(tx.conn(), part, announcement.event_time).await?;
        let recipients: Vec<Uuid> = members.iter().map(AccountId::as_uuid).collect();
        notify(tx, &announcement, &recipients).await?;
    }
    Ok(())
}

async fn announce(
    tx: &mut WriteTx,
    announcement: &Announcement,
    origin: &Origin<'_>,
) -> Result<(), AppError> {
    let Some(stored) = store::insert_announcement(
        tx.conn(),
        announcement,
        origin.event_id,
        origin.time,
        origin.traceparent,
    )
    .await?
    else {
        return Ok(());
    };
    let mut recipients = announcement.audience.accounts.clone();
    for group in &announcement.audience.groups {
        recipients.extend(store::members_at(tx.conn(), *group, origin.time).await?);
    }
    let recipients: Vec<Uuid> = recipients.iter().map(AccountId::as_uuid).collect();
    notify(tx, &stored, &recipients).await
}

/// Puts an announcement into people's inboxes, and mails it to those who want
/// mails about it.
async fn notify(
    tx: &mut WriteTx,
    announcement: &StoredAnnouncement,
    recipients: &[Uuid],
) -> Result<(), AppError> {
    let now = tx.now();
    let of_erasure = announcement.topic.parse().is_ok_and(Topic::is_of_erasure);
    let told = store::insert_notifications(tx.conn(), announcement.id, recipients, of_erasure, now)
        .await?;
    let muting = store::mutes(tx.conn(), recipients, &announcement.topic).await?;
    let mails: Vec<NotificationId> = told
        .into_iter()
        .filter(|(_, recipient)| !muting.contains(recipient))
        .map(|(notification, _)| notification)
        .collect();
    let ids: Vec<Uuid> = mails.iter().map(NotificationId::as_uuid).collect();
    store::insert_deliveries(tx.conn(), &ids).await?;
    for id in ids {
        scheduler::schedule_in_tx(tx.conn(), SEND_MAIL, id, now, &serde_json::Value::Null).await?;
    }
    Ok(())
}
