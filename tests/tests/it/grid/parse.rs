//! Reads the table.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::answer::Answer;
use super::cast::Who;
use super::states::State;
use super::table::{Block, Expected, Row, Table};

/// Stands for every state that the rows above have not named.
pub(super) const OTHERS: &str = "*";
/// The contest does not matter; so it is asked about one only.
pub(super) const ANY: &str = "any";

/// A line that is not understood, and why.
#[derive(Debug)]
#[expect(dead_code, reason = "shown when the test fails")]
pub(super) struct Misprint {
    line: usize,
    what: String,
}

impl FromStr for Table {
    type Err = Misprint;

    fn from_str(text: &str) -> Result<Self, Misprint> {
        let mut table = Self::default();
        for (index, line) in text.lines().enumerate() {
            let misprint = |what| Misprint {
                line: index + 1,
                what,
            };
            table.read_line(line).map_err(misprint)?;
        }
        for block in &table.blocks {
            complete(block).map_err(|what| Misprint { line: 0, what })?;
        }
        Ok(table)
    }
}

impl Table {
    fn read_line(&mut self, line: &str) -> Result<(), String> {
        if line.trim().is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(meaning) = line.strip_prefix("= ") {
            return self.read_word(meaning);
        }
        if let Some(group) = line.strip_prefix("+ ") {
            return self.read_group(group);
        }
        if let Some(group) = line.strip_prefix("~ ") {
            self.read_group(group)?;
            let (_, states) = self.groups.last().ok_or("states are missing")?;
            self.once.push(states.clone());
            return Ok(());
        }
        if let Some(reason) = line.strip_prefix("! ") {
            let (rpc, reason) = reason.split_once(' ').ok_or("a reason is missing")?;
            self.reasons.insert(rpc.to_owned(), reason.to_owned());
            return Ok(());
        }
        if let Some(callers) = line
            .strip_prefix("callers")
            .and_then(|it| it.trim_start().strip_prefix('|'))
        {
            let named: Vec<_> = callers.split_whitespace().collect();
            let known = Who::ALL.map(Who::name);
            return (named == known)
                .then_some(())
                .ok_or_else(|| format!("the callers are {known:?}"));
        }
        if line.starts_with(' ') {
            return self.read_row(line);
        }
        let (rpc, request) = line.split_once(' ').ok_or("a request is missing")?;
        self.blocks.push(Block {
            rpc: rpc.to_owned(),
            request: serde_json::from_str(request).map_err(|error| error.to_string())?,
            heading: line.to_owned(),
            rows: Vec::new(),
        });
        Ok(())
    }

    fn read_word(&mut self, meaning: &str) -> Result<(), String> {
        let [word, code, reason] = meaning.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err("a word, a code and a reason are expected".to_owned());
        };
        let answer = Answer::Refused {
            code: code.to_owned(),
            reason: reason.to_owned(),
        };
        if self.words.values().any(|known| *known == answer) {
            return Err("there is a word for it".to_owned());
        }
        let known = self.words.insert(word.to_owned(), answer);
        known.map_or(Ok(()), |_| Err("the word has a meaning".to_owned()))
    }

    fn read_group(&mut self, group: &str) -> Result<(), String> {
        let (name, states) = group.split_once(' ').ok_or("states are missing")?;
        let states = states.split_whitespace().map(state_of);
        let states = states.collect::<Result<_, _>>()?;
        self.groups.push((name.to_owned(), states));
        Ok(())
    }

    fn read_row(&mut self, line: &str) -> Result<(), String> {
        let (states, cells) = line.split_once('|').ok_or("a | is missing")?;
        let (states, named) = match states.split_once('@') {
            Some((states, caller)) => (states, Some(caller_of(caller.trim())?)),
            None => (states, None),
        };
        let callers = named.map_or_else(|| Who::ALL.to_vec(), |who| vec![who]);
        let cells: Vec<_> = match cells.split_whitespace().collect::<Vec<_>>()[..] {
            ["?"] => vec![Expected::Unknown; callers.len()],
            ref words if words.len() == callers.len() => {
                let cells = words.iter().map(|word| self.read_cell(word));
                cells.collect::<Result<_, _>>()?
            }
            ref words => return Err(format!("there are {} cells", words.len())),
        };
        let above = &self.blocks.last().ok_or("a method is missing")?.rows;
        let states = self.states_of(states, above)?;
        let asked = self.asked(&states);
        let block = self.blocks.last_mut().ok_or("a method is missing")?;
        block.rows.push(Row {
            states,
            asked,
            named,
            cells: callers.into_iter().zip(cells).collect(),
        });
        Ok(())
    }

    fn states_of(&self, names: &str, above: &[Row]) -> Result<Vec<State>, String> {
        match names.split_whitespace().collect::<Vec<_>>()[..] {
            [OTHERS] => {
                let named = |state: &State| above.iter().any(|row| row.states.contains(state));
                let others = State::ALL.into_iter().filter(|state| !named(state));
                Ok(others.collect())
            }
            [ANY] => Ok(vec![State::Open]),
            ref names => {
                let mut states = Vec::new();
                for name in names {
                    match self.groups.iter().find(|(group, _)| group == name) {
                        Some((_, group)) => states.extend(group),
                        None => states.push(state_of(name)?),
                    }
                }
                Ok(states)
            }
        }
    }

    fn read_cell(&self, word: &str) -> Result<Expected, String> {
        Ok(match word {
            "ok" => Expected::Answered,
            "done" => Expected::Done,
            "?" => Expected::Unknown,
            word => {
                let meaning = self.words.get(word);
                let meaning = meaning.ok_or_else(|| format!("{word} is no word"))?;
                Expected::Refused(meaning.clone())
            }
        })
    }
}

fn state_of(name: &str) -> Result<State, String> {
    State::named(name).ok_or_else(|| format!("{name} is no state"))
}

fn caller_of(name: &str) -> Result<Who, String> {
    Who::named(name).ok_or_else(|| format!("{name} is no caller"))
}

/// A method is told about in every state once, or once for any.
fn complete(block: &Block) -> Result<(), String> {
    let rows = block.rows.iter().filter(|row| row.named.is_none());
    let named: Vec<_> = rows.flat_map(|row| row.states.iter().copied()).collect();
    let distinct: BTreeSet<_> = named.iter().copied().collect();
    if distinct.len() < named.len() {
        return Err(format!("{} names a state twice", block.heading));
    }
    if named.is_empty() || named == [State::Open] || distinct.len() == State::ALL.len() {
        return Ok(());
    }
    let absent = State::ALL.into_iter().filter(|it| !distinct.contains(it));
    let absent: Vec<_> = absent.map(State::name).collect();
    Err(format!("{} lacks {absent:?}", block.heading))
}

#[test]
fn states_that_are_missing_or_named_twice_are_noticed() {
    let header = "+ drafts draft review\nA/B {}\n";
    for (rows, fault) in [
        ("  open opened | ?\n", "lacks"),
        ("  drafts | ?\n  review | ?\n", "twice"),
        ("  open | ?\n  * | ?\n  open | ?\n", "twice"),
        ("  nowhere | ?\n", "no state"),
        ("  open | what\n", "1 cells"),
    ] {
        let misprint = format!("{header}{rows}").parse::<Table>().unwrap_err();
        assert!(misprint.what.contains(fault), "{misprint:?}");
    }
    assert!(format!("{header}  any | ?\n").parse::<Table>().is_ok());
}

#[test]
fn one_of_a_group_is_asked_about_where_a_row_names_them_all() {
    let header = "~ drafts draft review\nA/B {}\n";
    for (rows, asked) in [
        ("  drafts | ?\n  * | ?\n", &[State::Review][..]),
        ("  draft | ?\n  * | ?\n", &[State::Draft, State::Review]),
        ("  * | ?\n", &[State::Review]),
    ] {
        let table: Table = format!("{header}{rows}").parse().unwrap();
        let states = table.cells().map(|(cell, _)| cell.state);
        let drafts = [State::Draft, State::Review];
        let named: BTreeSet<_> = states.filter(|it| drafts.contains(it)).collect();
        assert_eq!(named, asked.iter().copied().collect(), "{rows}");
    }
}
