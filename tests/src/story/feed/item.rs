//! A challenge as the feed has it: all text, some of it HTML.

use serde::Deserialize;

/// A challenge of the feed. What is not named here is not used by the import.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct FeedItem {
    /// The feed's own number.
    pub challenge_id: String,
    /// Plain text.
    pub challenge_title: String,
    /// Plain text.
    pub tagline: String,
    /// One or several agencies.
    pub agency: String,
    /// A sum as text, for example `$3,000,000.00`; may be empty.
    #[serde(rename = "total-prize-offered-cash")]
    pub prize: String,
    /// Local time in one of several notations.
    pub submission_start: String,
    /// Local time in one of several notations.
    pub submission_end: String,
    /// HTML.
    pub description: String,
    /// HTML.
    pub prizes: String,
    /// HTML.
    pub rules: String,
    /// HTML.
    pub judging: String,
    /// HTML.
    pub how_to_enter: String,
}
