//! What an authority writes about its challenge: editable in a draft, frozen
//! with publication (only closing times may move, and only later).
//!
//! The nested parts are stored as JSON in exactly the form that serde gives
//! them here.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

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
        let criteria = |stage: &'_ StageContent| -> usize {
            let texts = stage
                .criteria
                .iter()
                .flat_map(|c| c.titles.iter().chain(&c.descriptions));
            texts.map(|text| text.text.len()).sum()
        };
        let stages = self.stages.iter().flat_map(|stage| &stage.titles);
        own.chain(stages).map(|text| text.text.len()).sum::<usize>()
            + self.stages.iter().map(criteria).sum::<usize>()
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
