//! What the jury's decision means to those who entered: works become entries
//! again, by the link.

use linia_chassis::id::WorkId;

use crate::domain::{
    entry::{Entry, EntryState, Outcome},
    link::Link,
    protocol::ProtocolRank,
    screening::Exclusion,
};

/// Who is behind a selected work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laureate {
    /// From 1.
    pub rank: i32,
    /// The work.
    pub work: WorkId,
    /// The entry that it was made of, with its new state.
    pub entry: Entry,
}

/// An entry that does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// With its new state.
    pub entry: Entry,
    /// Why its work was in no ranking; nothing if the reasons for all hold.
    pub exclusion: Option<Exclusion>,
}

/// All entries of a stage that were in the jury's hands, with their new state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// Behind the selected works, in order of rank.
    pub selected: Vec<Laureate>,
    /// The others, in the order in which they were given.
    pub others: Vec<Ended>,
}

/// A selected work belongs to no entry: the link was not made for this stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} belongs to no entry in the jury's hands")]
pub struct UnlinkedWork(pub WorkId);

/// Decides every entry that is in the jury's hands: those behind selected works
/// get `outcome`, the others end here, those behind excluded works for reasons
/// of their own.
///
/// # Errors
/// [`UnlinkedWork`].
pub fn decide(
    entries: Vec<Entry>,
    link: &Link,
    ranking: &[ProtocolRank],
    exclusions: &[(WorkId, Exclusion)],
    outcome: Outcome,
) -> Result<Decision, UnlinkedWork> {
    let mut decision = Decision::default();
    let mut others: Vec<_> = entries
        .into_iter()
        .filter(|entry| entry.state == EntryState::Opened)
        .collect();
    for ranked in ranking.iter().filter(|ranked| ranked.selected) {
        let unlinked = UnlinkedWork(ranked.work);
        let id = link.entry_of(ranked.work).ok_or(unlinked)?;
        let place = others.iter().position(|entry| entry.id == id);
        let entry = others.remove(place.ok_or(unlinked)?);
        decision.selected.push(Laureate {
            rank: ranked.rank,
            work: ranked.work,
            entry: decided(entry, outcome),
        });
    }
    let exclusion_of = |entry: &Entry| {
        let mut excluded = exclusions.iter();
        let own = excluded.find(|(work, _)| link.entry_of(*work) == Some(entry.id));
        own.map(|(_, exclusion)| exclusion.clone())
    };
    let others = others.into_iter();
    decision.others = others
        .map(|entry| Ended {
            exclusion: exclusion_of(&entry),
            entry: decided(entry, Outcome::Ends),
        })
        .collect();
    Ok(decision)
}

/// Ends every entry that still hopes for a prize or has won one: there is no
/// decision, or none any more. The others stay as they are. One reason holds
/// for all: for this nobody learns whose work was excluded.
#[must_use]
pub fn annul_all(entries: Vec<Entry>) -> Vec<Ended> {
    let entries = entries.into_iter();
    let ended = entries.filter_map(|entry| {
        let state = entry.state.annul().ok()?;
        Some(Ended {
            entry: Entry { state, ..entry },
            exclusion: None,
        })
    });
    ended.collect()
}

fn decided(entry: Entry, outcome: Outcome) -> Entry {
    let state = entry
        .state
        .decide(outcome)
        .expect("only entries in the jury's hands are decided");
    Entry { state, ..entry }
}

#[cfg(test)]
mod tests {
    use linia_chassis::id::{AccountId, ChallengeId, EntrantName, EntryId, StageId};

    use time::OffsetDateTime;

    use super::*;
    use crate::domain::{link::LinkedWork, screening::Ground};

    fn entry(state: EntryState) -> Entry {
        Entry {
            id: EntryId::random(),
            stage: StageId::new(),
            challenge: ChallengeId::new(),
            entrant: EntrantName::Account(AccountId::new()),
            accounts: Vec::new(),
            co_authors: Vec::new(),
            state,
        }
    }

    fn ranked(rank: i32, work: WorkId, selected: bool) -> ProtocolRank {
        ProtocolRank {
            rank,
            work,
            code: String::new(),
            total: "1".into(),
            selected,
        }
    }

    /// A work of each entry, in the same order.
    fn linked(entries: &[Entry]) -> (Link, Vec<WorkId>) {
        let pair = |entry: &Entry| LinkedWork {
            entry: entry.id,
            work: WorkId::random(),
        };
        let pairs: Vec<_> = entries.iter().map(pair).collect();
        let works = pairs.iter().map(|pair| pair.work).collect();
        (Link(pairs), works)
    }

    #[test]
    fn selected_works_become_entries_and_the_others_end() {
        let entries = [EntryState::Opened; 3].map(entry).to_vec();
        let withdrawn = entry(EntryState::Withdrawn);
        let (link, works) = linked(&entries);
        let ranking = [
            ranked(1, works[2], true),
            ranked(2, works[0], true),
            ranked(3, works[1], false),
        ];
        let mut all = entries.clone();
        all.push(withdrawn);
        let decision = decide(all, &link, &ranking, &[], Outcome::Wins).expect("linked");
        let winners: Vec<_> = decision.selected.iter().map(|l| l.entry.id).collect();
        assert_eq!(winners, [entries[2].id, entries[0].id]);
        assert_eq!(decision.selected[0].entry.state, EntryState::Laureate);
        assert_eq!(decision.others.len(), 1);
        assert_eq!(decision.others[0].entry.id, entries[1].id);
        assert_eq!(decision.others[0].entry.state, EntryState::NotAdvanced);
    }

    #[test]
    fn entry_behind_an_excluded_work_ends_for_a_reason_of_its_own() {
        let entries = [EntryState::Opened; 2].map(entry).to_vec();
        let (link, works) = linked(&entries);
        let exclusion = Exclusion {
            ground: Ground::AuthorRevealed,
            reason: "signed".into(),
            time: OffsetDateTime::UNIX_EPOCH,
        };
        let exclusions = [(works[1], exclusion.clone())];
        let decision = decide(entries.clone(), &link, &[], &exclusions, Outcome::Advances);
        let others = decision.expect("linked").others;
        let reasons: Vec<_> = others
            .into_iter()
            .map(|it| (it.entry.id, it.exclusion))
            .collect();
        let expected = [(entries[0].id, None), (entries[1].id, Some(exclusion))];
        assert_eq!(reasons, expected);
    }

    #[test]
    fn link_of_another_stage_is_an_error() {
        let work = WorkId::random();
        let ranking = [ranked(1, work, true)];
        let none = Link(Vec::new());
        let decision = decide(Vec::new(), &none, &ranking, &[], Outcome::Wins);
        assert_eq!(decision, Err(UnlinkedWork(work)));
    }
}
