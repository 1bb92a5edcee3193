//! What is handed in.

use std::{collections::BTreeMap, fmt};

use linia_chassis::id::UploadId;
use serde::{Deserialize, Serialize};

use crate::domain::{
    attachment::AttachedFile,
    hand_in::{HandInField, HandInRules},
    length::Length,
};

/// A work as its author wrote it, and the files that belong to it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryContent {
    /// Within [`EntryContent::TITLE`].
    pub title: String,
    /// Within [`EntryContent::TEXT`].
    pub text: String,
    /// The texts that the stage asks for, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// In the order of the author.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachedFile>,
}

/// A work on its author's side: files are named by their uploads.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenContent {
    /// Within [`EntryContent::TITLE`].
    pub title: String,
    /// Within [`EntryContent::TEXT`].
    pub text: String,
    /// The texts that the stage asks for, by key.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// In the order of the author.
    #[serde(default)]
    pub uploads: Vec<UploadId>,
}

impl WrittenContent {
    /// The work with its files.
    #[must_use]
    pub fn with(self, attachments: Vec<AttachedFile>) -> EntryContent {
        EntryContent {
            title: self.title,
            text: self.text,
            fields: self.fields,
            attachments,
        }
    }
}

/// What a receipt's hash covers: the content without what only this system can
/// read, so that whoever has the files can compute it.
#[derive(Serialize)]
pub struct HashedContent<'a> {
    title: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<HashedFile<'a>>,
}

#[derive(Serialize)]
struct HashedFile<'a> {
    file_name: &'a str,
    sha256: &'a str,
    size_octets: u64,
}

impl<'a> From<&'a EntryContent> for HashedContent<'a> {
    fn from(content: &'a EntryContent) -> Self {
        let files = content.attachments.iter().map(|file| HashedFile {
            file_name: &file.file_name,
            sha256: &file.sha256,
            size_octets: file.size_octets,
        });
        Self {
            title: &content.title,
            text: &content.text,
            fields: &content.fields,
            attachments: files.collect(),
        }
    }
}

/// Why a stage refuses a text that it asks for by name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// The stage asks for no such text.
    #[error("the stage asks for no such field")]
    Unknown {
        /// Its key.
        key: String,
    },
    /// It is asked for.
    #[error("is required")]
    Missing {
        /// Its key.
        key: String,
    },
    /// Too long.
    #[error("must have {length}")]
    Length {
        /// Its key.
        key: String,
        /// How long it may be.
        length: Length,
    },
}

/// Holds the texts of a work against what its stage asks for.
///
/// # Errors
/// Everything that does not fit.
pub fn check_fields(
    asked: &HandInRules,
    fields: &BTreeMap<String, String>,
) -> Result<(), Vec<FieldFault>> {
    let known = |key: &String| asked.fields.iter().any(|field| field.key == *key);
    let unknown = fields.keys().filter(|key| !known(key));
    let mut faults: Vec<_> = unknown
        .map(|key| FieldFault::Unknown { key: key.clone() })
        .collect();
    let misfits = asked.fields.iter();
    faults.extend(misfits.filter_map(|field| check_field(field, fields.get(&field.key))));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn check_field(asked: &HandInField, text: Option<&String>) -> Option<FieldFault> {
    let key = asked.key.clone();
    let text = text.map_or("", String::as_str);
    if text.is_empty() {
        return asked.required.then_some(FieldFault::Missing { key });
    }
    let length = Length::new(1, usize::try_from(asked.max_length).unwrap_or_default());
    (!length.holds(text)).then_some(FieldFault::Length { key, length })
}

impl EntryContent {
    /// How long a title is.
    pub const TITLE: Length = Length::new(1, 300);
    /// How long a text is.
    pub const TEXT: Length = Length::new(1, 100_000);
    /// How long the key of a field is.
    pub const FIELD_KEY: Length = Length::new(1, 40);
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

impl fmt::Debug for WrittenContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WrittenContent").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> HandInRules {
        let field = |key: &str, required| HandInField {
            key: key.into(),
            required,
            max_length: 3,
        };
        HandInRules {
            fields: vec![field("why", true), field("how", false)],
            attachments: None,
        }
    }

    fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(key, text)| ((*key).into(), (*text).into()))
            .collect()
    }

    #[test]
    fn fields_must_be_what_the_stage_asks_for() {
        let key = |key: &str| key.to_owned();
        let length = Length::new(1, 3);
        for (given, answer) in [
            (fields(&[("why", "żół")]), Ok(())),
            (fields(&[("why", "a"), ("how", "")]), Ok(())),
            (
                fields(&[]),
                Err(vec![FieldFault::Missing { key: key("why") }]),
            ),
            (
                fields(&[("why", "")]),
                Err(vec![FieldFault::Missing { key: key("why") }]),
            ),
            (
                fields(&[("why", "a\0"), ("how", "four"), ("who", "me")]),
                Err(vec![
                    FieldFault::Unknown { key: key("who") },
                    FieldFault::Length {
                        key: key("why"),
                        length,
                    },
                    FieldFault::Length {
                        key: key("how"),
                        length,
                    },
                ]),
            ),
        ] {
            assert_eq!(check_fields(&asked(), &given), answer, "{given:?}");
        }
    }

    #[test]
    fn hash_covers_names_sizes_and_hashes_of_files_and_nothing_internal() {
        let file = AttachedFile {
            file_name: "plan.pdf".into(),
            media_type: "application/pdf".into(),
            size_octets: 7,
            sha256: "ab".into(),
            sealed: crate::domain::attachment::SealedObject {
                upload: uuid::Uuid::nil(),
                attempt: uuid::Uuid::nil(),
            },
        };
        let content = EntryContent {
            title: "Lamps".into(),
            text: "that listen".into(),
            fields: fields(&[("why", "dark")]),
            attachments: vec![file],
        };
        let json = serde_json::to_value(HashedContent::from(&content)).expect("has a JSON form");
        assert_eq!(
            json,
            serde_json::json!({
                "title": "Lamps",
                "text": "that listen",
                "fields": {"why": "dark"},
                "attachments": [{"file_name": "plan.pdf", "sha256": "ab", "size_octets": 7}],
            })
        );
    }

    #[test]
    fn debug_output_never_shows_the_content() {
        let content = EntryContent {
            title: "canary title".into(),
            text: "canary text".into(),
            ..EntryContent::default()
        };
        assert!(!format!("{content:?}").contains("canary"));
    }
}
