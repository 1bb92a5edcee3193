//! What was answered, beside what was expected.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::answer::Answer;
use super::cast::Who;
use super::parse::{ANY, OTHERS};
use super::states::State;
use super::table::{Block, Cell, Expected, PLACE, Table};

/// How wide the columns of the table are.
const STATES: usize = 38;
const COLUMN: usize = 11;

/// What was answered.
#[derive(Debug, Default)]
pub(super) struct Report {
    answers: BTreeMap<Cell, Answer>,
    wrong: Vec<Cell>,
}

impl Report {
    pub(super) fn note(&mut self, cell: Cell, expected: &Expected, answer: Answer) {
        if !expected.is(&answer) {
            self.wrong.push(cell);
        }
        self.answers.insert(cell, answer);
    }

    pub(super) const fn is_as_expected(&self) -> bool {
        self.wrong.is_empty()
    }

    /// Ends the grid.
    ///
    /// # Panics
    /// With the lines of the table as they would have to be, for every method that was answered
    /// otherwise.
    pub(super) fn must_be_as_expected(&self, table: &Table) {
        if self.is_as_expected() {
            return;
        }
        let mut text = format!(
            "{} of {} answers differ from {PLACE}. What was expected, and what was told:\n",
            self.wrong.len(),
            self.answers.len()
        );
        for cell in &self.wrong {
            let expected = expected(table, *cell);
            let (rpc, state) = (&table.blocks[cell.block].rpc, cell.state.name());
            let told = table.word_for(&self.answers[cell]);
            let who = cell.who.name();
            writeln!(text, "  {rpc}, {state}, {who}: {expected}, {told}").unwrap();
        }
        text.push_str("\nThe blocks as they would have to be, if that is right:\n\n");
        for (index, block) in table.blocks.iter().enumerate() {
            if self.wrong.iter().any(|cell| cell.block == index) {
                text.push_str(&self.block(table, index, block));
            }
        }
        panic!("{text}");
    }

    /// A block as it was answered; states that are answered alike share a line, and the line of most
    /// of them is that of all others.
    fn block(&self, table: &Table, index: usize, block: &Block) -> String {
        let mut lines: Vec<(Vec<State>, Vec<String>)> = Vec::new();
        for state in State::ALL {
            let cells = Who::ALL.map(|who| {
                let block = index;
                self.word(table, Cell { block, state, who })
            });
            let Some(cells) = cells.into_iter().collect::<Option<Vec<_>>>() else {
                continue;
            };
            match lines.iter_mut().find(|(_, known)| *known == cells) {
                Some((states, _)) => states.push(state),
                None => lines.push((vec![state], cells)),
            }
        }
        let any = lines.iter().map(|(states, _)| states.len()).sum::<usize>() == 1;
        let most = lines.iter().map(|(states, _)| states.len()).max();
        lines.sort_by_key(|(states, _)| Some(states.len()) == most);
        let last = lines.len().saturating_sub(1);
        let mut text = format!("{}\n", block.heading);
        for (place, (states, cells)) in lines.iter().enumerate() {
            let names = match place {
                _ if any => ANY.to_owned(),
                place if place == last => OTHERS.to_owned(),
                _ => table.names_of(states),
            };
            let cells: String = cells.iter().map(|it| format!(" {it:<COLUMN$}")).collect();
            writeln!(text, "  {names:<STATES$} |{}", cells.trim_end()).unwrap();
        }
        for row in &block.rows {
            let Some(who) = row.named else { continue };
            for &state in &row.asked {
                let block = index;
                let word = self.word(table, Cell { block, state, who });
                let names = match &row.states[..] {
                    [State::Open] => ANY,
                    [state] => state.name(),
                    _ => unreachable!("who is named is told of one state"),
                };
                let names = format!("{names} @{}", who.name());
                let word = word.unwrap_or_else(|| "?".to_owned());
                writeln!(text, "  {names:<STATES$} | {word}").unwrap();
            }
        }
        text.push('\n');
        text
    }

    fn word(&self, table: &Table, cell: Cell) -> Option<String> {
        let stand_in = table.stand_in(cell.state);
        let stand_in = stand_in.map(|state| Cell { state, ..cell });
        let answer = self.answers.get(&cell);
        let answer = answer.or_else(|| self.answers.get(&stand_in?))?;
        let done = expected(table, cell) == "done" && *answer == Answer::Ok;
        Some(if done {
            "done".to_owned()
        } else {
            table.word_for(answer)
        })
    }
}

/// What the table says of a cell.
fn expected(table: &Table, cell: Cell) -> String {
    match table.expected(cell) {
        Some(Expected::Answered) => "ok".to_owned(),
        Some(Expected::Done) => "done".to_owned(),
        Some(Expected::Refused(answer)) => table.word_for(answer),
        Some(Expected::Unknown) | None => "?".to_owned(),
    }
}
