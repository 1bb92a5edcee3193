//! What is handed in.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::length::Length;

/// A work as its author wrote it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryContent {
    /// Within [`EntryContent::TITLE`].
    pub title: String,
    /// Within [`EntryContent::TEXT`].
    pub text: String,
}

impl EntryContent {
    /// How long a title is.
    pub const TITLE: Length = Length::new(1, 300);
    /// How long a text is.
    pub const TEXT: Length = Length::new(1, 100_000);
    /// How long a title may be in a draft, which may be unfinished.
    pub const DRAFT_TITLE: Length = Length::new(0, 300);
    /// How long a text may be in a draft.
    pub const DRAFT_TEXT: Length = Length::new(0, 100_000);
}

/// Never shows what was written, so that no log can.
impl fmt::Debug for EntryContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntryContent").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_never_shows_the_content() {
        let content = EntryContent {
            title: "canary title".into(),
            text: "canary text".into(),
        };
        assert!(!format!("{content:?}").contains("canary"));
    }
}
