//! By which rules a stage is opened, screened and judged.
//!
//! Stored as JSON in exactly the form that serde gives it here; what an older
//! row lacks is the default, which is how contests ran before there was a
//! choice.

use serde::{Deserialize, Serialize};

/// The rules of a stage. Frozen at publication.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StageRules {
    /// How the totals that jurors gave a work become its score.
    pub ranking_method: RankingMethod,
    /// Keys of the criteria that decide between works that tie, in order; those
    /// that still tie share the rank.
    pub tie_break_criteria: Vec<String>,
    /// How many final reviews a work needs; 0 if every juror reads every work.
    pub reviews_per_work: i32,
    /// How many works a juror is given at most; 0 if there is no limit.
    pub max_works_per_juror: i32,
    /// Who opens what was handed in.
    pub opening_mode: OpeningMode,
    /// How long a formal defect can be cured; 0 if it cannot be.
    pub cure_period_days: i32,
    /// How many days before the stage closes questions end; 0 if the stage
    /// states none.
    pub question_lead_days: i32,
}

/// How the totals that jurors gave a work become its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RankingMethod {
    /// The arithmetic mean.
    #[default]
    Mean,
    /// The mean without one highest and one lowest.
    TrimmedMean,
    /// The median.
    Median,
    /// The mean after each juror's totals are stretched to reach from 0 to 100.
    JurorNormalised,
}

/// Who opens what was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OpeningMode {
    /// Nobody: it opens by itself once the stage has closed.
    #[default]
    Automatic,
    /// Two authorised people together.
    TwoPerson,
}
