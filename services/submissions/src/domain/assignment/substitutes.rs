//! Substitutes: who may take a work over when one of its readers leaves.
//!
//! They are picked with the draw, while the conflicts are known, so that a work
//! can be given to somebody else by hand without asking again who wrote it. Every
//! work gets as many, and every work leaves some jurors out: that a juror is not
//! among the readers and substitutes of a work says nothing about a conflict.

use std::collections::{BTreeMap, BTreeSet};

use linia_chassis::id::{AccountId, WorkId};

use super::{Call, Pair};

/// Picks as many substitutes for each work, those first who stand by for the
/// fewest.
pub(super) fn pick_substitutes(call: &Call, assigned: &BTreeSet<Pair>) -> BTreeSet<Pair> {
    let free = Free::of(call, assigned);
    let wanted = wanted(call, &free);
    let mut picked: BTreeSet<_> = call
        .substitutes
        .iter()
        .copied()
        .filter(|pair| {
            free.0
                .get(&pair.work)
                .is_some_and(|free| free.contains(&pair.juror))
        })
        .collect();
    let mut load = BTreeMap::<AccountId, usize>::new();
    for pair in &picked {
        *load.entry(pair.juror).or_default() += 1;
    }
    for (&work, free) in &free.0 {
        let has = picked.iter().filter(|pair| pair.work == work).count();
        for _ in has..wanted {
            let next = free
                .iter()
                .filter(|&&juror| !picked.contains(&Pair::new(work, juror)))
                .min_by_key(|juror| {
                    let place = call.seed.place(&[work.as_uuid(), juror.as_uuid()]);
                    (load.get(juror).copied().unwrap_or_default(), place)
                });
            let Some(&juror) = next else { break };
            *load.entry(juror).or_default() += 1;
            picked.insert(Pair::new(work, juror));
        }
    }
    picked
}

/// Who could be a substitute for each work.
struct Free(BTreeMap<WorkId, BTreeSet<AccountId>>);

impl Free {
    fn of(call: &Call, assigned: &BTreeSet<Pair>) -> Self {
        let free_for = |work: WorkId| {
            let jurors = call.jurors.iter().map(|juror| juror.account);
            let free = jurors.filter(|&juror| {
                let pair = Pair::new(work, juror);
                !assigned.contains(&pair) && !call.barred.contains(&pair)
            });
            (work, free.collect())
        };
        Self(call.works.iter().copied().map(free_for).collect())
    }
}

/// As many as read a work, but half of the others at most, and no more than
/// every work can have.
fn wanted(call: &Call, free: &Free) -> usize {
    let others = call.jurors.len().saturating_sub(call.reviews_per_work);
    let fewest = free.0.values().map(BTreeSet::len).min().unwrap_or(0);
    call.reviews_per_work.min(others / 2).min(fewest)
}
