//! What events tell of a contest, read straight from their canonical JSON.

use linia_chassis::id::{ChallengeId, OrganizationId};
use serde::Deserialize;
use time::OffsetDateTime;
use uuid::Uuid;

/// An event that may make a release.
#[derive(Debug, Clone)]
pub(crate) struct Happening {
    pub(crate) challenge: ChallengeId,
    pub(crate) authority: OrganizationId,
    /// The number of the event within the challenge.
    pub(crate) version: i64,
    /// `ce-id`.
    pub(crate) id: Uuid,
    /// When, by the one clock.
    pub(crate) time: OffsetDateTime,
    pub(crate) what: What,
}

/// What happened to a contest in the open.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// It was published.
    Published(Box<Contest>),
    /// Its texts were clarified.
    Amended(Box<Amended>),
    /// A stage closes later.
    Extended(Extended),
    /// It ended before its result.
    Cancelled(String),
    /// The approved result became public.
    ResultPublished(Vec<Laureate>),
    /// An appeal was upheld, for this reason.
    AppealUpheld(String),
    /// It was annulled, for this reason.
    Annulled(String),
    /// The prizes were awarded.
    Awarded(Vec<Laureate>),
    /// A prize fell away.
    PrizeLost(PrizeLost),
    /// It was awarded to whoever stepped in.
    SteppedIn(SteppedIn),
}

/// A contest as it was published. What an older event did not tell is empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Contest {
    /// BCP 47.
    pub(crate) source_language: String,
    pub(crate) titles: Vec<Text>,
    pub(crate) descriptions: Vec<Text>,
    pub(crate) cpv_codes: Vec<String>,
    pub(crate) stages: Vec<PublishedStage>,
    pub(crate) prizes: Vec<Prize>,
    /// RFC 3339; until when applications are taken.
    pub(crate) application_deadline: Option<String>,
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Text {
    /// BCP 47.
    pub(crate) language_code: String,
    #[serde(default)]
    pub(crate) text: String,
}

/// A stage, with what holds for the contest.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublishedStage {
    pub(crate) stage: Stage,
    #[serde(default)]
    pub(crate) admission: Admission,
    #[serde(default)]
    pub(crate) runner_up_allowed: bool,
}

/// A step of the contest; its times are RFC 3339.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stage {
    /// `stages/{uuid}`.
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) titles: Vec<Text>,
    pub(crate) open_time: Option<String>,
    pub(crate) close_time: Option<String>,
    pub(crate) question_close_time: Option<String>,
    #[serde(default)]
    pub(crate) criteria: Vec<Criterion>,
}

/// One thing the jury judges.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Criterion {
    #[serde(default)]
    pub(crate) key: String,
    #[serde(default)]
    pub(crate) titles: Vec<Text>,
    /// Hundredths of a per cent.
    #[serde(default)]
    pub(crate) weight_basis_points: i32,
}

/// Who may enter; not stated means everybody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Admission {
    #[default]
    #[serde(rename = "ADMISSION_MODE_OPEN", alias = "ADMISSION_MODE_UNSPECIFIED")]
    Open,
    #[serde(rename = "ADMISSION_MODE_RESTRICTED")]
    Restricted,
    #[serde(rename = "ADMISSION_MODE_INVITATION_ONLY")]
    InvitationOnly,
    /// Added later than this was written.
    #[serde(other)]
    Unknown,
}

/// What a laureate gets.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Prize {
    /// 1 is the main prize.
    #[serde(default)]
    pub(crate) rank: i32,
    #[serde(default)]
    pub(crate) kind: PrizeKind,
    pub(crate) money: Option<Money>,
}

/// What kind of prize it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum PrizeKind {
    #[serde(rename = "PRIZE_KIND_CONTRACT_INVITATION")]
    ContractInvitation,
    /// A sum of money, which says for itself what it is.
    #[default]
    #[serde(other)]
    Other,
}

/// A sum.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Money {
    /// ISO 4217.
    pub(crate) currency_code: String,
    /// In the minor unit; a string, as 64-bit numbers are in this JSON.
    #[serde(default)]
    pub(crate) amount_minor: String,
}

/// Texts as they are since an amendment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Amended {
    pub(crate) reason: String,
    pub(crate) source_language: String,
    pub(crate) titles: Vec<Text>,
    /// Empty where an older event did not tell.
    pub(crate) descriptions: Vec<Text>,
}

/// A later closing time.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Extended {
    /// `stages/{uuid}`.
    pub(crate) stage: String,
    /// RFC 3339.
    pub(crate) close_time: String,
    #[serde(default)]
    pub(crate) reason: String,
}

/// A work that gets a prize, and who is behind it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Laureate {
    #[serde(default)]
    pub(crate) rank: i32,
    /// `works/{uuid}`.
    pub(crate) work: String,
    /// `accounts/…`, `teams/…` or `organizations/…`.
    #[serde(default)]
    pub(crate) entrant: String,
}

/// A prize that fell away.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct PrizeLost {
    /// `works/{uuid}`: the work that held it.
    pub(crate) work: String,
    #[serde(default)]
    pub(crate) reason: String,
}

/// Who got a prize that had fallen away.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SteppedIn {
    /// `works/{uuid}`: the work that held it.
    pub(crate) work: String,
    #[serde(default)]
    pub(crate) runners_up: Vec<Laureate>,
}
