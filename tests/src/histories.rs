//! Whose rows are whose: what is stored of an entry has another name than its receipts, and only
//! the service's key leads from one to the other. But whoever has the receipts of an entry knows
//! its history, and so finds its rows.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;
use uuid::Uuid;

/// The versions of an entry: the number, and when it was taken, in microseconds since 1970.
pub type History = BTreeSet<(i32, i64)>;

/// A time as histories tell it: as exact as the database keeps it.
#[must_use]
pub fn micros(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX)
}

/// The entry of each name in `stored` that has the history, or most of it, of one in `told`.
/// Whoever was told most chooses first.
#[must_use]
pub fn recognize(
    told: &BTreeMap<Uuid, History>,
    stored: &BTreeMap<Uuid, History>,
) -> BTreeMap<Uuid, Uuid> {
    let mut entries: Vec<_> = told.iter().collect();
    entries.sort_by_key(|(_, history)| std::cmp::Reverse(history.len()));
    let mut found = BTreeMap::new();
    for (entry, history) in entries {
        let free = stored.iter().filter(|(name, _)| !found.contains_key(*name));
        let alike = free.map(|(name, rows)| (history.intersection(rows).count(), *name));
        let best = alike.filter(|(count, _)| *count > 0).max();
        if let Some((_, name)) = best {
            found.insert(name, *entry);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histories(all: &[(u128, &[(i32, i64)])]) -> BTreeMap<Uuid, History> {
        let of = |(name, rows): &(u128, &[(i32, i64)])| {
            (Uuid::from_u128(*name), rows.iter().copied().collect())
        };
        all.iter().map(of).collect()
    }

    fn recognized(told: &[(u128, &[(i32, i64)])], stored: &[(u128, &[(i32, i64)])]) -> [Uuid; 2] {
        let found = recognize(&histories(told), &histories(stored));
        [21, 22].map(|name| {
            found
                .get(&Uuid::from_u128(name))
                .copied()
                .unwrap_or_default()
        })
    }

    #[test]
    fn entries_of_one_batch_are_told_apart_by_what_comes_later() {
        let told: [(u128, &[(i32, i64)]); 2] = [(11, &[(1, 5)]), (12, &[(1, 5), (2, 9)])];
        let stored: [(u128, &[(i32, i64)]); 2] = [(21, &[(1, 5), (2, 9)]), (22, &[(1, 5)])];
        assert_eq!(
            recognized(&told, &stored),
            [Uuid::from_u128(12), Uuid::from_u128(11)]
        );
    }

    #[test]
    fn entry_that_lost_a_version_is_still_recognized_and_a_stranger_is_not() {
        let told: [(u128, &[(i32, i64)]); 1] = [(11, &[(1, 5), (2, 9)])];
        let stored: [(u128, &[(i32, i64)]); 2] = [(21, &[(1, 5)]), (22, &[(1, 6)])];
        assert_eq!(
            recognized(&told, &stored),
            [Uuid::from_u128(11), Uuid::nil()]
        );
    }
}
