//! PNG (ISO 15948): chunks of text, Exif and XMP.

use std::io::{self, Read, Seek, SeekFrom};

use super::{Findings, exif, xmp};

/// Longer chunks of metadata are passed by.
const LONGEST: u32 = 1 << 20;
/// Keywords that name people.
const KEYWORDS: [&str; 5] = ["Author", "Creator", "Copyright", "Artist", "Comment"];
/// The keyword of a chunk with XMP.
const XMP: &[u8] = b"XML:com.adobe.xmp";

/// Walks all chunks: text may stand behind the picture.
pub(super) fn inspect<F: Read + Seek>(file: &mut F, findings: &mut Findings) -> io::Result<()> {
    file.seek(SeekFrom::Start(8))?;
    loop {
        let mut head = [0; 8];
        file.read_exact(&mut head)?;
        let [a, b, c, d, kind @ ..] = head;
        let length = u32::from_be_bytes([a, b, c, d]);
        if kind == *b"IEND" {
            return Ok(());
        }
        let wanted = matches!(&kind, b"tEXt" | b"iTXt" | b"zTXt" | b"eXIf");
        if wanted && length <= LONGEST {
            let mut chunk = vec![0; length as usize];
            file.read_exact(&mut chunk)?;
            chunk_of(&kind, chunk, findings);
            file.seek(SeekFrom::Current(4))?;
        } else {
            file.seek(SeekFrom::Current(i64::from(length) + 4))?;
        }
    }
}

fn chunk_of(kind: &[u8; 4], chunk: Vec<u8>, findings: &mut Findings) {
    if kind == b"eXIf" {
        return exif::inspect(chunk, findings);
    }
    let Some(end) = chunk.iter().position(|octet| *octet == 0) else {
        return;
    };
    let (keyword, text) = chunk.split_at(end);
    if keyword == XMP {
        return xmp::inspect(text, findings);
    }
    let known = KEYWORDS.iter().find(|known| known.as_bytes() == keyword);
    if let Some(keyword) = known {
        findings.add("PNG", keyword, &text_of(kind, &text[1..]));
    }
}

/// What stands behind the keyword. Compressed text is named, not read: that it
/// is there is what the entrant must know.
fn text_of(kind: &[u8; 4], text: &[u8]) -> String {
    match (kind, text) {
        (b"tEXt", text) => text.iter().map(|octet| char::from(*octet)).collect(),
        // Not compressed: language and translated keyword, each ended by zero.
        (b"iTXt", [0, _, rest @ ..]) => {
            let text = rest.splitn(3, |octet| *octet == 0).nth(2);
            String::from_utf8_lossy(text.unwrap_or_default()).into_owned()
        }
        _ => "(compressed)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::domain::findings::{exif::tests::block_by, inspect};

    fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).expect("short").to_be_bytes();
        [&length, kind.as_slice(), content, &[0; 4]].concat()
    }

    #[test]
    fn author_is_found_in_every_kind_of_chunk() {
        let xmp = [XMP, b"\0\0\0\0\0<dc:creator>XMP</dc:creator>"].concat();
        let file = [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &[0; 13]),
            chunk(b"tEXt", b"Author\0Ewa"),
            chunk(b"tEXt", b"Software\0a tool"),
            chunk(b"IDAT", &[0; 5000]),
            chunk(b"iTXt", "Creator\0\0\0pl\0Twórca\0Zażółć".as_bytes()),
            chunk(b"zTXt", b"Copyright\0\0xx"),
            chunk(b"iTXt", &xmp),
            chunk(b"eXIf", &block_by("Exif")),
            chunk(b"IEND", b""),
        ];
        let found = inspect("image/png", &mut Cursor::new(file.concat())).expect("reads");
        let values: Vec<_> = found.iter().map(|f| f.value.as_str()).collect();
        assert_eq!(values, ["Exif", "Ewa", "(compressed)", "Zażółć", "XMP"]);
    }
}
