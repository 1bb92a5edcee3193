//! Chance that can be repeated: everything is ordered by its hash under the
//! seed, which any program in any language computes the same way.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Where the chance of a draw comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub [u8; 32]);

impl Seed {
    /// The seed of a stage's draw: SHA-256 over the hash of the closing record
    /// and the draw's number, in 4 octets, the highest first. Nobody chooses
    /// it, and nobody knows it before the stage has closed.
    #[must_use]
    pub fn of_draw(closing_record_sha256: &[u8; 32], ordinal: i32) -> Self {
        let seed = Sha256::new()
            .chain_update(closing_record_sha256)
            .chain_update(ordinal.to_be_bytes());
        Self(seed.finalize().into())
    }

    /// The place of some ids in the order of this seed: SHA-256 over the seed
    /// and the ids.
    pub(super) fn place(&self, ids: &[Uuid]) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(self.0);
        for id in ids {
            hash.update(id.as_bytes());
        }
        hash.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_draw_of_a_stage_has_a_seed_of_its_own() {
        let record = [7; 32];
        let first = Seed::of_draw(&record, 1);
        assert_eq!(Seed::of_draw(&record, 1), first);
        assert_ne!(Seed::of_draw(&record, 2), first);
        assert_ne!(Seed::of_draw(&[8; 32], 1), first);
    }

    #[test]
    fn order_is_another_under_another_seed() {
        let ids: Vec<_> = (0..50).map(Uuid::from_u128).collect();
        let sorted = |seed: Seed| {
            let mut ids = ids.clone();
            ids.sort_by_key(|id| seed.place(&[*id]));
            ids
        };
        assert_eq!(sorted(Seed([1; 32])), sorted(Seed([1; 32])));
        assert_ne!(sorted(Seed([1; 32])), sorted(Seed([2; 32])));
    }
}
