//! Opening: works are made of what was sealed, in an order that tells nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use linia_chassis::id::{AccountId, EntrantName, EntryId, WorkId};
use rand::{Rng, seq::SliceRandom};
use time::OffsetDateTime;

use crate::domain::{
    acceptance::AcceptedVersion,
    consent::{Consents, Place, SealedConsent},
    content::EntryContent,
    entry::EntryState,
    entry_tag::EntryTag,
    link::{Link, LinkedWork},
    sealed::SealedVersion,
    work_code::WorkCode,
};

/// A version after decryption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedVersion {
    /// Of which entry.
    pub entry: EntryTag,
    /// Its number.
    pub version: i32,
    /// When it was accepted.
    pub accept_time: OffsetDateTime,
    /// What was sealed.
    pub sealed: SealedVersion,
}

impl OpenedVersion {
    /// The version of the latest place counts.
    const fn place(&self) -> Place {
        (self.accept_time, self.version)
    }

    /// Whether everybody whom it names confirmed it.
    fn is_confirmed(&self, consents: &Consents) -> bool {
        let sealed = &self.sealed;
        let mut named = sealed.co_authors.iter();
        named.all(|account| consents.holds(sealed.entrant, *account, &sealed.content_sha256))
    }
}

/// What the jury sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Random.
    pub id: WorkId,
    /// Random, and unique within the stage.
    pub code: WorkCode,
    /// As handed in; the files in it are those that were sealed.
    pub content: EntryContent,
}

/// A work by the hash of what was handed in: how a receipt finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkDigest {
    /// The work.
    pub work: WorkId,
    /// As on the receipt.
    pub content_sha256: [u8; 32],
}

/// A sealed hash is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed hash is malformed")]
pub struct DigestError;

/// Who entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedEntry {
    /// The entry.
    pub id: EntryId,
    /// Who enters.
    pub entrant: EntrantName,
    /// Everybody who handed in a version, and their team: whom to tell.
    pub accounts: BTreeSet<AccountId>,
    /// Whom that version names besides the entrant.
    pub co_authors: BTreeSet<AccountId>,
    /// Which version counts; the last one if none is complete.
    pub counting: AcceptedVersion,
    /// In the jury's hands, withdrawn or unconfirmed.
    pub state: EntryState,
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
    /// The hash of each work, in an order that tells nothing either.
    pub digests: Vec<WorkDigest>,
    /// To be sealed before it is stored.
    pub link: Link,
}

/// Whether anything is to be found in what was accepted earlier under the same
/// tag as something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// Something that may count, or somebody to be told.
    Matters,
    /// Nothing: it stays sealed.
    Superseded,
}

/// Of each entry the version that counts, and everybody who handed one in.
/// Versions come one after the other and superseded ones are forgotten at once:
/// all versions of a stage may be more than fits into memory.
///
/// The last complete version counts: one that names co-authors is complete if
/// all of them confirmed it. That is known at the end only, so of these the
/// content is forgotten, and what counts in the end is read again.
#[derive(Default)]
pub struct LastVersions {
    entries: BTreeMap<EntryTag, Known>,
    consents: Consents,
}

#[derive(Default)]
struct Known {
    accounts: BTreeSet<AccountId>,
    /// The last one that nobody else needs to confirm, or that was read again.
    complete: Option<OpenedVersion>,
    /// Those that name co-authors, without their content.
    claims: Vec<OpenedVersion>,
}

impl Known {
    /// The last claim that all its co-authors confirmed, if it counts.
    fn confirmed(&self, consents: &Consents) -> Option<&OpenedVersion> {
        let complete = self.complete.as_ref().map(OpenedVersion::place);
        let confirmed = self
            .claims
            .iter()
            .filter(|claim| claim.is_confirmed(consents));
        confirmed
            .max_by_key(|claim| claim.place())
            .filter(|claim| complete < Some(claim.place()))
    }
}

impl LastVersions {
    /// Takes a version into account. The one accepted last counts, in whatever
    /// order they come; if that comes first, it tells whether earlier ones are
    /// needed. A person's own are not. Of a team or an organization different
    /// people may have handed them in, and all of them are told.
    pub fn add(&mut self, mut version: OpenedVersion) -> Earlier {
        let alone = matches!(version.sealed.entrant, EntrantName::Account(_));
        let earlier = if alone && version.sealed.co_authors.is_empty() {
            Earlier::Superseded
        } else {
            Earlier::Matters
        };
        let known = self.entries.entry(version.entry).or_default();
        known.accounts.insert(version.sealed.account);
        if !version.sealed.co_authors.is_empty() {
            version.sealed.content = None;
            known.claims.push(version);
        } else if known.complete.as_ref().map(OpenedVersion::place) < Some(version.place()) {
            known.complete = Some(version);
        }
        earlier
    }

    /// Takes what a co-author said into account, in whatever order it comes:
    /// they may have confirmed several versions.
    pub fn say(&mut self, place: Place, consent: SealedConsent) -> Earlier {
        self.consents.add(place, consent);
        Earlier::Matters
    }

    /// Which versions count and are to be read again.
    #[must_use]
    pub fn wanted(&self) -> Vec<(EntryTag, i32)> {
        let wanted = self.entries.values();
        wanted
            .filter_map(|known| known.confirmed(&self.consents))
            .map(|claim| (claim.entry, claim.version))
            .collect()
    }

    /// Takes a version that counts, read again with its content.
    pub fn supply(&mut self, version: OpenedVersion) {
        let known = self.entries.entry(version.entry).or_default();
        known.complete = Some(version);
    }

    /// Makes entries and works of them; a withdrawn entry has no work, nor has
    /// one of which no version is complete. An entry gets the id of its
    /// entrant, and forgets by what its versions are found.
    ///
    /// # Errors
    /// [`DigestError`] if what was sealed was damaged.
    pub fn open(
        self,
        id_of: impl Fn(&EntrantName) -> EntryId,
        rng: &mut impl Rng,
    ) -> Result<OpenedStage, DigestError> {
        let mut codes = HashSet::new();
        let mut opened = OpenedStage {
            entries: Vec::new(),
            works: Vec::new(),
            digests: Vec::new(),
            link: Link(Vec::new()),
        };
        for known in self.entries.into_values() {
            let mut accounts = known.accounts;
            let last_claim = known.claims.into_iter().max_by_key(OpenedVersion::place);
            let (version, state) = match (known.complete, last_claim) {
                (Some(version), _) if version.sealed.content.is_none() => {
                    (version, EntryState::Withdrawn)
                }
                (Some(version), _) => (version, EntryState::Opened),
                (None, Some(claim)) => (claim, EntryState::Unconfirmed),
                (None, None) => continue,
            };
            let id = id_of(&version.sealed.entrant);
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
                opened.digests.push(WorkDigest {
                    work: work.id,
                    content_sha256: read_digest(&version.sealed.content_sha256)?,
                });
                opened.works.push(work);
            }
            accounts.extend(&version.sealed.co_authors);
            opened.entries.push(OpenedEntry {
                id,
                entrant: version.sealed.entrant,
                accounts,
                co_authors: version.sealed.co_authors,
                counting: AcceptedVersion {
                    version: version.version,
                    accept_time: version.accept_time,
                },
                state,
                traceparent: version.sealed.traceparent,
            });
        }
        opened.entries.shuffle(rng);
        opened.works.shuffle(rng);
        opened.digests.shuffle(rng);
        opened.link.0.shuffle(rng);
        Ok(opened)
    }
}

fn read_digest(hex: &str) -> Result<[u8; 32], DigestError> {
    let mut digest = [0; 32];
    hex::decode_to_slice(hex, &mut digest).map_err(|_| DigestError)?;
    Ok(digest)
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
mod tests;
