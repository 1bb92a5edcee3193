//! Office documents: packages of XML (ISO 29500, ISO 26300), whose properties
//! name authors and their organization.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::{Findings, xmp};

/// A part with properties, and those that name people.
const PARTS: [(&str, &[&str]); 3] = [
    ("docProps/core.xml", &["dc:creator", "cp:lastModifiedBy"]),
    ("docProps/app.xml", &["Company", "Manager"]),
    (
        "meta.xml",
        &["meta:initial-creator", "dc:creator", "meta:printed-by"],
    ),
];
/// How much of a part is read.
const PART_OCTETS: u64 = 1 << 18;
/// How long the list of parts may be, in octets, so that it fits into memory.
const DIRECTORY_OCTETS: u32 = 1 << 22;

/// Kind of document, and a part that it must have.
const KINDS: [(&str, &str); 3] = [
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "word/document.xml",
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xl/workbook.xml",
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "ppt/presentation.xml",
    ),
];

/// Whether a type is a package whose properties are known.
#[must_use]
pub fn is_package(media_type: &str) -> bool {
    media_type.starts_with("application/vnd.oasis.opendocument.")
        || KINDS.iter().any(|(kind, _)| *kind == media_type)
}

/// Whether a package is a document of this kind, by the part that makes it one.
///
/// # Errors
/// If it cannot be read; not if it cannot be understood.
pub fn is<F: Read + Seek>(media_type: &str, file: &mut F) -> io::Result<bool> {
    let part = KINDS.iter().find(|(kind, _)| *kind == media_type);
    let Some((_, part)) = part else {
        return Ok(false);
    };
    let archive = open(file)?;
    Ok(archive.is_some_and(|archive| archive.index_for_name(part).is_some()))
}

/// Reads the properties.
pub(super) fn inspect<F: Read + Seek>(file: &mut F, findings: &mut Findings) -> io::Result<()> {
    let Some(mut archive) = open(file)? else {
        return Ok(());
    };
    for (part, names) in PARTS {
        let mut xml = Vec::new();
        if let Ok(entry) = archive.by_name(part) {
            entry.take(PART_OCTETS).read_to_end(&mut xml)?;
        }
        for name in names {
            for value in xmp::values(&xml, name, findings) {
                findings.add(part, name, &value);
            }
        }
    }
    Ok(())
}

/// Nothing if it is no package, or has a list of parts longer than any
/// document's.
fn open<F: Read + Seek>(file: &mut F) -> io::Result<Option<ZipArchive<&mut F>>> {
    if !directory_fits(file)? {
        return Ok(None);
    }
    Ok(ZipArchive::new(file).ok())
}

/// Reads the end of the package, where its directory's size stands.
fn directory_fits<F: Read + Seek>(file: &mut F) -> io::Result<bool> {
    const RECORD: usize = 22;
    let size = file.seek(SeekFrom::End(0))?;
    let tail = size.min(RECORD as u64 + u64::from(u16::MAX));
    file.seek(SeekFrom::Start(size - tail))?;
    let mut end = Vec::new();
    file.by_ref().take(tail).read_to_end(&mut end)?;
    file.seek(SeekFrom::Start(0))?;
    // Every record that may be taken for the last one.
    let mut records = end.windows(RECORD).filter(|r| r.starts_with(b"PK\x05\x06"));
    Ok(records.all(|r| u32::from_le_bytes([r[12], r[13], r[14], r[15]]) <= DIRECTORY_OCTETS))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::domain::findings::inspect;

    fn package(parts: &[(&str, &str)]) -> Cursor<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .expect("begins");
            writer.write_all(text.as_bytes()).expect("writes");
        }
        writer.finish().expect("ends")
    }

    #[test]
    fn author_company_and_last_editor_are_found() {
        let mut file = package(&[
            ("word/document.xml", "<w:document/>"),
            (
                "docProps/core.xml",
                "<dc:creator>Ewa</dc:creator><cp:lastModifiedBy>Jan</cp:lastModifiedBy>",
            ),
            ("docProps/app.xml", "<Company>Lampy sp. z o.o.</Company>"),
        ]);
        let kind = KINDS[0].0;
        assert!(is(kind, &mut file).expect("reads"));
        assert!(!is(KINDS[1].0, &mut file).expect("reads"));
        let found = inspect(kind, &mut file).expect("reads");
        let values: Vec<_> = found.iter().map(|f| f.value.as_str()).collect();
        assert_eq!(values, ["Lampy sp. z o.o.", "Jan", "Ewa"]);
    }

    #[test]
    fn package_with_an_absurd_directory_is_left_alone() {
        let mut file = package(&[("word/document.xml", "<w:document/>")]).into_inner();
        let at = file.len() - 22 + 12;
        file[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(!is(KINDS[0].0, &mut Cursor::new(file)).expect("reads"));
    }

    #[test]
    fn part_that_unpacks_to_much_is_read_in_part() {
        let bomb = format!("<dc:creator>Ewa</dc:creator>{}", " ".repeat(10_000_000));
        let mut file = package(&[("docProps/core.xml", &bomb)]);
        let found = inspect(KINDS[0].0, &mut file).expect("reads");
        assert_eq!(found.len(), 1);
    }
}
