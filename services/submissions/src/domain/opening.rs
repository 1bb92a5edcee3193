//! Opening: works are made of what was sealed, in an order that tells nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet, btree_map::Entry};

use linia_chassis::id::{AccountId, EntrantName, EntryId, WorkId};
use rand::{Rng, seq::SliceRandom};
use time::OffsetDateTime;

use crate::domain::{
    content::EntryContent,
    link::{Link, LinkedWork},
    sealed::SealedVersion,
    work_code::WorkCode,
};

/// A version after decryption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedVersion {
    /// Whose version it is.
    pub entry: EntryId,
    /// Its number.
    pub version: i32,
    /// When it was accepted.
    pub accept_time: OffsetDateTime,
    /// What was sealed.
    pub sealed: SealedVersion,
}

impl OpenedVersion {
    /// The version of the latest place counts.
    const fn place(&self) -> (OffsetDateTime, i32) {
        (self.accept_time, self.version)
    }
}

/// What the jury sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Random.
    pub id: WorkId,
    /// Random, and unique within the stage.
    pub code: WorkCode,
    /// As handed in.
    pub content: EntryContent,
}

/// Who entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedEntry {
    /// The entry.
    pub id: EntryId,
    /// Who enters.
    pub entrant: EntrantName,
    /// Everybody who handed in a version, and their team: whom to tell.
    pub accounts: BTreeSet<AccountId>,
    /// The version that counts.
    pub version: i32,
    /// When it was accepted.
    pub accept_time: OffsetDateTime,
    /// Whether the version that counts withdraws the entry.
    pub withdrawn: bool,
    /// The trace of the call that handed it in.
    pub traceparent: Option<String>,
}

/// A stage's entries and works, each list in an order of its own that tells
/// nothing, and what joins them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedStage {
    /// Who entered.
    pub entries: Vec<OpenedEntry>,
    /// What the jury gets.
    pub works: Vec<Work>,
    /// To be sealed before it is stored.
    pub link: Link,
}

/// Of each entry the version that counts, and everybody who handed one in.
/// Versions come one after the other and superseded ones are forgotten at once:
/// all versions of a stage may be more than fits into memory.
#[derive(Default)]
pub struct LastVersions(BTreeMap<EntryId, LastVersion>);

struct LastVersion {
    version: OpenedVersion,
    accounts: BTreeSet<AccountId>,
}

impl LastVersions {
    /// Takes a version into account. The one accepted last counts, in whatever
    /// order they come.
    pub fn add(&mut self, version: OpenedVersion) {
        let account = version.sealed.account;
        match self.0.entry(version.entry) {
            Entry::Vacant(vacant) => {
                let accounts = BTreeSet::from([account]);
                vacant.insert(LastVersion { version, accounts });
            }
            Entry::Occupied(known) => {
                let known = known.into_mut();
                known.accounts.insert(account);
                if known.version.place() < version.place() {
                    known.version = version;
                }
            }
        }
    }

    /// Makes entries and works of them; a withdrawn entry has no work.
    pub fn open(self, rng: &mut impl Rng) -> OpenedStage {
        let mut codes = HashSet::new();
        let mut opened = OpenedStage {
            entries: Vec::new(),
            works: Vec::new(),
            link: Link(Vec::new()),
        };
        for (id, LastVersion { version, accounts }) in self.0 {
            let withdrawn = version.sealed.content.is_none();
            if let Some(content) = version.sealed.content {
                let work = Work {
                    id: WorkId::random(),
                    code: draw_unique(&mut codes, rng),
                    content,
                };
                opened.link.0.push(LinkedWork {
                    entry: id,
                    work: work.id,
                });
                opened.works.push(work);
            }
            opened.entries.push(OpenedEntry {
                id,
                entrant: version.sealed.entrant,
                accounts,
                version: version.version,
                accept_time: version.accept_time,
                withdrawn,
                traceparent: version.sealed.traceparent,
            });
        }
        opened.entries.shuffle(rng);
        opened.works.shuffle(rng);
        opened.link.0.shuffle(rng);
        opened
    }
}

fn draw_unique(codes: &mut HashSet<WorkCode>, rng: &mut impl Rng) -> WorkCode {
    loop {
        let code = WorkCode::draw(rng);
        if codes.insert(code.clone()) {
            return code;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};
    use time::Duration;

    use super::*;

    fn version(entry: EntryId, number: i32, second: i64, text: Option<&str>) -> OpenedVersion {
        let account = AccountId::random();
        OpenedVersion {
            entry,
            version: number,
            accept_time: OffsetDateTime::UNIX_EPOCH + Duration::seconds(second),
            sealed: SealedVersion {
                entrant: EntrantName::Account(AccountId::from(entry.as_uuid())),
                account,
                content: text.map(|text| EntryContent {
                    title: "title".into(),
                    text: text.into(),
                }),
                content_sha256: String::new(),
                traceparent: Some(format!("trace {number}")),
            },
        }
    }

    fn open(versions: Vec<OpenedVersion>, seed: u64) -> OpenedStage {
        let mut last = LastVersions::default();
        for version in versions {
            last.add(version);
        }
        last.open(&mut StdRng::seed_from_u64(seed))
    }

    #[test]
    fn last_version_counts_and_everybody_who_handed_in_is_told() {
        let entry = EntryId::random();
        let first = version(entry, 1, 1, Some("first"));
        let second = version(entry, 2, 2, Some("second"));
        let accounts = BTreeSet::from([first.sealed.account, second.sealed.account]);
        let opened = open(vec![second, first], 1);
        assert_eq!(opened.works[0].content.text, "second");
        assert_eq!(opened.entries[0].version, 2);
        assert_eq!(opened.entries[0].accounts, accounts);
        assert_eq!(opened.entries[0].traceparent.as_deref(), Some("trace 2"));
    }

    #[test]
    fn version_that_was_held_counts_by_its_arrival() {
        let entry = EntryId::random();
        let held = version(entry, 3, 1, Some("held, decided later"));
        let accepted = version(entry, 2, 2, Some("arrived last"));
        let opened = open(vec![held, accepted], 1);
        assert_eq!(opened.works[0].content.text, "arrived last");
    }

    #[test]
    fn withdrawn_entry_has_no_work() {
        let (stays, goes) = (EntryId::random(), EntryId::random());
        let versions = vec![
            version(stays, 1, 1, Some("stays")),
            version(goes, 1, 1, Some("goes")),
            version(goes, 2, 2, None),
        ];
        let opened = open(versions, 1);
        assert_eq!(opened.works.len(), 1);
        assert_eq!(opened.link.entry_of(opened.works[0].id), Some(stays));
        let withdrawn: Vec<_> = opened.entries.iter().filter(|e| e.withdrawn).collect();
        assert_eq!(withdrawn.len(), 1);
        assert_eq!(withdrawn[0].id, goes);
    }

    #[test]
    fn codes_and_ids_are_unique_and_orders_do_not_agree() {
        let versions: Vec<_> = (0..200)
            .map(|n| version(EntryId::random(), 1, n, Some("work")))
            .collect();
        let opened = open(versions, 7);
        let codes: HashSet<_> = opened.works.iter().map(|w| &w.code).collect();
        let ids: HashSet<_> = opened.works.iter().map(|w| w.id).collect();
        assert_eq!((codes.len(), ids.len()), (200, 200));
        let entries_of_works: Vec<_> = opened
            .works
            .iter()
            .filter_map(|w| opened.link.entry_of(w.id))
            .collect();
        let entries: Vec<_> = opened.entries.iter().map(|e| e.id).collect();
        let sorted = |mut ids: Vec<EntryId>| {
            ids.sort();
            ids
        };
        assert_eq!(sorted(entries_of_works.clone()), sorted(entries.clone()));
        assert_ne!(entries_of_works, entries);
        assert_ne!(entries_of_works, sorted(entries.clone()));
        assert_ne!(entries, sorted(entries.clone()));
    }
}
