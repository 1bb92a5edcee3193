//! Pieces: a file is stored in pieces of one size, of which only some are in
//! memory at a time.

/// How long a piece is, in octets. The last one of a file is filled up, so that
/// storage does not tell how long the file is.
pub const PIECE: usize = 1 << 20;

/// The smallest sealed file, before sealing.
const SMALLEST_SEALED: u64 = 1 << 16;

/// How many pieces a file has.
#[must_use]
pub const fn count(size_octets: u64) -> u64 {
    size_octets.div_ceil(PIECE as u64)
}

/// How many octets of a file so many pieces hold.
#[must_use]
pub const fn octets_of(pieces: u64, size_octets: u64) -> u64 {
    let octets = pieces.saturating_mul(PIECE as u64);
    if octets < size_octets {
        octets
    } else {
        size_octets
    }
}

/// How long a file is made before it is sealed: the next power of two, so that
/// the size of what is stored tells little.
#[must_use]
pub const fn sealed_size(size_octets: u64) -> u64 {
    if size_octets <= SMALLEST_SEALED {
        SMALLEST_SEALED
    } else {
        size_octets.next_power_of_two()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = PIECE as u64;

    #[test]
    fn pieces_cover_the_file_and_no_more() {
        for (size, pieces) in [(1, 1), (MIB, 1), (MIB + 1, 2), (5 * MIB, 5)] {
            assert_eq!(count(size), pieces, "{size}");
            assert_eq!(octets_of(pieces, size), size);
            assert!(octets_of(pieces - 1, size) < size);
        }
    }

    #[test]
    fn sealed_sizes_are_few() {
        for (size, sealed) in [
            (1, 65_536),
            (65_536, 65_536),
            (65_537, 131_072),
            (3 * MIB, 4 * MIB),
            (4 * MIB, 4 * MIB),
        ] {
            assert_eq!(sealed_size(size), sealed, "{size}");
        }
    }
}
