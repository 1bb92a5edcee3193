//! Importing a Challenge.gov feed: each challenge becomes a draft with a list of its defects; those
//! that pass are published. Every one is accounted for, nothing is cut.

mod dates;
mod import;
mod item;
mod mapping;

pub use import::{Account, Outcome, import};
pub use item::FeedItem;

use std::path::Path;

use super::{Result, StoryError};

/// Reads a feed: a JSON array of challenges.
///
/// # Errors
/// [`StoryError::Input`] if the file is missing or not such a feed.
pub fn read(path: &Path) -> Result<Vec<FeedItem>> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| StoryError::Input(format!("{}: {error}", path.display())))?;
    serde_json::from_str(&text)
        .map_err(|error| StoryError::Input(format!("{} is not a feed: {error}", path.display())))
}
