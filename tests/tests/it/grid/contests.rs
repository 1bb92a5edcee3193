//! Contests in every state, made through the public contract, all at once: the one clock is one
//! for all, and goes forward only.

use std::collections::{BTreeMap, VecDeque};

use futures::stream::{self, StreamExt as _};

use super::cast::Cast;
use super::contest::Contest;
use super::states::State;
use super::table::{Expected, Table};
use crate::bad_input::stand::Stand;

/// Contests in every state.
pub(super) struct Contests {
    /// The one that everybody is asked about.
    shared: BTreeMap<State, Contest>,
    /// For commands that bring a contest into another state.
    spare: BTreeMap<State, VecDeque<Contest>>,
}

impl Contests {
    /// Makes as many as the table needs.
    pub(super) async fn make(stand: &Stand, cast: &Cast, table: &Table) -> Self {
        let done = table.cells().filter(|(_, it)| **it == Expected::Done);
        let states = State::ALL
            .into_iter()
            .chain(done.map(|(cell, _)| cell.state));
        let contests = states.map(|state| Contest::draft(stand, cast, state));
        let contests = a_few_at_once(contests).await;
        stand.travel_to_day(1).await;
        let contests = contests.into_iter().map(|it| it.enter(stand, cast));
        let contests = a_few_at_once(contests).await;
        stand.travel_to_day(3).await;
        let contests = contests.into_iter().map(|it| it.judge(stand, cast));
        let contests = a_few_at_once(contests).await;
        stand.travel_to_day(20).await;
        let contests = contests.into_iter().map(|it| it.award(stand, cast));
        let contests = a_few_at_once(contests).await;
        stand.travel_to_day(40).await;
        let contests = contests.into_iter().map(|it| it.settle(stand, cast));
        let contests = a_few_at_once(contests).await;

        let (mut shared, mut spare) = (BTreeMap::new(), BTreeMap::<_, VecDeque<_>>::new());
        for contest in contests {
            match shared.get(&contest.state) {
                None => drop(shared.insert(contest.state, contest)),
                Some(_) => spare.entry(contest.state).or_default().push_back(contest),
            }
        }
        Self { shared, spare }
    }

    /// The contest that everybody is asked about.
    pub(super) fn shared(&self, state: State) -> &Contest {
        &self.shared[&state]
    }

    /// A contest that nobody has changed.
    pub(super) fn take(&mut self, state: State) -> Contest {
        let spare = self.spare.get_mut(&state).and_then(VecDeque::pop_front);
        spare.expect("there is one for each command")
    }
}

/// Publishing holds a connection while identity is asked: more at once would only wait.
async fn a_few_at_once<T>(these: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    stream::iter(these).buffered(6).collect().await
}
