//! What is to be handed in at a stage besides a title and a text, as challenges
//! published it.

use serde::{Deserialize, Serialize};

/// What a work consists of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HandInRules {
    /// In the order in which they are shown.
    pub fields: Vec<HandInField>,
    /// Which files are taken; none if absent.
    pub attachments: Option<AttachmentRules>,
}

/// A text that is asked for by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandInField {
    /// Unique within the stage.
    pub key: String,
    /// Whether a work without it is refused.
    pub required: bool,
    /// In Unicode scalar values.
    pub max_length: i32,
}

/// Which files are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRules {
    /// `type/subtype` (RFC 6838) in lower case, without parameters.
    pub media_types: Vec<String>,
    /// How many files.
    pub max_count: i32,
    /// How many octets one file may have.
    pub max_octets: i64,
    /// How many octets all files may have together.
    pub max_total_octets: i64,
}
