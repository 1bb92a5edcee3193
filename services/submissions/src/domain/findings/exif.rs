//! Exif (CIPA DC-008): who took a picture, with which camera, and where.

use exif::{In, Reader, Tag};

use super::Findings;

/// Entries that name a person, a device or a place.
const TAGS: [(Tag, &str); 9] = [
    (Tag::Artist, "Artist"),
    (Tag::Copyright, "Copyright"),
    (Tag::CameraOwnerName, "CameraOwnerName"),
    (Tag::BodySerialNumber, "BodySerialNumber"),
    (Tag::LensSerialNumber, "LensSerialNumber"),
    (Tag::UserComment, "UserComment"),
    (Tag::GPSLatitude, "GPSLatitude"),
    (Tag::GPSLongitude, "GPSLongitude"),
    (Tag::ImageUniqueID, "ImageUniqueID"),
];

/// Looks into an Exif block, from its TIFF header on.
pub(super) fn inspect(block: Vec<u8>, findings: &mut Findings) {
    let Ok(exif) = Reader::new().read_raw(block) else {
        return;
    };
    for (tag, name) in TAGS {
        if let Some(field) = exif.get_field(tag, In::PRIMARY) {
            let value = field.display_value().to_string();
            findings.add("Exif", name, value.trim_matches('"'));
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A little-endian TIFF block with one ASCII entry: Artist.
    pub(crate) fn block_by(artist: &str) -> Vec<u8> {
        let value = [artist.as_bytes(), b"\0"].concat();
        let mut block = b"II*\0\x08\0\0\0\x01\0".to_vec();
        block.extend(0x013b_u16.to_le_bytes());
        block.extend(2_u16.to_le_bytes());
        block.extend(u32::try_from(value.len()).expect("short").to_le_bytes());
        block.extend(26_u32.to_le_bytes());
        block.extend(0_u32.to_le_bytes());
        block.extend(value);
        block
    }

    #[test]
    fn artist_is_found() {
        let mut findings = Findings::default();
        inspect(block_by("Ewa Nowak"), &mut findings);
        let found: Vec<_> = findings
            .found
            .iter()
            .map(|f| (&*f.field, &*f.value))
            .collect();
        assert_eq!(found, [("Artist", "Ewa Nowak")]);
    }
}
