//! Views: the few fields of each event that reporting needs, read straight from
//! the canonical JSON.
//!
//! The generated messages are read through their descriptors, at about 14 µs
//! each; a rebuild reads every event there ever was and is measured against
//! COPY. That a view reads what the message writes is tested for every event.

use linia_chassis::id::{
    AccountId, ChallengeId, EntryId, OrganizationId, QuestionId, StageId, WorkId,
};
use serde::{Deserialize, de::IgnoredAny};

use crate::domain::notice::Identifier;

/// Any event: the challenge that it names, if it names one.
#[derive(Deserialize)]
pub(super) struct AnyEvent {
    pub(super) challenge: Option<ChallengeId>,
}

/// `AccountVerified`.
#[derive(Deserialize)]
pub(super) struct AccountVerifiedView {
    pub(super) account: AccountId,
}

/// `OrganizationRegistered`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrganizationRegisteredView {
    pub(super) organization: OrganizationId,
    #[serde(default)]
    pub(super) display_name: String,
    #[serde(default)]
    pub(super) identifiers: Vec<Identifier>,
}

/// `OrganizationVerified`.
#[derive(Deserialize)]
pub(super) struct OrganizationVerifiedView {
    pub(super) organization: OrganizationId,
}

/// `ChallengeDrafted`.
#[derive(Deserialize)]
pub(super) struct ChallengeDraftedView {
    pub(super) challenge: ChallengeId,
    pub(super) authority: OrganizationId,
}

/// `ChallengePublished`.
#[derive(Deserialize)]
pub(super) struct ChallengePublishedView {
    pub(super) challenge: ChallengeId,
    pub(super) authority: OrganizationId,
    #[serde(default)]
    pub(super) stages: Vec<PublishedStageView>,
}

/// `PublishedStage`.
#[derive(Deserialize)]
pub(super) struct PublishedStageView {
    pub(super) ordinal: i32,
    pub(super) stage: StageView,
}

/// `Stage`.
#[derive(Deserialize)]
pub(super) struct StageView {
    pub(super) name: StageId,
}

/// `PrizesAwarded`.
#[derive(Deserialize)]
pub(super) struct PrizesAwardedView {
    pub(super) challenge: ChallengeId,
}

/// `RunnerUpCalled`.
#[derive(Deserialize)]
pub(super) struct RunnerUpCalledView {
    pub(super) challenge: ChallengeId,
    pub(super) work: WorkId,
}

/// `QuestionAsked` and `QuestionAnswered`.
#[derive(Deserialize)]
pub(super) struct QuestionView {
    pub(super) question: QuestionId,
    pub(super) challenge: ChallengeId,
}

/// `QuestionMerged`.
#[derive(Deserialize)]
pub(super) struct QuestionMergedView {
    pub(super) question: QuestionId,
    pub(super) challenge: ChallengeId,
    pub(super) into: QuestionId,
}

/// `StageOpened`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StageOpenedView {
    pub(super) stage: StageId,
    #[serde(default)]
    pub(super) work_count: i32,
}

/// `StageJudged`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StageJudgedView {
    pub(super) stage: StageId,
    #[serde(default)]
    pub(super) review_count: i32,
    #[serde(default)]
    pub(super) selected: Vec<IgnoredAny>,
}

/// `EntryOpened`.
#[derive(Deserialize)]
pub(super) struct EntryOpenedView {
    pub(super) entry: EntryId,
    pub(super) stage: StageId,
    #[serde(default)]
    pub(super) withdrawn: bool,
    #[serde(default)]
    pub(super) unconfirmed: bool,
}

/// `StageUnmasked`.
#[derive(Deserialize)]
pub(super) struct StageUnmaskedView {
    pub(super) challenge: ChallengeId,
    #[serde(default)]
    pub(super) laureates: Vec<LaureateView>,
}

/// `RunnerUpRevealed`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunnerUpRevealedView {
    pub(super) challenge: ChallengeId,
    #[serde(default)]
    pub(super) runners_up: Vec<LaureateView>,
}

/// `RevealedLaureate`.
#[derive(Deserialize)]
pub(super) struct LaureateView {
    pub(super) work: WorkId,
}

/// `JurorAppointed` and `JurorRecused`.
#[derive(Deserialize)]
pub(super) struct JurorView {
    pub(super) challenge: ChallengeId,
}
