//! The rules of telling people: what an occurrence gives rise to, who hears of
//! it, and in which words. No IO.

mod announcement;
mod audience;
mod challenge;
mod exclusion;
mod following;
mod inbox;
mod language;
mod mail;
mod money;
mod notice;
mod occurrence;
mod preferences;
mod programme;
mod roster;
#[cfg(test)]
pub(crate) mod samples;
mod topic;

pub(crate) use announcement::{Announcement, Audience};
pub(crate) use audience::announcements;
pub(crate) use challenge::{ChallengeSummary, StageSummary};
pub(crate) use exclusion::ExclusionGround;
pub(crate) use following::Following;
pub(crate) use inbox::InboxEntry;
pub(crate) use language::{Language, Titles};
pub(crate) use mail::{MailState, Next, PostOutcome, after_post, give_up_on_unverified};
pub(crate) use money::Money;
pub(crate) use notice::Notice;
pub(crate) use occurrence::{Occurrence, Openers, RevealedLaureate};
pub(crate) use preferences::{MutedTopics, PreferenceError};
pub(crate) use programme::ProgrammeSummary;
pub(crate) use roster::{
    Group, Role, RosterChange, Scope, followers, in_team, member_of, operators, participants,
    roster_changes,
};
pub(crate) use topic::Topic;
