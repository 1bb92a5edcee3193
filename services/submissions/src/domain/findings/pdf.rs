//! PDF (ISO 32000): the information dictionary and XMP.
//!
//! The file is searched window by window rather than parsed: a damaged or
//! malicious one can then cost no more than its length and the budget, and what a reader's
//! tolerance would show is found as well. Dictionaries and XMP in compressed
//! streams are unpacked, each up to a bound.

use std::io::{self, Read, Seek};

use flate2::read::ZlibDecoder;
use memchr::memmem::find;

use super::{Findings, xmp};

/// What is searched at a time, and how much of it is searched again with the
/// next window, because something may begin in one and end in the next.
const WINDOW: usize = 1 << 20;
const OVERLAP: usize = 1 << 18;
/// How much of a compressed stream is unpacked.
const UNPACKED: u64 = 1 << 20;
/// How far before a stream its dictionary may begin.
const DICTIONARY: usize = 512;
/// The longest text that is read.
const LONGEST_TEXT: usize = 2048;
/// Entries of the information dictionary that name people.
const KEYS: [&str; 4] = ["Author", "Company", "Creator", "Manager"];

/// Searches the whole file.
pub(super) fn inspect<F: Read + Seek>(file: &mut F, findings: &mut Findings) -> io::Result<()> {
    let mut window = Vec::with_capacity(WINDOW);
    loop {
        let room = (WINDOW - window.len()) as u64;
        let read = file.by_ref().take(room).read_to_end(&mut window)?;
        if read == 0 {
            return Ok(());
        }
        search(&window, findings);
        search_streams(&window, findings);
        if find(&window, b"/Encrypt").is_some() {
            findings.add("PDF", "Encrypt", "encrypted: its metadata cannot be read");
        }
        window.drain(..window.len().saturating_sub(OVERLAP));
    }
}

fn search(octets: &[u8], findings: &mut Findings) {
    xmp::inspect(octets, findings);
    for key in KEYS {
        let name = [b"/", key.as_bytes()].concat();
        let mut rest = octets;
        while let Some(at) = find(rest, &name) {
            rest = &rest[at + name.len()..];
            if !findings.spend(rest.len().min(LONGEST_TEXT)) {
                return;
            }
            if let Some(text) = text(rest) {
                findings.add("PDF information", key, &text);
            }
        }
    }
}

/// Unpacks streams of objects and of metadata.
fn search_streams(window: &[u8], findings: &mut Findings) {
    let mut at = 0;
    while let Some(found) = find(&window[at..], b"stream") {
        let dictionary = &window[(at + found).saturating_sub(DICTIONARY)..at + found];
        at += found + b"stream".len();
        if !findings.spend(dictionary.len()) {
            return;
        }
        let wanted = [b"/ObjStm".as_slice(), b"/Metadata"];
        if !wanted.iter().any(|kind| find(dictionary, kind).is_some()) {
            continue;
        }
        let packed = window[at..].trim_ascii_start();
        let mut unpacked = Vec::new();
        // What can be unpacked before an error counts too.
        let end = ZlibDecoder::new(packed)
            .take(UNPACKED)
            .read_to_end(&mut unpacked);
        if findings.spend(unpacked.len()) && (end.is_ok() || !unpacked.is_empty()) {
            search(&unpacked, findings);
        }
    }
}

/// A literal or hexadecimal string that begins here, behind white space.
fn text(octets: &[u8]) -> Option<String> {
    let octets = octets[..octets.len().min(LONGEST_TEXT)].trim_ascii_start();
    let (first, rest) = octets.split_first()?;
    let raw = match first {
        b'(' => literal(rest)?,
        b'<' if rest.first() != Some(&b'<') => hexadecimal(rest)?,
        _ => return None,
    };
    Some(match raw.as_slice() {
        [0xfe, 0xff, units @ ..] => {
            let units = units
                .chunks_exact(2)
                .map(|c| u16::from_be_bytes([c[0], c[1]]));
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        other => String::from_utf8(other.to_vec())
            .unwrap_or_else(|_| other.iter().map(|octet| char::from(*octet)).collect()),
    })
}

/// Up to the parenthesis that closes it; inner pairs belong to it.
fn literal(octets: &[u8]) -> Option<Vec<u8>> {
    let (mut text, mut depth) = (Vec::new(), 0_usize);
    let mut octets = octets.iter().copied();
    while let Some(octet) = octets.next() {
        match octet {
            b'\\' => text.push(octets.next()?),
            b')' if depth == 0 => return Some(text),
            other => {
                depth = match other {
                    b'(' => depth + 1,
                    b')' => depth - 1,
                    _ => depth,
                };
                text.push(other);
            }
        }
    }
    None
}

fn hexadecimal(octets: &[u8]) -> Option<Vec<u8>> {
    let end = octets.iter().position(|octet| *octet == b'>')?;
    let digits: Vec<_> = octets[..end]
        .iter()
        .copied()
        .filter(u8::is_ascii_hexdigit)
        .collect();
    hex::decode(&digits[..digits.len() & !1]).ok()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;
    use crate::domain::findings::inspect;

    fn values(file: &[u8]) -> Vec<String> {
        let found = inspect("application/pdf", &mut Cursor::new(file)).expect("reads");
        found.into_iter().map(|finding| finding.value).collect()
    }

    fn packed(kind: &str, text: &str) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(text.as_bytes()).expect("packs");
        let packed = packer.finish().expect("packs");
        let head = format!("5 0 obj <</Type{kind}/Filter/FlateDecode>>\nstream\r\n");
        [head.as_bytes(), &packed, b"\nendstream"].concat()
    }

    #[test]
    fn author_is_found_in_every_writing() {
        for (entry, author) in [
            ("/Author(Ewa Nowak)", "Ewa Nowak"),
            ("/Author (Ewa \\(E\\) (N)owak)", "Ewa (E) (N)owak"),
            ("/Author <FEFF005A0061017C>", "Zaż"),
            ("/Author<45776>", "Ew"),
        ] {
            let file = format!("%PDF-1.7\n1 0 obj <<{entry}>> endobj");
            assert_eq!(values(file.as_bytes()), [author], "{entry}");
        }
    }

    #[test]
    fn author_is_found_in_compressed_streams() {
        assert_eq!(values(&packed("/ObjStm", "<</Author(Ewa)>>")), ["Ewa"]);
        let packet = "<dc:creator>Jan</dc:creator>";
        assert_eq!(values(&packed("/Metadata", packet)), ["Jan"]);
    }

    #[test]
    fn author_across_two_windows_is_found() {
        let mut file = vec![b' '; WINDOW - 3];
        file.extend_from_slice(b"/Author(Ewa Nowak)");
        assert_eq!(values(&file), ["Ewa Nowak"]);
    }

    #[test]
    fn stream_that_unpacks_to_much_is_unpacked_in_part() {
        let bomb = format!("<</Author(Ewa)>>{}", " ".repeat(50_000_000));
        assert_eq!(values(&packed("/ObjStm", &bomb)), ["Ewa"]);
    }

    #[test]
    fn encrypted_file_is_said_to_be_one() {
        assert_eq!(values(b"%PDF-1.7\ntrailer <</Encrypt 5 0 R>>").len(), 1);
    }
}
