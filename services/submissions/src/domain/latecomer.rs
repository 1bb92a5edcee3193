//! Latecomers.

use linia_chassis::id::StageId;

use crate::domain::entry_tag::EntryTag;

/// Somebody who hands in after a stage is known to have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latecomer {
    /// The stage.
    pub stage: StageId,
    /// By what their versions are found.
    pub entry: EntryTag,
    /// By what this request is found again.
    pub request_tag: [u8; 32],
}
