//! What an authority writes about its challenge: editable in a draft, frozen
//! with publication (only closing times may move, and only later).
//!
//! The nested parts are stored as JSON in exactly the form that serde gives
//! them here.

use linia_chassis::standing::Eligibility;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{admission::AdmissionMode, hand_in::HandIn, rules::StageRules};

/// All that is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// BCP 47; the language that every text has and that others fall back to.
    pub source_language: String,
    /// What it is called.
    pub titles: Vec<LocalizedText>,
    /// The need.
    pub descriptions: Vec<LocalizedText>,
    /// CPV codes of 8 digits (Regulation 2195/2002), without check digit.
    pub cpv_codes: Vec<String>,
    /// Whether the jury must not know who entered.
    pub anonymous: bool,
    /// IANA name of the zone in which deadlines are shown.
    pub time_zone: String,
    /// In order.
    pub stages: Vec<StageContent>,
    /// By rank.
    pub prizes: Vec<Prize>,
    /// What a third of the jury must be qualified in; empty if nothing.
    pub required_qualifications: Vec<LocalizedText>,
    /// Whether a runner-up may step in for a laureate that drops out.
    pub runner_up_allowed: bool,
    /// Who may enter.
    pub admission: AdmissionMode,
    /// Applications are taken before this moment.
    pub application_deadline: Option<OffsetDateTime>,
    /// What an entrant must be.
    pub eligibility: Eligibility,
}

impl Content {
    /// How many works get a prize: the number of different ranks.
    #[must_use]
    pub fn laureate_count(&self) -> usize {
        let ranks: std::collections::BTreeSet<_> = self.prizes.iter().map(|p| p.rank).collect();
        ranks.len()
    }

    /// How much all titles and descriptions take, in octets of UTF-8.
    #[must_use]
    pub fn text_octets(&self) -> usize {
        let own = self.titles.iter().chain(&self.descriptions);
        let own = own.chain(&self.required_qualifications);
        let stages = self.stages.iter().flat_map(StageContent::texts);
        own.chain(stages).map(|text| text.text.len()).sum()
    }
}

/// One text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalizedText {
    /// BCP 47.
    pub language_code: String,
    /// Plain, no mark-up.
    pub text: String,
}

/// A step of the contest as it is written, without identity and keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageContent {
    /// What it is called.
    pub titles: Vec<LocalizedText>,
    /// From when works are taken.
    pub open_time: Option<OffsetDateTime>,
    /// Works are taken before this moment.
    pub close_time: Option<OffsetDateTime>,
    /// What the jury judges by.
    pub criteria: Vec<Criterion>,
    /// How many advance to the next stage; 0 in the last one.
    pub finalist_count: i32,
    /// What each who advances is reimbursed at most.
    pub finalist_reimbursement: Option<Money>,
    /// What a work consists of besides its title and text.
    pub hand_in: HandIn,
    /// How it is opened, screened and judged.
    pub rules: StageRules,
}

impl StageContent {
    /// All texts, in all languages.
    fn texts(&self) -> impl Iterator<Item = &LocalizedText> {
        let criteria = self.criteria.iter();
        let criteria = criteria.flat_map(|c| c.titles.iter().chain(&c.descriptions));
        let labels = self.hand_in.fields.iter().flat_map(|field| &field.labels);
        self.titles.iter().chain(criteria).chain(labels)
    }
}

/// One thing the jury judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Stable within the stage.
    pub key: String,
    /// What it is called.
    pub titles: Vec<LocalizedText>,
    /// What it means.
    pub descriptions: Vec<LocalizedText>,
    /// Share of the whole in hundredths of a per cent.
    pub weight_basis_points: i32,
    /// The highest score; the lowest is 0.
    pub max_points: i32,
}

/// What a laureate gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prize {
    /// 1 is the main prize; several prizes may share a rank.
    pub rank: i32,
    /// What kind of prize it is; a draft may leave it open.
    pub kind: Option<PrizeKind>,
    /// The sum, for money.
    pub money: Option<Money>,
}

/// Kinds of prizes (procurement law of 2019, art. 326).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PrizeKind {
    /// Money.
    Money,
    /// An invitation to negotiate a contract.
    ContractInvitation,
}

/// An amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// ISO 4217.
    pub currency_code: String,
    /// In the minor unit of the currency.
    pub amount_minor: i64,
}
