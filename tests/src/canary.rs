//! Looks for a unique word in whatever a system leaves behind: as it is, in base64, in hexadecimal,
//! in UTF-16, and compressed.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use flate2::read::{DeflateDecoder, ZlibDecoder};
use uuid::Uuid;

/// How much of a compressed stream is unpacked, and how often something packed is in something
/// packed.
const UNPACKED: u64 = 1 << 24;
const DEPTH: usize = 3;
/// Shorter runs of hexadecimal digits are not read as octets.
const SHORTEST_RUN: usize = 32;
/// The member header of gzip without a name (RFC 1952).
const GZIP_HEADER: usize = 10;

/// A word that is nowhere else.
#[derive(Debug, Clone)]
pub struct Canary {
    word: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    /// A new word that begins with `name`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self::of(format!("{name}{}", Uuid::new_v4().simple()))
    }

    fn of(word: String) -> Self {
        let utf16 = |order: fn(u16) -> [u8; 2]| word.encode_utf16().flat_map(order).collect();
        let mut forms = vec![
            ("plain", word.clone().into_bytes()),
            ("UTF-16LE", utf16(u16::to_le_bytes)),
            ("UTF-16BE", utf16(u16::to_be_bytes)),
        ];
        let plain = forms.clone();
        for (_, octets) in plain {
            forms.push(("hexadecimal", hex::encode(&octets).into_bytes()));
            forms.push(("hexadecimal", hex::encode_upper(&octets).into_bytes()));
            // What stands before the word shifts it by up to two octets; what is read whatever
            // stands before and after it is what is looked for.
            for shift in 0..3 {
                let shifted = [vec![0; shift], octets.clone()].concat();
                for engine in [&BASE64_STANDARD_NO_PAD, &BASE64_URL_SAFE_NO_PAD] {
                    let text = engine.encode(&shifted).into_bytes();
                    let start = [0, 2, 3][shift];
                    let end = shifted.len() / 3 * 4;
                    forms.push(("base64", text[start..end].to_vec()));
                }
            }
        }
        Self { word, forms }
    }

    /// The word, to be put where it must not leak from.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }

    /// In which form the word is there.
    #[must_use]
    pub fn find(&self, octets: &[u8]) -> Option<&'static str> {
        self.search(octets, DEPTH)
    }

    /// The files below a directory, or the file, in which the word is.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn find_in_files(&self, path: &Path) -> std::io::Result<Vec<String>> {
        let mut found = Vec::new();
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                found.extend(self.find_in_files(&entry?.path())?);
            }
        } else if path.is_file() {
            let form = self.find(path.display().to_string().as_bytes());
            if let Some(form) = form.or(self.find(&fs::read(path)?)) {
                found.push(format!("{} ({form})", path.display()));
            }
        }
        Ok(found)
    }

    fn search(&self, octets: &[u8], depth: usize) -> Option<&'static str> {
        let there = |form: &Vec<u8>| memchr::memmem::find(octets, form).is_some();
        let found = self.forms.iter().find(|(_, form)| there(form));
        if let Some((name, _)) = found {
            return Some(name);
        }
        let depth = depth.checked_sub(1)?;
        self.search_packed(octets, depth)
            .or_else(|| self.search_runs(octets, depth))
    }

    fn search_packed(&self, octets: &[u8], depth: usize) -> Option<&'static str> {
        for at in memchr::memchr2_iter(0x78, 0x1f, octets) {
            let packed = &octets[at..];
            let mut unpacked = Vec::new();
            // What can be unpacked before an error counts too.
            let read = match packed {
                [0x78, flags, ..] if (0x7800 + usize::from(*flags)).is_multiple_of(31) => {
                    ZlibDecoder::new(packed)
                        .take(UNPACKED)
                        .read_to_end(&mut unpacked)
                }
                [0x1f, 0x8b, 8, ..] if packed.len() > GZIP_HEADER => {
                    let packed = &packed[GZIP_HEADER..];
                    DeflateDecoder::new(packed)
                        .take(UNPACKED)
                        .read_to_end(&mut unpacked)
                }
                _ => continue,
            };
            if read.is_err() && unpacked.is_empty() {
                continue;
            }
            if let Some(found) = self.search(&unpacked, depth) {
                return Some(found);
            }
        }
        None
    }

    /// A dump writes octets in hexadecimal: what is packed in there is packed in runs of digits.
    fn search_runs(&self, octets: &[u8], depth: usize) -> Option<&'static str> {
        let runs = octets.split(|octet| !octet.is_ascii_hexdigit());
        let long = runs.filter(|run| run.len() >= SHORTEST_RUN);
        long.filter_map(|run| hex::decode(&run[..run.len() & !1]).ok())
            .find_map(|decoded| self.search(&decoded, depth))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use base64::prelude::BASE64_STANDARD;
    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;

    fn zlib(octets: &[u8]) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(octets).expect("packs");
        packer.finish().expect("packs")
    }

    fn gzip(octets: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(octets).expect("packs");
        packer.finish().expect("packs")
    }

    #[test]
    fn word_is_found_in_every_form_and_place() {
        let canary = Canary::new("kanarek");
        for before in 0..4 {
            let text = format!("{}{} after", "x".repeat(before), canary.word());
            let octets = text.as_bytes();
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for hidden in [
                octets.to_vec(),
                wide.clone(),
                BASE64_STANDARD.encode(octets).into_bytes(),
                BASE64_STANDARD.encode(&wide).into_bytes(),
                hex::encode(octets).into_bytes(),
                hex::encode_upper(&wide).into_bytes(),
                [b"head".as_slice(), &zlib(octets)].concat(),
                [b"head".as_slice(), &gzip(octets), b"tail"].concat(),
                format!("\\x{}", hex::encode(gzip(octets))).into_bytes(),
                zlib(&gzip(BASE64_STANDARD.encode(octets).as_bytes())),
            ] {
                assert!(canary.find(&hidden).is_some(), "{before}: {hidden:?}");
            }
        }
    }

    #[test]
    fn another_word_is_not_found() {
        let (canary, other) = (Canary::new("kanarek"), Canary::new("kanarek"));
        let octets = other.word().as_bytes();
        for hidden in [octets.to_vec(), hex::encode(octets).into(), zlib(octets)] {
            assert_eq!(canary.find(&hidden), None);
        }
    }
}
