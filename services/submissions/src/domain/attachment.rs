//! Attachments: files that belong to a work.

use std::fmt;

use linia_chassis::id::{AttachmentId, EntrantName};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{findings::Finding, hand_in::AttachmentRules, length::Length};

/// How long a file's name is.
pub const FILE_NAME: Length = Length::new(1, 255);

/// A file as its entrant announces it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredFile {
    /// Without control characters and `/`.
    pub file_name: String,
    /// `type/subtype` in lower case.
    pub media_type: String,
    /// At least 1.
    pub size_octets: u64,
    /// Nothing if the entrant does not say.
    pub sha256: Option<[u8; 32]>,
}

/// Never shows the name, so that no log can.
impl fmt::Debug for DeclaredFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeclaredFile").finish_non_exhaustive()
    }
}

/// What an upload's row holds, readable with the upload's name only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRecord {
    /// Who will enter.
    pub entrant: EntrantName,
    /// As it was announced.
    pub file: DeclaredFile,
    /// Once it was checked and sealed.
    pub finished: Option<FinishedFile>,
}

/// What was found of a whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinishedFile {
    /// Of its octets.
    pub sha256: [u8; 32],
    /// Personal data in its metadata.
    pub findings: Vec<Finding>,
}

/// A file as it is sealed with the work that it belongs to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedFile {
    /// The entrant's own name for it.
    pub file_name: String,
    /// Verified.
    pub media_type: String,
    /// What of the opened object is the file; the rest is padding.
    pub size_octets: u64,
    /// Hex SHA-256 of the file.
    pub sha256: String,
    /// Where the sealed file is.
    pub sealed: SealedObject,
}

impl fmt::Debug for AttachedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttachedFile").finish_non_exhaustive()
    }
}

/// The name of a sealed file in object storage: random, like all names there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedObject {
    /// Of the upload.
    pub upload: Uuid,
    /// Of the attempt at sealing it that succeeded.
    pub attempt: Uuid,
}

/// A file as the jury gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkAttachment {
    /// Random.
    pub id: AttachmentId,
    /// From 1, in the order of the entrant.
    pub place: i32,
    /// Verified.
    pub media_type: String,
    /// How long the file is.
    pub size_octets: u64,
    /// Of the file.
    pub sha256: [u8; 32],
    /// Where its pieces are: random.
    pub object: Uuid,
    /// The key of its pieces, wrapped with the service's own.
    pub wrapped_key: Vec<u8>,
}

impl WorkAttachment {
    /// A name that tells the jury nothing but the kind of file (rule 3).
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("attachment-{}.{}", self.place, extension(&self.media_type))
    }
}

/// From the type alone: the entrant's own name may end as it likes.
fn extension(media_type: &str) -> &str {
    match media_type {
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/json" => "json",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "pptx",
        "application/vnd.oasis.opendocument.text" => "odt",
        "application/vnd.oasis.opendocument.spreadsheet" => "ods",
        "application/vnd.oasis.opendocument.presentation" => "odp",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/svg+xml" => "svg",
        "text/plain" => "txt",
        "text/csv" => "csv",
        "text/markdown" => "md",
        "video/mp4" => "mp4",
        _ => "bin",
    }
}

/// Why a stage's rules refuse a file or a set of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentFault {
    /// The stage takes none.
    #[error("the stage takes no attachments")]
    NoneTaken,
    /// Not among the media types of the stage.
    #[error("the stage does not take this media type")]
    MediaType,
    /// Too long, or empty.
    #[error("must have 1 to {max} octets")]
    Size {
        /// The most.
        max: i64,
    },
    /// Too many files.
    #[error("at most {max} files")]
    Count {
        /// The most.
        max: i32,
    },
    /// All together too long.
    #[error("all files together must have at most {max} octets")]
    Total {
        /// The most.
        max: i64,
    },
}

/// Holds one file against the rules of its stage.
///
/// # Errors
/// Everything that the rules refuse.
pub fn check_file(
    rules: Option<&AttachmentRules>,
    media_type: &str,
    size_octets: u64,
) -> Result<(), Vec<AttachmentFault>> {
    let Some(rules) = rules else {
        return Err(vec![AttachmentFault::NoneTaken]);
    };
    let mut faults = Vec::new();
    if !rules.media_types.iter().any(|taken| taken == media_type) {
        faults.push(AttachmentFault::MediaType);
    }
    if size_octets == 0 || i64::try_from(size_octets).is_ok_and(|size| size > rules.max_octets) {
        let max = rules.max_octets;
        faults.push(AttachmentFault::Size { max });
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

/// Holds a work's files together against the rules of their stage.
///
/// # Errors
/// What the rules refuse first.
pub fn check_files(rules: Option<&AttachmentRules>, sizes: &[u64]) -> Result<(), AttachmentFault> {
    let Some(rules) = rules else {
        return if sizes.is_empty() {
            Ok(())
        } else {
            Err(AttachmentFault::NoneTaken)
        };
    };
    if i32::try_from(sizes.len()).is_ok_and(|count| count <= rules.max_count) {
        let total = sizes
            .iter()
            .fold(0_u64, |sum, size| sum.saturating_add(*size));
        if i64::try_from(total).is_ok_and(|total| total <= rules.max_total_octets) {
            return Ok(());
        }
        let max = rules.max_total_octets;
        return Err(AttachmentFault::Total { max });
    }
    let max = rules.max_count;
    Err(AttachmentFault::Count { max })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> AttachmentRules {
        AttachmentRules {
            media_types: vec!["application/pdf".into()],
            max_count: 2,
            max_octets: 100,
            max_total_octets: 150,
        }
    }

    #[test]
    fn file_outside_the_rules_is_refused_for_every_reason_at_once() {
        let rules = rules();
        let check = |kind, size| check_file(Some(&rules), kind, size);
        assert_eq!(check("application/pdf", 100), Ok(()));
        let size = AttachmentFault::Size { max: 100 };
        assert_eq!(check("application/pdf", 0), Err(vec![size.clone()]));
        let all = vec![AttachmentFault::MediaType, size];
        assert_eq!(check("image/png", 101), Err(all));
        let none = Err(vec![AttachmentFault::NoneTaken]);
        assert_eq!(check_file(None, "application/pdf", 1), none);
    }

    #[test]
    fn work_has_no_more_files_and_octets_than_the_stage_says() {
        let rules = rules();
        for (sizes, answer) in [
            (vec![], Ok(())),
            (vec![100, 50], Ok(())),
            (vec![100, 51], Err(AttachmentFault::Total { max: 150 })),
            (vec![u64::MAX, 2], Err(AttachmentFault::Total { max: 150 })),
            (vec![1, 1, 1], Err(AttachmentFault::Count { max: 2 })),
        ] {
            assert_eq!(check_files(Some(&rules), &sizes), answer, "{sizes:?}");
        }
        assert_eq!(check_files(None, &[]), Ok(()));
        assert_eq!(check_files(None, &[1]), Err(AttachmentFault::NoneTaken));
    }

    #[test]
    fn debug_output_never_shows_a_file_name() {
        let file = DeclaredFile {
            file_name: "canary.pdf".into(),
            media_type: "application/pdf".into(),
            size_octets: 1,
            sha256: None,
        };
        assert!(!format!("{file:?}").contains("canary"));
    }

    #[test]
    fn jury_sees_a_name_made_of_place_and_kind_alone() {
        let attachment = |media_type: &str| WorkAttachment {
            id: AttachmentId::random(),
            place: 2,
            media_type: media_type.into(),
            size_octets: 1,
            sha256: [0; 32],
            object: Uuid::nil(),
            wrapped_key: Vec::new(),
        };
        for (media_type, name) in [
            ("application/pdf", "attachment-2.pdf"),
            ("text/markdown", "attachment-2.md"),
            ("application/x-unheard-of", "attachment-2.bin"),
        ] {
            assert_eq!(attachment(media_type).file_name(), name);
        }
    }
}
