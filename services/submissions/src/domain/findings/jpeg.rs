//! JPEG (ISO 10918-1): segments before the picture hold Exif and XMP.

use std::io::{self, Read, Seek, SeekFrom};

use super::{Findings, exif, xmp};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const APP1: u8 = 0xe1;
const COMMENT: u8 = 0xfe;
const START_OF_SCAN: u8 = 0xda;

/// Walks the segments up to the picture itself; each has 64 KiB at most.
pub(super) fn inspect<F: Read + Seek>(file: &mut F, findings: &mut Findings) -> io::Result<()> {
    file.seek(SeekFrom::Start(2))?;
    loop {
        let mut head = [0; 4];
        file.read_exact(&mut head)?;
        let [0xff, marker, high, low] = head else {
            return Ok(());
        };
        if marker == START_OF_SCAN {
            return Ok(());
        }
        let length = u16::from_be_bytes([high, low]).saturating_sub(2);
        let mut segment = vec![0; usize::from(length)];
        file.read_exact(&mut segment)?;
        match marker {
            APP1 if segment.starts_with(EXIF) => {
                exif::inspect(segment.split_off(EXIF.len()), findings);
            }
            APP1 if segment.starts_with(XMP) => xmp::inspect(&segment, findings),
            COMMENT => findings.add("JPEG", "comment", &String::from_utf8_lossy(&segment)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::domain::findings::{exif::tests::block_by, inspect};

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2)
            .expect("short")
            .to_be_bytes();
        [&[0xff, marker], length.as_slice(), content].concat()
    }

    #[test]
    fn photographer_is_found_before_the_picture() {
        let exif = segment(APP1, &[EXIF, &block_by("Ewa Nowak")].concat());
        let xmp = [XMP, b"<dc:creator>Ewa</dc:creator>"].concat();
        let file = [
            b"\xff\xd8".to_vec(),
            segment(0xe0, b"JFIF"),
            exif,
            segment(APP1, &xmp),
            segment(COMMENT, b"by Ewa"),
            segment(START_OF_SCAN, b""),
            segment(COMMENT, b"is in the picture"),
        ];
        let found = inspect("image/jpeg", &mut Cursor::new(file.concat())).expect("reads");
        let values: Vec<_> = found.iter().map(|f| f.value.as_str()).collect();
        assert_eq!(values, ["Ewa Nowak", "by Ewa", "Ewa"]);
    }
}
