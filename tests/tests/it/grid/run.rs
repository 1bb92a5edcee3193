//! Makes the calls.

use futures::stream::{self, StreamExt as _};

use super::answer::Answer;
use super::cast::Cast;
use super::contest::Contest;
use super::contests::Contests;
use super::given::Given;
use super::report::Report;
use super::requests::Names;
use super::table::{Cell, Expected, Table};
use crate::bad_input::stand::Stand;

/// How many calls are under way at once.
const AT_ONCE: usize = 24;

pub(super) struct Run<'a> {
    stand: &'a Stand,
    cast: &'a Cast,
    table: &'a Table,
    given: Given,
}

impl<'a> Run<'a> {
    pub(super) async fn new(
        stand: &'a Stand,
        cast: &'a Cast,
        table: &'a Table,
        contests: &Contests,
    ) -> Self {
        Self {
            stand,
            cast,
            table,
            given: Given::make(stand, cast, contests).await,
        }
    }

    /// Makes the calls that are expected to end so, about the contests that all share; block by block,
    /// because what one has written the next may read.
    pub(super) async fn ask(
        &self,
        contests: &Contests,
        report: &mut Report,
        these: fn(&Expected) -> bool,
    ) {
        let cells: Vec<_> = self.table.cells().filter(|(_, it)| these(it)).collect();
        for block in cells.chunk_by(|(one, _), (next, _)| one.block == next.block) {
            let calls = block.iter().map(|&(cell, expected)| async move {
                let answer = self.call(cell, contests.shared(cell.state)).await;
                (cell, expected, answer)
            });
            let mut calls = stream::iter(calls).buffer_unordered(AT_ONCE);
            while let Some((cell, expected, answer)) = calls.next().await {
                report.note(cell, expected, answer);
            }
        }
    }

    /// Carries the commands out that bring a contest into another state, each on its own.
    pub(super) async fn carry_out(&self, mut contests: Contests, report: &mut Report) {
        let done = |it: &Expected| *it == Expected::Done;
        for (cell, expected) in self.table.cells().filter(|(_, it)| done(it)) {
            let contest = contests.take(cell.state);
            let answer = self.call(cell, &contest).await;
            report.note(cell, expected, answer);
        }
    }

    async fn call(&self, cell: Cell, contest: &Contest) -> Answer {
        let block = &self.table.blocks[cell.block];
        let names = Names {
            stand: self.stand,
            cast: self.cast,
            given: &self.given,
            contest,
            who: cell.who,
        };
        let request = names.fill(&block.request);
        let clients = self.cast.clients(cell.who);
        let answer = self.stand.wire.call(clients, &block.rpc, &request).await;
        Answer::of(&answer)
    }
}
