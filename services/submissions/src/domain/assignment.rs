//! Assignment of reviews: who reads which work, where not every juror reads
//! every work.
//!
//! A *draw* gives each work to a stated number of jurors so that
//!
//! 1. nobody reads a work from which they are barred;
//! 2. nobody reads more works than the contest allows;
//! 3. where the contest requires qualifications, each work is read by somebody
//!    who holds them;
//! 4. what was given before stays given;
//! 5. the loads are as even as the other rules allow: no other draw that gives
//!    as many reviews has a smaller sum of f(load), whichever convex f.
//!
//! It is a maximum flow ([`flow`]) whose limit is raised for all jurors at once,
//! one work at a time; a flow never takes a work away from a juror again, so
//! what is full at a lower limit stays full, and the loads are the most even of
//! all bases of the polymatroid (Federgruen and Groenevelt, *Operations
//! Research* 34(6), 1986). Chance comes from the seed alone: the same call has
//! the same draw, on every machine.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`draw`] | the draw itself |
//! | [`substitutes`] | who may take a work over later |
//! | [`shortage`] | why there is no draw |
//! | [`pair`] | what becomes of one juror's work |
//! | [`chance`] | the order that a seed gives |
//!
//! What it shows of itself are [`ListedPair`] and [`MyWork`].

pub mod chance;
pub mod draw;
mod flow;
mod lists;
pub mod pair;
pub mod shortage;
pub mod substitutes;

use std::collections::BTreeSet;

use linia_chassis::id::{AccountId, WorkId};

pub use self::{
    chance::Seed,
    draw::{Draw, draw},
    lists::{ListedPair, MyWork},
    pair::{Pair, PairState},
    shortage::{ShortWork, Shortage, WhyShort},
};

/// What is to be distributed, among whom, by which rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What is to be read.
    pub works: BTreeSet<WorkId>,
    /// Who may read.
    pub jurors: Vec<Candidate>,
    /// Who must not read what.
    pub barred: BTreeSet<Pair>,
    /// Who reads what already. It stays, and counts.
    pub kept: BTreeSet<Pair>,
    /// Who may take which work over already. They stay, too.
    pub substitutes: BTreeSet<Pair>,
    /// How many jurors read each work.
    pub reviews_per_work: usize,
    /// How many works a juror reads at most, if that is limited.
    pub max_works_per_juror: Option<usize>,
    /// Whether somebody qualified reads each work.
    pub qualified_reader: bool,
    /// Where chance comes from.
    pub seed: Seed,
}

/// Somebody who may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub account: AccountId,
    /// Whether they hold the qualifications that the contest requires.
    pub qualified: bool,
}

impl Call {
    /// The works that a juror may be given and has not got yet.
    fn open_to(&self, juror: AccountId) -> impl Iterator<Item = WorkId> {
        self.works.iter().copied().filter(move |&work| {
            let pair = Pair::new(work, juror);
            !self.barred.contains(&pair) && !self.kept.contains(&pair)
        })
    }

    /// How many works a juror has already.
    fn kept_by(&self, juror: AccountId) -> usize {
        let kept = self.kept.iter().filter(|pair| pair.juror == juror);
        kept.filter(|pair| self.works.contains(&pair.work)).count()
    }

    /// How many more jurors a work needs, and how many of these must be
    /// qualified.
    fn needs(&self, work: WorkId) -> Needs {
        let readers: Vec<_> = self
            .kept
            .iter()
            .filter(|pair| pair.work == work)
            .filter_map(|pair| self.jurors.iter().find(|j| j.account == pair.juror))
            .collect();
        let qualified = self.qualified_reader && !readers.iter().any(|juror| juror.qualified);
        let qualified = usize::from(qualified);
        let all = self.reviews_per_work.saturating_sub(readers.len());
        Needs {
            qualified,
            others: all.saturating_sub(qualified),
        }
    }
}

/// How many more readers a work needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Needs {
    /// Who must be qualified.
    qualified: usize,
    /// Who may be anybody.
    others: usize,
}

#[cfg(test)]
mod tests;
