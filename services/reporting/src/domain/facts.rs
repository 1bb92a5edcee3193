//! Facts: what happened, one row each. They hold no references to each other
//! but ids, because the other may become known later.

use linia_chassis::id::{
    AccountId, ChallengeId, EntryId, OrganizationId, QuestionId, StageId, WorkId,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{LedgerLine, notice::Organization};

/// The facts of a batch of events, by kind.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Addresses verified.
    pub(crate) verified_accounts: Vec<VerifiedAccount>,
    /// Organizations registered.
    pub(crate) registered_organizations: Vec<RegisteredOrganization>,
    /// Organizations verified.
    pub(crate) verified_organizations: Vec<VerifiedOrganization>,
    /// Drafts started.
    pub(crate) drafted_challenges: Vec<DraftedChallenge>,
    /// Challenges published.
    pub(crate) published_challenges: Vec<PublishedChallenge>,
    /// Their stages.
    pub(crate) published_stages: Vec<PublishedStage>,
    /// Prizes awarded.
    pub(crate) awarded_challenges: Vec<AwardedChallenge>,
    /// Prizes that fell away.
    pub(crate) lost_prizes: Vec<LostPrize>,
    /// Questions asked.
    pub(crate) asked_questions: Vec<AskedQuestion>,
    /// Questions answered.
    pub(crate) answered_questions: Vec<AnsweredQuestion>,
    /// Questions left to the answer of another one.
    pub(crate) merged_questions: Vec<MergedQuestion>,
    /// Stages opened.
    pub(crate) opened_stages: Vec<OpenedStage>,
    /// Stages judged.
    pub(crate) judged_stages: Vec<JudgedStage>,
    /// Entries found in opened stages.
    pub(crate) opened_entries: Vec<OpenedEntry>,
    /// Laureates revealed.
    pub(crate) revealed_laureates: Vec<RevealedLaureate>,
    /// Jurors who came or went.
    pub(crate) juror_changes: Vec<JurorChange>,
    /// Everything that names a challenge.
    pub(crate) ledger: Vec<LedgerLine>,
}

/// An account's address was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VerifiedAccount {
    pub(crate) account: AccountId,
    pub(crate) verify_time: OffsetDateTime,
}

/// An organization was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegisteredOrganization {
    pub(crate) organization: OrganizationId,
    /// What it said of itself.
    pub(crate) entry: Organization,
}

/// An organization was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VerifiedOrganization {
    pub(crate) organization: OrganizationId,
    pub(crate) verify_time: OffsetDateTime,
}

/// A draft was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DraftedChallenge {
    pub(crate) challenge: ChallengeId,
    pub(crate) authority: OrganizationId,
}

/// A challenge was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PublishedChallenge {
    pub(crate) challenge: ChallengeId,
    pub(crate) authority: OrganizationId,
    pub(crate) publish_time: OffsetDateTime,
}

/// A challenge was published with this stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PublishedStage {
    pub(crate) challenge: ChallengeId,
    /// From 1, in order of opening.
    pub(crate) ordinal: i32,
    pub(crate) stage: StageId,
}

/// A challenge's prizes were awarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AwardedChallenge {
    pub(crate) challenge: ChallengeId,
    pub(crate) award_time: OffsetDateTime,
}

/// A prize fell away after the award.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LostPrize {
    pub(crate) challenge: ChallengeId,
    /// The work that held it.
    pub(crate) work: WorkId,
}

/// A question was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AskedQuestion {
    pub(crate) challenge: ChallengeId,
    pub(crate) question: QuestionId,
}

/// A question was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AnsweredQuestion {
    pub(crate) challenge: ChallengeId,
    pub(crate) question: QuestionId,
}

/// A question was left to the answer of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MergedQuestion {
    pub(crate) challenge: ChallengeId,
    pub(crate) question: QuestionId,
    /// Whose answer is the answer to both.
    pub(crate) into: QuestionId,
}

/// A stage's works were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenedStage {
    pub(crate) stage: StageId,
    pub(crate) work_count: i32,
}

/// A stage's jury signed its protocol, or a corrected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JudgedStage {
    pub(crate) stage: StageId,
    /// The stage's, as of the protocol; the newest counts.
    pub(crate) version: i64,
    /// Final reviews that the ranking rests on.
    pub(crate) review_count: i32,
    /// Works that advance or win.
    pub(crate) selected_count: i32,
}

/// An entry was found in an opened stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenedEntry {
    pub(crate) stage: StageId,
    pub(crate) entry: EntryId,
    pub(crate) withdrawn: bool,
}

/// Who made a winning work was revealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RevealedLaureate {
    pub(crate) challenge: ChallengeId,
    pub(crate) work: WorkId,
}

/// A juror was appointed or recused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JurorChange {
    pub(crate) challenge: ChallengeId,
    /// The aggregate, not the person.
    pub(crate) juror: Uuid,
    /// The event's number within the aggregate: the highest is what holds.
    pub(crate) version: i64,
    pub(crate) serving: bool,
}
