//! Who steps in when a prize falls away: the next work of the approved ranking
//! (rule 7). Only its author is named; all others stay unknown.

use linia_chassis::id::{AccountId, ChallengeId, StageId, WorkId};
use time::OffsetDateTime;

use crate::domain::{
    decision::{Laureate, UnlinkedWork},
    entry::{Entry, EntryState},
    link::Link,
    protocol::ProtocolRank,
};

/// A prize that fell away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunnerUpCall {
    /// The work that held it.
    pub work: WorkId,
    /// The stage that it was won in.
    pub stage: StageId,
    /// The contest.
    pub challenge: ChallengeId,
    /// From 1 within the stage.
    pub number: i32,
    /// The head of the authority who called.
    pub account: AccountId,
    /// Why it fell away; published.
    pub reason: String,
    /// When it was called.
    pub call_time: OffsetDateTime,
}

/// Finds who steps in: those of the best rank among the works that have held no
/// prize. All who share it do, as at the cut of the prizes; nobody, if none is
/// left. Excluded works are in no ranking.
///
/// # Errors
/// [`UnlinkedWork`] if a work belongs to no entry that ended without a prize.
pub fn step_in(
    entries: &[Entry],
    link: &Link,
    ranking: &[ProtocolRank],
    held: &[WorkId],
) -> Result<Vec<Laureate>, UnlinkedWork> {
    let free = || ranking.iter().filter(|ranked| !held.contains(&ranked.work));
    let best = free().map(|ranked| ranked.rank).min();
    let next = free().filter(|ranked| Some(ranked.rank) == best);
    let laureate = |ranked: &ProtocolRank| {
        let unlinked = UnlinkedWork(ranked.work);
        let id = link.entry_of(ranked.work).ok_or(unlinked)?;
        let entry = entries.iter().find(|entry| entry.id == id);
        let entry = entry.ok_or(unlinked)?.clone();
        let state: EntryState = entry.state.step_in().map_err(|_| unlinked)?;
        Ok(Laureate {
            rank: ranked.rank,
            work: ranked.work,
            entry: Entry { state, ..entry },
        })
    };
    next.map(laureate).collect()
}

#[cfg(test)]
mod tests {
    use linia_chassis::id::{EntrantName, EntryId};

    use super::*;
    use crate::domain::link::LinkedWork;

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

    /// Entries and their works, the first of which has won, with these ranks.
    fn ranked(ranks: &[i32]) -> (Vec<Entry>, Link, Vec<ProtocolRank>) {
        let states = [EntryState::Laureate].into_iter();
        let states = states.chain(std::iter::repeat(EntryState::NotAdvanced));
        let entries: Vec<_> = ranks.iter().zip(states).map(|(_, it)| entry(it)).collect();
        let linked = |entry: &Entry| LinkedWork {
            entry: entry.id,
            work: WorkId::random(),
        };
        let link = Link(entries.iter().map(linked).collect());
        let works = link.0.iter().map(|pair| pair.work);
        let rank = |(rank, work): (&i32, WorkId)| ProtocolRank {
            rank: *rank,
            work,
            code: String::new(),
            total: "1".into(),
            selected: *rank == 1,
        };
        let ranking = ranks.iter().zip(works).map(rank).collect();
        (entries, link, ranking)
    }

    /// The places of those who step in, after works at these places held prizes.
    fn next(ranks: &[i32], held: &[usize]) -> Vec<usize> {
        let (entries, link, ranking) = ranked(ranks);
        let held: Vec<_> = held.iter().map(|place| ranking[*place].work).collect();
        let stepped = step_in(&entries, &link, &ranking, &held).expect("linked");
        assert!(
            stepped
                .iter()
                .all(|it| it.entry.state == EntryState::Laureate)
        );
        let place = |it: &Laureate| entries.iter().position(|entry| entry.id == it.entry.id);
        stepped.iter().filter_map(place).collect()
    }

    #[test]
    fn next_work_that_held_no_prize_steps_in_alone() {
        assert_eq!(next(&[1, 2, 3], &[0]), [1]);
        assert_eq!(next(&[1, 2, 3], &[0, 1]), [2]);
        // In whatever order the works are listed.
        assert_eq!(next(&[1, 3, 2], &[0]), [2]);
    }

    #[test]
    fn works_that_share_the_rank_step_in_together() {
        assert_eq!(next(&[1, 2, 2, 4], &[0]), [1, 2]);
    }

    #[test]
    fn nobody_steps_in_when_every_work_has_held_a_prize() {
        assert!(next(&[1, 2], &[0, 1]).is_empty());
    }

    #[test]
    fn entry_that_is_not_free_to_step_in_is_an_error() {
        let (mut entries, link, ranking) = ranked(&[1, 2]);
        entries[1].state = EntryState::Withdrawn;
        let refused = step_in(&entries, &link, &ranking, &[ranking[0].work]);
        assert_eq!(refused, Err(UnlinkedWork(ranking[1].work)));
    }
}
