//! Padding: what is sealed comes in few sizes, so that a size tells little.

use serde::Serialize;

/// The smallest size that is sealed, in octets.
pub const SMALLEST: usize = 4096;

/// Writes `value` as JSON and fills it up with spaces, which JSON allows at the
/// end, to the next power of two from 4 KiB.
///
/// # Panics
/// If `value` has no JSON form: a mistake in the program.
pub fn padded_json(value: &impl Serialize) -> Vec<u8> {
    padded_json_of(value, SMALLEST)
}

/// As [`padded_json`], but at least `size` long.
///
/// # Panics
/// If `value` has no JSON form: a mistake in the program.
pub fn padded_json_of(value: &impl Serialize, size: usize) -> Vec<u8> {
    let mut json = serde_json::to_vec(value).expect("the value has a JSON form");
    json.resize(bucket(json.len().max(size)), b' ');
    json
}

const fn bucket(length: usize) -> usize {
    if length <= SMALLEST {
        SMALLEST
    } else {
        length.next_power_of_two()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_fall_into_buckets() {
        for (length, size) in [
            (0, 4096),
            (4096, 4096),
            (4097, 8192),
            (8192, 8192),
            (400_000, 524_288),
        ] {
            assert_eq!(bucket(length), size, "{length}");
        }
    }

    #[test]
    fn padded_json_reads_as_before() {
        let padded = padded_json(&"a work");
        assert_eq!(padded.len(), 4096);
        let read: String = serde_json::from_slice(&padded).expect("spaces are allowed at the end");
        assert_eq!(read, "a work");
    }
}
