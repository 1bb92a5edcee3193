//! What is kept of a published challenge so that texts can name it.

use linia_chassis::id::StageId;

use super::Titles;

/// A published challenge, as far as texts name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChallengeSummary {
    /// Its titles.
    pub(crate) titles: Titles,
    /// IANA name of the zone in which its deadlines are shown.
    pub(crate) time_zone: String,
    /// Its stages, in order.
    pub(crate) stages: Vec<StageSummary>,
}

impl ChallengeSummary {
    /// Returns a stage.
    pub(crate) fn stage(&self, stage: StageId) -> Option<&StageSummary> {
        self.stages.iter().find(|known| known.stage == stage)
    }
}

/// A stage, as far as texts name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StageSummary {
    /// Which one.
    pub(crate) stage: StageId,
    /// Its titles.
    pub(crate) titles: Titles,
}
