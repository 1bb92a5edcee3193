//! What is written about a programme: editable in a draft, frozen with
//! publication.
//!
//! The nested parts are stored as JSON in exactly the form that serde gives
//! them here.

use linia_chassis::{id::OrganizationId, standing::Eligibility};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::domain::content::LocalizedText;

/// All that is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProgrammeContent {
    /// BCP 47; the language that every text has and that others fall back to.
    pub source_language: String,
    /// What it is called.
    pub titles: Vec<LocalizedText>,
    /// What it is for.
    pub descriptions: Vec<LocalizedText>,
    /// IANA name of the zone in which its times are shown.
    pub time_zone: String,
    /// Whose staff runs it beside the holder's.
    pub operators: Vec<OrganizationId>,
    /// Under whose patronage it stands.
    pub patron: Option<OrganizationId>,
    /// When and how many can enrol.
    pub enrolment: EnrolmentRules,
    /// What a participant must be.
    pub eligibility: Eligibility,
    /// In order.
    pub phases: Vec<Phase>,
}

/// When and how many can enrol.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnrolmentRules {
    /// From when on; at once after publication if it is not set.
    pub open_time: Option<OffsetDateTime>,
    /// One enrols before this moment.
    pub close_time: Option<OffsetDateTime>,
    /// How many take part at once.
    pub capacity: i32,
    /// How many may wait for a place.
    pub waiting_capacity: i32,
}

/// A step of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Phase {
    /// What it is called.
    pub titles: Vec<LocalizedText>,
    /// How many may be in it at once; 0 if as many as take part.
    pub capacity: i32,
    /// Whether whoever is in it may leave the programme.
    pub may_leave: bool,
}

impl ProgrammeContent {
    /// A phase by its number, from 1.
    #[must_use]
    pub fn phase(&self, number: i32) -> Option<&Phase> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.phases.get(index)
    }

    /// How much all texts take, in octets of UTF-8.
    #[must_use]
    pub fn text_octets(&self) -> usize {
        let phases = self.phases.iter().flat_map(|phase| &phase.titles);
        let texts = self.titles.iter().chain(&self.descriptions).chain(phases);
        texts.map(|text| text.text.len()).sum()
    }
}

impl Phase {
    /// Whether one more fits in beside so many.
    #[must_use]
    pub fn has_place(&self, taken: i64) -> bool {
        self.capacity == 0 || taken < i64::from(self.capacity)
    }
}
