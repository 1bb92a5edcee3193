//! Conflicts where works are assigned: they keep works from a juror, and nobody
//! may learn from them who wrote what.
//!
//! A juror's declaration is sealed like what was handed in. Only in a draw, with
//! both shares of the stage's key at hand, both are opened in memory, compared,
//! and forgotten: nothing is ever stored that joins a work with an entrant or
//! with a conflict.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use linia_chassis::id::{EntrantName, WorkId};
use serde::{Deserialize, Serialize};

use crate::domain::{
    opening::{OpenedStage, WorkDigest},
    padding::padded_json,
};

/// With whom a juror has a conflict, none included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedConflicts(pub BTreeSet<EntrantName>);

impl SealedConflicts {
    /// The octets to seal, padded so that they hardly tell how many there are.
    #[must_use]
    pub fn to_octets(&self) -> Vec<u8> {
        padded_json(self)
    }

    /// Reads what [`to_octets`](Self::to_octets) wrote.
    ///
    /// # Errors
    /// If the octets are not the JSON of conflicts.
    pub fn try_from_octets(octets: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(octets)
    }
}

/// What was decrypted is not what the stored works were made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry has no work")]
pub struct EntryWithoutWork;

/// Which works each entrant and co-author may have written. Those who handed in
/// the very same stand for each other.
#[derive(Debug, Default)]
pub struct Authorship(BTreeMap<EntrantName, BTreeSet<WorkId>>);

impl Authorship {
    /// Compares what was decrypted again with the works that the jury has. Those
    /// who are `gone` need not have one: where that was known at the opening, what
    /// they had handed in counted as withdrawn.
    ///
    /// # Errors
    /// [`EntryWithoutWork`]: a conflict with its entrant could not be kept.
    pub fn find(
        opened: &OpenedStage,
        stored: &[WorkDigest],
        gone: &HashSet<EntrantName>,
    ) -> Result<Self, EntryWithoutWork> {
        let mut by_content = BTreeMap::<_, BTreeSet<_>>::new();
        for digest in stored {
            let works = by_content.entry(digest.content_sha256).or_default();
            works.insert(digest.work);
        }
        let mut authorship = Self::default();
        for linked in &opened.link.0 {
            let content = opened.digests.iter().find(|d| d.work == linked.work);
            let entry = opened.entries.iter().find(|e| e.id == linked.entry);
            let (content, entry) = content.zip(entry).ok_or(EntryWithoutWork)?;
            let works = match by_content.get(&content.content_sha256) {
                Some(works) => works,
                None if gone.contains(&entry.entrant) => continue,
                None => return Err(EntryWithoutWork),
            };
            let co_authors = entry.co_authors.iter().copied();
            let authors = co_authors.map(EntrantName::Account);
            for author in authors.chain([entry.entrant]) {
                authorship.0.entry(author).or_default().extend(works);
            }
        }
        Ok(authorship)
    }

    /// The works that somebody with these conflicts must not read.
    #[must_use]
    pub fn barred(&self, conflicts: &SealedConflicts) -> BTreeSet<WorkId> {
        let works = conflicts.0.iter().filter_map(|name| self.0.get(name));
        works.flatten().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use linia_chassis::id::{AccountId, EntryId};
    use rand::{SeedableRng, rngs::StdRng};
    use time::OffsetDateTime;

    use super::*;
    use crate::domain::{
        consent::SealedConsent,
        content::EntryContent,
        entry_tag::EntryTag,
        opening::{LastVersions, OpenedVersion},
        sealed::SealedVersion,
    };

    fn version(account: AccountId, content: Option<u8>) -> OpenedVersion {
        OpenedVersion {
            entry: EntryTag::from(account.as_uuid()),
            version: 1,
            accept_time: OffsetDateTime::UNIX_EPOCH,
            sealed: SealedVersion {
                entrant: EntrantName::Account(account),
                account,
                co_authors: BTreeSet::new(),
                content: content.map(|_| EntryContent::default()),
                content_sha256: content.map_or_else(String::new, |n| hex::encode([n; 32])),
                traceparent: None,
            },
        }
    }

    /// An entry has the id of its entrant.
    fn id_of(entrant: &EntrantName) -> EntryId {
        match entrant {
            EntrantName::Account(account) => account.as_uuid().into(),
            other => panic!("{other} enters in no test"),
        }
    }

    fn open_all(versions: LastVersions) -> OpenedStage {
        let opened = versions.open(id_of, &mut StdRng::seed_from_u64(1));
        opened.expect("hashes are whole")
    }

    /// Opens what some people handed in, once for the jury and once again.
    fn open(contents: &[(AccountId, Option<u8>)]) -> OpenedStage {
        let mut versions = LastVersions::default();
        for (account, content) in contents {
            versions.add(version(*account, *content));
        }
        open_all(versions)
    }

    fn conflict_with(account: AccountId) -> SealedConflicts {
        SealedConflicts(BTreeSet::from([EntrantName::Account(account)]))
    }

    #[test]
    fn conflict_bars_the_works_of_the_entrant_alone() {
        let [one, same, other, gone] = [(); 4].map(|()| AccountId::random());
        let handed_in = [
            (one, Some(1)),
            (same, Some(1)),
            (other, Some(2)),
            (gone, None),
        ];
        let (stored, again) = (open(&handed_in), open(&handed_in));
        let authorship =
            Authorship::find(&again, &stored.digests, &HashSet::new()).expect("all have works");
        let work_of = |account: AccountId| {
            let pairs = stored.link.0.iter();
            let mut pairs = pairs.filter(|pair| pair.entry.as_uuid() == account.as_uuid());
            pairs.next().map(|pair| pair.work)
        };
        let twins = [one, same].map(|account| work_of(account).expect("has one"));
        assert_eq!(authorship.barred(&conflict_with(one)), twins.into());
        let single = work_of(other).expect("has one");
        assert_eq!(authorship.barred(&conflict_with(other)), [single].into());
        assert!(authorship.barred(&conflict_with(gone)).is_empty());
    }

    #[test]
    fn conflict_with_a_co_author_bars_what_they_wrote_with_others() {
        let [one, other, co_author] = [(); 3].map(|()| AccountId::random());
        let open = || {
            let mut versions = LastVersions::default();
            for (author, content) in [(one, 1), (other, 2)] {
                let mut claim = version(author, Some(content));
                claim.sealed.co_authors.insert(co_author);
                let place = (claim.accept_time, 1);
                let consent = SealedConsent {
                    entrant: claim.sealed.entrant,
                    account: co_author,
                    confirms: Some(claim.sealed.content_sha256.clone()),
                };
                versions.add(claim.clone());
                versions.say(place, consent);
                versions.supply(claim);
            }
            versions.add(version(co_author, Some(3)));
            open_all(versions)
        };
        let (stored, again) = (open(), open());
        let authorship =
            Authorship::find(&again, &stored.digests, &HashSet::new()).expect("all have works");
        let works = stored.works.iter().map(|work| work.id).collect();
        assert_eq!(authorship.barred(&conflict_with(co_author)), works);
        assert_eq!(authorship.barred(&conflict_with(one)).len(), 1);
    }

    #[test]
    fn entry_whose_work_is_not_found_stops_the_draw() {
        let account = AccountId::random();
        let opened = open(&[(account, Some(1))]);
        assert!(Authorship::find(&opened, &[], &HashSet::new()).is_err());
    }

    #[test]
    fn whoever_is_gone_need_not_have_a_work_and_may_have_one() {
        let [before, after] = [(); 2].map(|()| AccountId::random());
        let gone = HashSet::from([before, after].map(EntrantName::Account));
        // Of one it was known at the opening, of the other later.
        let stored = open(&[(before, None), (after, Some(2))]);
        let again = open(&[(before, Some(1)), (after, Some(2))]);
        let authorship = Authorship::find(&again, &stored.digests, &gone).expect("may lack one");
        assert!(authorship.barred(&conflict_with(before)).is_empty());
        assert_eq!(authorship.barred(&conflict_with(after)).len(), 1);
    }

    #[test]
    fn declaration_of_no_conflict_is_as_long_as_one_of_some() {
        let none = SealedConflicts(BTreeSet::new());
        let some = conflict_with(AccountId::random());
        assert_eq!(none.to_octets().len(), some.to_octets().len());
        let read = SealedConflicts::try_from_octets(&some.to_octets()).expect("reads");
        assert_eq!(read, some);
    }
}
