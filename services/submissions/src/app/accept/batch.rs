//! What may share a batch: at most one version per entry, because each gets the
//! number after the one before, and at most one per request, because the second
//! is answered with what became of the first.

use std::collections::{HashSet, VecDeque};

use crate::domain::acceptance::NewVersion;

/// Takes up to `max` out of `waiting`, in order; those who must wait for
/// another in the batch stay, in order.
pub(super) fn take_batch<T>(
    waiting: &mut VecDeque<T>,
    max: usize,
    version_of: impl Fn(&T) -> &NewVersion,
) -> Vec<T> {
    let mut entries = HashSet::new();
    let mut requests = HashSet::new();
    let mut batch = Vec::with_capacity(max.min(waiting.len()));
    let mut later = VecDeque::new();
    while let Some(command) = waiting.pop_front() {
        let version = version_of(&command);
        let alone = batch.len() < max
            && !entries.contains(&version.entry)
            && !requests.contains(&version.request_tag);
        // Whoever waits keeps its place before later ones of the same entry.
        entries.insert(version.entry);
        requests.insert(version.request_tag);
        if alone {
            batch.push(command);
        } else {
            later.push_back(command);
        }
    }
    *waiting = later;
    batch
}

#[cfg(test)]
mod tests {
    use linia_chassis::id::StageId;
    use uuid::Uuid;

    use super::*;
    use crate::domain::entry_tag::EntryTag;

    fn version(entry: EntryTag, request: u8) -> NewVersion {
        NewVersion {
            stage: StageId::from(Uuid::nil()),
            entry,
            subject: entry,
            request_tag: [request; 32],
            body_tag: [0; 32],
            sealed: Vec::new(),
            withdraws: false,
        }
    }

    fn requests(versions: &[NewVersion]) -> Vec<u8> {
        versions.iter().map(|v| v.request_tag[0]).collect()
    }

    #[test]
    fn second_of_an_entry_or_request_waits_in_order() {
        let [one, two, three] = [(); 3].map(|()| EntryTag::from(Uuid::new_v4()));
        let mut waiting = VecDeque::from([
            version(one, 1),
            version(one, 2),
            version(two, 3),
            version(one, 4),
            version(three, 3),
        ]);
        let mut batches = Vec::new();
        while !waiting.is_empty() {
            batches.push(requests(&take_batch(&mut waiting, 10, |v| v)));
        }
        assert_eq!(batches, [vec![1, 3], vec![2, 3], vec![4]]);
    }

    #[test]
    fn batch_is_bounded_and_nothing_is_lost() {
        let mut waiting: VecDeque<_> = (0..5).map(|n| version(Uuid::new_v4().into(), n)).collect();
        assert_eq!(requests(&take_batch(&mut waiting, 2, |v| v)), [0, 1]);
        assert_eq!(requests(&take_batch(&mut waiting, 2, |v| v)), [2, 3]);
        assert_eq!(requests(&take_batch(&mut waiting, 2, |v| v)), [4]);
    }
}
