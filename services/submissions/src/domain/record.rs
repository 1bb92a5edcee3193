//! What the jury found and decided about single works, as the protocol states
//! it: each with its reason (rules 3, 4 and 6).

use linia_chassis::id::{AccountId, WorkId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Every decision about a single work, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HandRecord {
    /// Formal defects, cured or not; none stands in protocols signed before
    /// they were stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<DefectRecord>,
    /// Works that are in no ranking.
    pub exclusions: Vec<ExclusionRecord>,
    /// Works that fewer reviews suffice for.
    pub waivers: Vec<WaiverRecord>,
    /// Works that were given to a juror, or taken or left.
    pub assignment_changes: Vec<ChangeRecord>,
}

/// A formal defect of a work, and the time in which it could be cured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefectRecord {
    /// The work.
    pub work: WorkId,
    /// What does not fit the rules, in the chair's words.
    pub reason: String,
    /// When it was noted.
    #[serde(with = "time::serde::rfc3339")]
    pub report_time: OffsetDateTime,
    /// It could be cured before this moment.
    #[serde(with = "time::serde::rfc3339")]
    pub cure_end_time: OffsetDateTime,
    /// SHA-256, in hex, of the [`JudgedWork`](super::evidence::JudgedWork) with
    /// what was added to it; absent if nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cured_sha256: Option<String>,
}

/// A work that is in no ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionRecord {
    /// The work.
    pub work: WorkId,
    /// `author_revealed` or `formal_defect`.
    pub ground: String,
    /// In the chair's words.
    pub reason: String,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    pub time: OffsetDateTime,
}

/// A work that fewer reviews suffice for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverRecord {
    /// The work.
    pub work: WorkId,
    /// How many final reviews suffice.
    pub sufficient_reviews: i32,
    /// In the chair's words.
    pub reason: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub time: OffsetDateTime,
}

/// A work that was given to a juror, or taken or left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRecord {
    /// The work.
    pub work: WorkId,
    /// The juror.
    pub account: AccountId,
    /// `assigned` or `released`.
    pub state: String,
    /// In the words of whoever changed it.
    pub reason: String,
    /// Who changed it: the chair, or the juror themselves.
    pub changed_by: AccountId,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub time: OffsetDateTime,
}
