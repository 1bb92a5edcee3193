//! Personal data in a file's metadata: what may give an author away (rule 3) is
//! told to the entrant before the work is handed in. Files are never altered,
//! so their hash is that of what the entrant holds.
//!
//! Files are untrusted: everything is read in bounded pieces and within a budget,
//! and what does not parse is left alone. A file of a type that is not looked into
//! is told as such, because a list with nothing in it would read as clean; still,
//! nothing found is no promise that there is nothing.

mod exif;
mod jpeg;
pub mod office;
mod pdf;
mod png;
mod xmp;

use std::{
    collections::BTreeSet,
    fmt,
    io::{self, Read, Seek, SeekFrom},
};

use serde::{Deserialize, Serialize};

/// How many are told at most.
const MOST: usize = 32;
/// How much of a value is told, in characters.
const VALUE_CHARS: usize = 200;
/// How many octets are looked at more closely than by searching through them, or
/// unpacked, in one file: a short file could ask for any number.
const BUDGET: usize = 64 << 20;

/// One entry of a file's metadata.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// Which metadata it is.
    pub place: String,
    /// Which entry of it.
    pub field: String,
    /// What it says, shortened.
    pub value: String,
}

/// Never shows what was found, so that no log can.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finding").finish_non_exhaustive()
    }
}

/// What was found so far.
#[derive(Default)]
struct Findings {
    found: BTreeSet<Finding>,
    /// How much of the budget is spent.
    spent: usize,
}

impl Findings {
    /// Spends some octets; whether there were enough left.
    const fn spend(&mut self, octets: usize) -> bool {
        self.spent = self.spent.saturating_add(octets);
        self.spent <= BUDGET
    }

    /// Takes a value that says something.
    fn add(&mut self, place: &str, field: &str, value: &str) {
        let value = value.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        if value.is_empty() || self.found.len() >= MOST {
            return;
        }
        let readable = value.chars().filter(|c| !c.is_control());
        self.found.insert(Finding {
            place: place.to_owned(),
            field: field.to_owned(),
            value: readable.take(VALUE_CHARS).collect(),
        });
    }
}

/// Whether files of a type are what their author sees of them, and nothing more.
fn has_no_metadata(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/json"
            | "text/csv"
            | "text/markdown"
            | "text/plain"
            | "text/tab-separated-values"
    )
}

/// Looks for personal data in the metadata of a file of a verified type.
///
/// # Errors
/// If the file cannot be read; not if it cannot be understood.
pub fn inspect<F: Read + Seek>(media_type: &str, file: &mut F) -> io::Result<Vec<Finding>> {
    file.seek(SeekFrom::Start(0))?;
    let mut findings = Findings::default();
    let inspected = match media_type {
        "image/jpeg" => jpeg::inspect(file, &mut findings),
        "image/png" => png::inspect(file, &mut findings),
        "application/pdf" => pdf::inspect(file, &mut findings),
        _ if office::is_package(media_type) => office::inspect(file, &mut findings),
        _ if has_no_metadata(media_type) => Ok(()),
        _ => {
            let unread = "files of this type are not looked into: they may name their author";
            findings.add("file", "media_type", unread);
            Ok(())
        }
    };
    match inspected {
        // It ends sooner than it says.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {}
        other => other?,
    }
    if findings.spent > BUDGET {
        let left = "more than is read: not all of it was looked at";
        findings.add("file", "metadata", left);
    }
    Ok(findings.found.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_is_shortened_and_emptiness_is_nothing() {
        let mut findings = Findings::default();
        findings.add("XMP", "dc:creator", &"ż".repeat(500));
        findings.add("XMP", "dc:rights", " \0\n");
        let found: Vec<_> = findings.found.into_iter().collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].value.chars().count(), VALUE_CHARS);
    }

    #[test]
    fn findings_are_bounded() {
        let mut findings = Findings::default();
        for number in 0..1000 {
            findings.add("XMP", "dc:creator", &number.to_string());
        }
        assert_eq!(findings.found.len(), MOST);
    }

    #[test]
    fn short_file_that_asks_for_much_is_not_looked_at_whole() {
        let file = b"/Author(".repeat(40_000);
        let found = inspect("application/pdf", &mut io::Cursor::new(file)).expect("reads");
        let told: Vec<_> = found.iter().map(|it| (&*it.place, &*it.field)).collect();
        assert_eq!(told, [("file", "metadata")]);
    }

    /// Nothing in the list would read as clean.
    #[test]
    fn type_that_is_not_looked_into_is_told() {
        let office = "application/vnd.openxmlformats-officedocument";
        for (media_type, looked_into) in [
            ("application/pdf", true),
            ("image/jpeg", true),
            ("image/png", true),
            (&*format!("{office}.wordprocessingml.document"), true),
            (&*format!("{office}.spreadsheetml.sheet"), true),
            (&*format!("{office}.presentationml.presentation"), true),
            ("application/vnd.oasis.opendocument.text", true),
            ("application/vnd.oasis.opendocument.spreadsheet", true),
            ("application/json", true),
            ("text/csv", true),
            ("text/markdown", true),
            ("text/plain", true),
            ("text/html", false),
            ("image/svg+xml", false),
            ("image/gif", false),
            ("image/tiff", false),
            ("image/webp", false),
            ("audio/mpeg", false),
            ("video/mp4", false),
            ("application/zip", false),
            ("application/msword", false),
            ("application/x-unheard-of", false),
            ("", false),
        ] {
            let found = inspect(media_type, &mut io::Cursor::new(b"words")).expect("reads");
            let told: Vec<_> = found.iter().map(|it| (&*it.place, &*it.field)).collect();
            let expected: &[_] = if looked_into {
                &[]
            } else {
                &[("file", "media_type")]
            };
            assert_eq!(told, expected, "{media_type}");
        }
    }

    #[test]
    fn rubbish_of_every_kind_is_left_alone() {
        let rubbish: Vec<u8> = (0..200_000_u32).map(|n| ((n * 7919) >> 3) as u8).collect();
        for kind in ["image/jpeg", "image/png", "application/pdf", "text/plain"] {
            for start in [
                b"".as_slice(),
                b"\xff\xd8\xff\xe1\xff\xff",
                b"\x89PNG\r\n\x1a\n",
            ] {
                let file = [start, &rubbish].concat();
                let found = inspect(kind, &mut io::Cursor::new(file)).expect("reads");
                assert!(found.is_empty(), "{kind}");
            }
        }
    }
}
