//! What becomes of a version that is handed in.

use linia_chassis::id::StageId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::domain::entry_tag::EntryTag;

/// A sealed version on its way into the stage.
#[derive(Clone, PartialEq, Eq)]
pub struct NewVersion {
    /// The stage it is handed in for.
    pub stage: StageId,
    /// Keyed hash of stage and entrant.
    pub entry: EntryTag,
    /// The entry whose admission and individual extension apply: itself, or the
    /// one that a co-author speaks of.
    pub subject: EntryTag,
    /// Keyed hash of account and request id.
    pub request_tag: [u8; 32],
    /// Keyed hash of the request's body.
    pub body_tag: [u8; 32],
    /// The age file.
    pub sealed: Vec<u8>,
    /// Whether it withdraws what was handed in before.
    pub withdraws: bool,
}

/// What the accepting statement answers. A refusal that was to be expected is
/// an answer, not an error: it does not disturb the others of its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptAnswer {
    /// Taken.
    Accepted(AcceptedVersion),
    /// The request was answered before; the first answer holds, even after the
    /// deadline.
    Replayed {
        /// What was taken then.
        first: AcceptedVersion,
        /// Whether the body is the same.
        same_body: bool,
    },
    /// The request is held until challenges can be asked.
    Held {
        /// Whether the body is the same.
        same_body: bool,
    },
    /// No such stage is known here.
    StageUnknown,
    /// Not open yet, or cancelled.
    StageNotOpen,
    /// The stage has one before it, in which this entrant did not advance.
    NotAFinalist,
    /// Nothing was handed in that could be withdrawn.
    NothingToWithdraw,
    /// At or after the closing time.
    Late(Lateness),
}

/// What was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedVersion {
    /// From 1.
    pub version: i32,
    /// By the one clock.
    #[serde(with = "time::serde::rfc3339")]
    pub accept_time: OffsetDateTime,
}

/// By how much it was too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lateness {
    /// When it was decided, by the one clock.
    pub decide_time: OffsetDateTime,
    /// The closing time known here.
    pub close_time: OffsetDateTime,
    /// Whether the stage has its closing record, which ends all doubt; without
    /// it, challenges may know of a later closing time.
    pub closed: bool,
}
