//! By which rules a stage is opened, screened and judged, as challenges
//! published them. The default is how contests ran before there was a choice.

mod stored_eligibility;

use linia_chassis::standing::Eligibility;
use serde::{Deserialize, Serialize};
use time::Duration;

use self::stored_eligibility::StoredEligibility;

/// The rules of a stage and of its contest. Frozen at publication.
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
    /// Whether a third of the jury, the chair included, must hold the
    /// qualifications that the contest names (Directive 2014/24/EU, art. 81).
    pub qualifications_required: bool,
    /// Whether a runner-up may step in for a laureate that drops out.
    pub runner_up_allowed: bool,
    /// Whether its entries are found under a secret that challenges keeps.
    pub has_secret: bool,
    /// Who may enter the contest.
    pub admission: AdmissionMode,
    /// What an entrant must be.
    #[serde(with = "StoredEligibility")]
    pub eligibility: Eligibility,
    /// What each who advances is reimbursed at most for the work on the next
    /// stage.
    pub finalist_reimbursement: Option<Money>,
}

/// A sum as the contest states it; nothing is calculated with it here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// ISO 4217.
    pub currency_code: String,
    /// In the minor unit of the currency.
    pub amount_minor: i64,
}

/// Who may enter a contest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AdmissionMode {
    /// Everybody.
    #[default]
    Open,
    /// Whoever applied and was admitted by the authority.
    Restricted,
    /// Whom the authority invited.
    InvitationOnly,
}

impl StageRules {
    /// Whether works are assigned, instead of everybody reading all of them.
    #[must_use]
    pub const fn assigns_works(&self) -> bool {
        self.reviews_per_work > 0
    }

    /// How many jurors read each work, where works are assigned.
    #[must_use]
    pub fn readers(&self) -> usize {
        usize::try_from(self.reviews_per_work).unwrap_or(0)
    }

    /// How many works a juror reads at most, if that is limited.
    #[must_use]
    pub fn work_limit(&self) -> Option<usize> {
        let limit = usize::try_from(self.max_works_per_juror).ok();
        limit.filter(|limit| *limit > 0)
    }

    /// How long a formal defect can be cured; nothing if it cannot be.
    #[must_use]
    pub fn cure_period(&self) -> Option<Duration> {
        let days = i64::from(self.cure_period_days);
        (days > 0).then(|| Duration::days(days))
    }
}

/// How the totals that jurors gave a work become its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RankingMethod {
    /// The arithmetic mean.
    #[default]
    Mean,
    /// The mean without one highest and one lowest total; of fewer than three
    /// totals the mean.
    TrimmedMean,
    /// The total in the middle; of an even number the mean of the two in the
    /// middle.
    Median,
    /// The mean after each juror's totals are stretched to reach from 0 to 100:
    /// `100 · (total − lowest) ÷ (highest − lowest)`, over the reviews of that
    /// juror that count. A juror whose totals are all the same says nothing
    /// about their order, and counts 50 for each.
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
