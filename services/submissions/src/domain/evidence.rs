//! What a protocol states beside scores, so that it binds what was judged: the
//! works by their hashes, the closing record that they come from, and the draws
//! by which jurors got them (rules 4 and 6).

use std::collections::BTreeMap;

use linia_chassis::id::WorkId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::domain::{attachment::WorkAttachment, opening::Work, rules::StageRules};

/// Everything of it, as it is found when the jury judges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// SHA-256 of the stage's closing record.
    pub closing_record_sha256: [u8; 32],
    /// SHA-256 of each [`JudgedWork`].
    pub works: BTreeMap<WorkId, [u8; 32]>,
    /// In their order.
    pub draws: Vec<RecordedDraw>,
}

/// What the contest asks of the jury and of those who read a work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JuryRules {
    /// Whether a third of the jury, the chair included, and somebody who reads
    /// each assigned work hold qualifications.
    pub qualifications_required: bool,
    /// How many works a juror is given at most; 0 if there is no limit.
    pub max_works_per_juror: i32,
}

impl From<&StageRules> for JuryRules {
    fn from(rules: &StageRules) -> Self {
        Self {
            qualifications_required: rules.qualifications_required,
            max_works_per_juror: rules.max_works_per_juror,
        }
    }
}

/// A draw of who reads what. Nobody chose its chance: the seed follows from the
/// closing record and the ordinal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedDraw {
    /// From 1 within the stage.
    pub ordinal: i32,
    /// In hex.
    pub seed: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub time: OffsetDateTime,
}

/// What the jury was given of a work, to be hashed as canonical JSON (RFC 8785),
/// so that whoever holds the content can show that it was judged: the content as
/// on the receipt but for the entrant's own names of the files, which the jury is
/// not shown either.
///
/// A work without files has the hash that is on its receipt. Of one with files it
/// is another: those who read the work could otherwise try names of files until
/// the hash fits, and the name of a file may tell its author (rule 3).
#[derive(Serialize)]
pub struct JudgedWork<'a> {
    title: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<JudgedFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplement: Option<&'a str>,
}

#[derive(Serialize)]
struct JudgedFile {
    sha256: String,
    size_octets: u64,
}

impl<'a> JudgedWork<'a> {
    /// A work and its files, in the order of the entrant.
    #[must_use]
    pub fn new(work: &'a Work, files: &[WorkAttachment]) -> Self {
        let files = files.iter().map(|file| JudgedFile {
            sha256: hex::encode(file.sha256),
            size_octets: file.size_octets,
        });
        Self {
            title: &work.content.title,
            text: &work.content.text,
            fields: &work.content.fields,
            attachments: files.collect(),
            supplement: None,
        }
    }

    /// The same with what was added to cure a defect. A hash of the supplement
    /// alone would tell what it is: that may be a number to try.
    #[must_use]
    pub fn cured_by(self, supplement: &'a str) -> Self {
        Self {
            supplement: Some(supplement),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use linia_chassis::{
        crypto::{canonical_json, sha256},
        id::AttachmentId,
    };
    use rand::{SeedableRng, rngs::StdRng};
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        attachment::{AttachedFile, SealedObject},
        content::{EntryContent, HashedContent},
        work_code::WorkCode,
    };

    fn work(text: &str) -> Work {
        Work {
            id: WorkId::random(),
            code: WorkCode::draw(&mut StdRng::seed_from_u64(1)),
            content: EntryContent {
                title: "Światło".into(),
                text: text.into(),
                fields: BTreeMap::from([("cost".into(), "100".into())]),
                attachments: Vec::new(),
            },
        }
    }

    fn file(octet: u8) -> WorkAttachment {
        WorkAttachment {
            id: AttachmentId::random(),
            place: 1,
            media_type: "text/plain".into(),
            size_octets: 5,
            sha256: [octet; 32],
            object: Uuid::nil(),
            wrapped_key: Vec::new(),
        }
    }

    fn hash(value: &impl Serialize) -> [u8; 32] {
        sha256(&canonical_json(value))
    }

    fn work_sha256(work: &Work, files: &[WorkAttachment]) -> [u8; 32] {
        hash(&JudgedWork::new(work, files))
    }

    fn on_receipt(content: &EntryContent) -> [u8; 32] {
        hash(&HashedContent::from(content))
    }

    #[test]
    fn work_without_files_has_the_hash_of_its_receipt() {
        let work = work("a");
        assert_eq!(work_sha256(&work, &[]), on_receipt(&work.content));
    }

    /// Those who read a work could try names.
    #[test]
    fn name_of_a_file_does_not_follow_from_the_hash() {
        let mut work = work("a");
        let named = |file_name: &str| AttachedFile {
            file_name: file_name.into(),
            media_type: "text/plain".into(),
            size_octets: 5,
            sha256: hex::encode([7; 32]),
            sealed: SealedObject {
                upload: Uuid::nil(),
                attempt: Uuid::nil(),
            },
        };
        let hashes = ["ewa-nowak.txt", "jan.txt"].map(|name| {
            work.content.attachments = vec![named(name)];
            (work_sha256(&work, &[file(7)]), on_receipt(&work.content))
        });
        let (judged, receipts): (Vec<_>, Vec<_>) = hashes.into_iter().unzip();
        assert_eq!(judged[0], judged[1]);
        assert_ne!(receipts[0], receipts[1]);
        assert!(!receipts.contains(&judged[0]));
    }

    #[test]
    fn every_change_of_what_is_judged_changes_the_hash() {
        let original = work("a");
        let known = work_sha256(&original, &[file(7)]);
        assert_ne!(work_sha256(&work("b"), &[file(7)]), known);
        assert_ne!(work_sha256(&original, &[file(8)]), known);
        assert_ne!(work_sha256(&original, &[]), known);
        let mut without = original.clone();
        without.content.fields.clear();
        assert_ne!(work_sha256(&without, &[file(7)]), known);
        let cured = hash(&JudgedWork::new(&original, &[file(7)]).cured_by("more"));
        assert_ne!(cured, known);
        assert_ne!(
            hash(&JudgedWork::new(&original, &[file(7)]).cured_by("most")),
            cured
        );
    }
}
