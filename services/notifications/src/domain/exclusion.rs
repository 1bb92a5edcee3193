//! Exclusions of works, as far as their authors are told.

use serde::{Deserialize, Serialize};

/// Why a work was excluded, in kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExclusionGround {
    /// It gives its author away.
    AuthorRevealed,
    /// A formal defect was not cured.
    FormalDefect,
}
