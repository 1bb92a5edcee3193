//! What is kept of a published programme so that texts can name it.

use super::Titles;

/// A published programme, as far as texts name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProgrammeSummary {
    /// Its titles.
    pub(crate) titles: Titles,
    /// Those of its phases, in order.
    pub(crate) phases: Vec<Titles>,
}

impl ProgrammeSummary {
    /// The titles of a phase, by its number from 1.
    pub(crate) fn phase(&self, number: i32) -> Option<&Titles> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.phases.get(index)
    }
}
