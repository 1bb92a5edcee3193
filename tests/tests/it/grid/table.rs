//! The table of what is expected.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::answer::Answer;
use super::cast::Who;
use super::states::State;
use crate::bad_input::wire::Wire;

/// Where the table stands, for those who must change it.
pub(super) const PLACE: &str = "tests/tests/it/grid/answers.txt";

/// What is expected, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// What the words for refusals mean.
    pub(super) words: BTreeMap<String, Answer>,
    /// States that are often answered alike, under one name.
    pub(super) groups: Vec<(String, Vec<State>)>,
    /// Groups of which one state is asked about, the last, where a row names them all.
    pub(super) once: Vec<Vec<State>>,
    /// Why methods succeed in no cell.
    pub(super) reasons: BTreeMap<String, String>,
    pub(super) blocks: Vec<Block>,
}

/// A method, a request, and what is expected.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) rpc: String,
    pub(super) request: Value,
    /// As the file writes it, to be printed again.
    pub(super) heading: String,
    pub(super) rows: Vec<Row>,
}

/// What everybody is told in some states.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) states: Vec<State>,
    /// Those of them that are asked about.
    pub(super) asked: Vec<State>,
    /// The only caller, if it is told of one.
    pub(super) named: Option<Who>,
    pub(super) cells: Vec<(Who, Expected)>,
}

/// What a caller must be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expected {
    /// `ok`: it is answered, and the contest stays in its state.
    Answered,
    /// `done`: it is carried out, on a contest of its own.
    Done,
    /// A word for a refusal.
    Refused(Answer),
    /// `?`: to be found out. The test fails and prints what it was.
    Unknown,
}

impl Expected {
    pub(super) const fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    pub(super) const fn is_answer_or_unknown(&self) -> bool {
        matches!(self, Self::Answered | Self::Unknown)
    }

    /// Whether this is it.
    pub(super) fn is(&self, answer: &Answer) -> bool {
        match self {
            Self::Answered | Self::Done => *answer == Answer::Ok,
            Self::Refused(refusal) => refusal == answer,
            Self::Unknown => false,
        }
    }
}

/// One call: a place in the table, a state of the contest, and a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) block: usize,
    pub(super) state: State,
    pub(super) who: Who,
}

impl Table {
    /// Every cell that is asked about with what is expected, in the order of the file.
    pub(super) fn cells(&self) -> impl Iterator<Item = (Cell, &Expected)> {
        self.blocks.iter().enumerate().flat_map(|(block, it)| {
            it.rows.iter().flat_map(move |row| {
                row.asked.iter().flat_map(move |&state| {
                    let cells = row.cells.iter();
                    cells.map(move |&(who, ref expected)| (Cell { block, state, who }, expected))
                })
            })
        })
    }

    /// What is expected in a cell, if it is in the table.
    pub(super) fn expected(&self, cell: Cell) -> Option<&Expected> {
        let rows = self.blocks[cell.block].rows.iter();
        let rows = rows.filter(|row| row.states.contains(&cell.state));
        let mut cells = rows.flat_map(|row| &row.cells);
        cells
            .find(|(who, _)| *who == cell.who)
            .map(|(_, expected)| expected)
    }

    /// Which of some states are asked about.
    pub(super) fn asked(&self, states: &[State]) -> Vec<State> {
        let spared = |state: &State| {
            self.once.iter().any(|group| {
                group.contains(state)
                    && group.last() != Some(state)
                    && group.iter().all(|it| states.contains(it))
            })
        };
        states.iter().copied().filter(|it| !spared(it)).collect()
    }

    /// The state that is asked about in the place of another.
    pub(super) fn stand_in(&self, state: State) -> Option<State> {
        let mut once = self.once.iter();
        once.find(|group| group.contains(&state))?.last().copied()
    }

    /// The word for an answer; an answer without a word is written out.
    pub(super) fn word_for(&self, answer: &Answer) -> String {
        let Answer::Refused { code, reason } = answer else {
            return "ok".to_owned();
        };
        let word = self.words.iter().find(|(_, meaning)| *meaning == answer);
        word.map_or_else(|| format!("{code}/{reason}"), |(word, _)| word.clone())
    }

    /// The names of states, those of a group under its name.
    pub(super) fn names_of(&self, states: &[State]) -> String {
        let mut rest = states.to_vec();
        let mut names = Vec::new();
        while let Some(&state) = rest.first() {
            let group = self.groups.iter().find(|(_, group)| {
                group.contains(&state) && group.iter().all(|it| rest.contains(it))
            });
            let (name, named) = match group {
                Some((name, group)) => (name.as_str(), group.as_slice()),
                None => (state.name(), &[state][..]),
            };
            names.push(name);
            rest.retain(|it| !named.contains(it));
        }
        names.join(" ")
    }

    /// Compares the table with the contract.
    ///
    /// # Panics
    /// With the lines to add for methods that are missing.
    pub(super) fn must_name_every_method(&self, wire: &Wire) {
        let named: BTreeSet<_> = self.blocks.iter().map(|it| it.rpc.clone()).collect();
        let contract: BTreeSet<_> = wire.rpcs().iter().map(|rpc| rpc.name()).collect();
        let gone: Vec<_> = named.difference(&contract).collect();
        assert!(gone.is_empty(), "{PLACE} names {gone:?}, which are gone");
        let missing = contract.difference(&named);
        let lines: Vec<_> = missing.map(|rpc| wire.stub(rpc)).collect();
        assert!(
            lines.is_empty(),
            "add to {PLACE} what follows, with requests that make sense, and run again: the \
             test then prints what everybody is told, to be checked and pasted over the `?` \
             (write `any` for `*` where the contest does not matter):\n\n{}",
            lines.join("\n")
        );
    }
}

impl Wire {
    /// The lines that a method needs in the table, with every field of the request.
    fn stub(&self, rpc: &str) -> String {
        let method = self.rpc(rpc).input();
        let fields = method.fields().map(|field| {
            let name = field.json_name().to_owned();
            let value = format!("{{{name}}}");
            (name, Value::String(value))
        });
        let request = Value::Object(fields.collect());
        format!("{rpc} {request}\n  * | ?\n")
    }
}
