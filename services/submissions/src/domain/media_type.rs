//! Media types: what a file is said to be is held against its octets.

use std::{
    io::{self, Read, Seek, SeekFrom},
    str,
};

use crate::domain::findings::office;

/// How much of a file's beginning tells its type.
const HEAD: u64 = 8192;

/// What a file's octets say of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As declared.
    Agrees,
    /// Something else; empty if that cannot be told.
    Differs(&'static str),
}

/// Whether a text has the form of a media type without parameters (RFC 6838),
/// in lower case.
#[must_use]
pub fn is_well_formed(media_type: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"!#$&-^_.+".contains(&c);
    let part = |part: &str| (1..=127).contains(&part.len()) && part.bytes().all(allowed);
    media_type
        .split_once('/')
        .is_some_and(|(kind, subtype)| part(kind) && part(subtype))
}

/// Holds a whole file against what it is said to be: by its magic octets; a
/// text by being UTF-8 without U+0000; a kind of package by what is in it. A
/// type without known magic must at least not be recognised as another one.
///
/// # Errors
/// If the file cannot be read.
pub fn verify<F: Read + Seek>(declared: &str, file: &mut F) -> io::Result<Verdict> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    let found = infer::get(&head);
    if is_text(declared) {
        return match found.filter(|found| found.matcher_type() != infer::MatcherType::Text) {
            Some(found) => Ok(Verdict::Differs(found.mime_type())),
            None if is_utf8(file)? => Ok(Verdict::Agrees),
            None => Ok(Verdict::Differs("")),
        };
    }
    Ok(match found.map(|found| found.mime_type()) {
        Some(found) if canonical(found) == canonical(declared) => Verdict::Agrees,
        Some("application/zip") if office::is(declared, file)? => Verdict::Agrees,
        None if !infer::is_mime_supported(declared) => Verdict::Agrees,
        Some(found) => Verdict::Differs(found),
        None => Verdict::Differs(""),
    })
}

/// Types of which there is more than one name in use.
fn canonical(media_type: &str) -> &str {
    match media_type {
        "audio/wav" | "audio/vnd.wave" => "audio/x-wav",
        "video/x-m4v" => "video/mp4",
        other => other,
    }
}

fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || media_type.ends_with("+json")
        || media_type.ends_with("+xml")
        || matches!(media_type, "application/json" | "application/xml")
}

/// Reads the whole file, some of it at a time.
fn is_utf8<F: Read + Seek>(file: &mut F) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; 1 << 16];
    let mut kept = 0;
    loop {
        let read = file.read(&mut buffer[kept..])?;
        if read == 0 {
            return Ok(kept == 0);
        }
        let filled = kept + read;
        let valid = match str::from_utf8(&buffer[..filled]) {
            Ok(_) => filled,
            // A character may be cut at the end.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        if buffer[..valid].contains(&0) {
            return Ok(false);
        }
        buffer.copy_within(valid..filled, 0);
        kept = filled - valid;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    fn verdict(declared: &str, file: &[u8]) -> Verdict {
        verify(declared, &mut Cursor::new(file)).expect("reads")
    }

    #[test]
    fn file_that_is_what_it_says_agrees() {
        for (declared, file) in [
            ("image/png", PNG),
            ("application/pdf", b"%PDF-1.7\n"),
            ("text/plain", "zażółć".as_bytes()),
            ("text/csv", b"a;b\n"),
            ("application/json", b"{}"),
            ("application/x-unheard-of", b"\x01\x02\x03"),
        ] {
            assert_eq!(verdict(declared, file), Verdict::Agrees, "{declared}");
        }
    }

    #[test]
    fn file_that_is_something_else_differs() {
        for (declared, file, found) in [
            ("application/pdf", PNG, "image/png"),
            ("text/plain", PNG, "image/png"),
            ("application/x-unheard-of", PNG, "image/png"),
            ("application/pdf", b"just words".as_slice(), ""),
            ("text/plain", b"a\0b", ""),
            ("text/plain", b"\xff\xfe\xfd words", ""),
            ("text/plain", b"cut \xc5", ""),
        ] {
            assert_eq!(
                verdict(declared, file),
                Verdict::Differs(found),
                "{declared}"
            );
        }
    }

    #[test]
    fn character_across_two_reads_is_still_a_character() {
        let text = format!("{}ż{}", "x".repeat((1 << 16) - 1), "y".repeat(1 << 16));
        assert_eq!(verdict("text/plain", text.as_bytes()), Verdict::Agrees);
    }

    #[test]
    fn media_type_has_the_form_of_the_standard() {
        for (text, fits) in [
            ("application/pdf", true),
            ("image/svg+xml", true),
            ("application/PDF", false),
            ("text/plain; charset=utf-8", false),
            ("pdf", false),
            ("/", false),
        ] {
            assert_eq!(is_well_formed(text), fits, "{text}");
        }
    }
}
