//! Notices: the content of what is told, without the words.

mod about;

use linia_chassis::id::{
    AccountId, ChallengeId, EntryId, ErasureId, OrganizationId, ProgrammeId, QuestionId, StageId,
    TeamId,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{ExclusionGround, Money, Role, Topic};

/// What people are told, one variant for each topic. It is stored as JSON and
/// read again when the mail is written, perhaps by a later version: fields may
/// be added with a default, never renamed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "topic", rename_all = "snake_case")]
pub(crate) enum Notice {
    VerifyEmail {
        account: AccountId,
    },
    SignUpRepeated {
        account: AccountId,
    },
    OrganizationVerified {
        organization: OrganizationId,
    },
    MembershipGranted {
        organization: OrganizationId,
        role: Role,
    },
    TeamInvitation {
        team: TeamId,
    },
    ReviewRequested {
        challenge: ChallengeId,
        organization: OrganizationId,
    },
    ApprovalRequested {
        challenge: ChallengeId,
        organization: OrganizationId,
    },
    ChallengeApproved {
        challenge: ChallengeId,
        organization: OrganizationId,
    },
    ChallengeReturned {
        challenge: ChallengeId,
        organization: OrganizationId,
    },
    ChallengePublished {
        challenge: ChallengeId,
    },
    ChallengeAmended {
        challenge: ChallengeId,
        number: i32,
        reason: String,
    },
    ApplicationReceived {
        challenge: ChallengeId,
    },
    EntrantAdmitted {
        challenge: ChallengeId,
        /// Resource name.
        entrant: String,
        invited: bool,
        reason: String,
    },
    EntrantRefused {
        challenge: ChallengeId,
        /// Resource name.
        entrant: String,
        reason: String,
    },
    StageExtended {
        challenge: ChallengeId,
        stage: StageId,
        #[serde(with = "time::serde::rfc3339")]
        close_time: OffsetDateTime,
        #[serde(with = "time::serde::rfc3339")]
        previous_close_time: OffsetDateTime,
        reason: String,
    },
    IndividualExtension {
        challenge: ChallengeId,
        stage: StageId,
        /// Resource name.
        entrant: String,
        #[serde(with = "time::serde::rfc3339")]
        close_time: OffsetDateTime,
        reason: String,
    },
    ChallengeCancelled {
        challenge: ChallengeId,
        reason: String,
    },
    QuestionAsked {
        challenge: ChallengeId,
        question: QuestionId,
    },
    QuestionAnswered {
        challenge: ChallengeId,
        question: QuestionId,
    },
    QuestionMerged {
        challenge: ChallengeId,
        question: QuestionId,
        into: QuestionId,
    },
    JurorAppointed {
        challenge: ChallengeId,
    },
    JurorRecused {
        challenge: ChallengeId,
    },
    JurorDismissed {
        challenge: ChallengeId,
    },
    OpeningAwaited {
        challenge: ChallengeId,
        stage: StageId,
    },
    StageOpened {
        challenge: ChallengeId,
        stage: StageId,
        work_count: i32,
    },
    ReviewsAwaited {
        challenge: ChallengeId,
        stage: StageId,
    },
    DefectsReported {
        challenge: ChallengeId,
        stage: StageId,
        #[serde(with = "time::serde::rfc3339")]
        cure_end_time: OffsetDateTime,
    },
    EntryOpened {
        challenge: ChallengeId,
        stage: StageId,
        entry: EntryId,
        withdrawn: bool,
        #[serde(default)]
        unconfirmed: bool,
    },
    EntryAdvanced {
        challenge: ChallengeId,
        stage: StageId,
        entry: EntryId,
        #[serde(default)]
        reimbursement: Option<Money>,
    },
    EntryNotAdvanced {
        challenge: ChallengeId,
        stage: StageId,
        entry: EntryId,
        reasons: String,
        #[serde(default)]
        ground: Option<ExclusionGround>,
    },
    ResultReceived {
        challenge: ChallengeId,
    },
    ResultApproved {
        challenge: ChallengeId,
    },
    ResultAnnulled {
        challenge: ChallengeId,
        reason: String,
    },
    Laureate {
        challenge: ChallengeId,
        entry: EntryId,
        rank: i32,
    },
    AppealRecorded {
        challenge: ChallengeId,
        reference: String,
    },
    AppealDecided {
        challenge: ChallengeId,
        reference: String,
        upheld: bool,
        reason: String,
    },
    PrizesAwarded {
        challenge: ChallengeId,
    },
    RunnerUpCalled {
        challenge: ChallengeId,
        prize_rank: i32,
        reason: String,
    },
    PrizeLost {
        challenge: ChallengeId,
        entry: EntryId,
        reason: String,
    },
    RunnerUp {
        challenge: ChallengeId,
        entry: EntryId,
        rank: i32,
    },
    RunnerUpRevealed {
        challenge: ChallengeId,
        /// Nobody is left if it is 0.
        count: usize,
    },
    RunnerUpAwarded {
        challenge: ChallengeId,
    },
    Enrolled {
        programme: ProgrammeId,
        /// Resource name.
        entrant: String,
    },
    EnrolmentWaiting {
        programme: ProgrammeId,
        /// Resource name.
        entrant: String,
    },
    PlaceFreed {
        programme: ProgrammeId,
        /// Resource name.
        entrant: String,
    },
    WinnerCarried {
        programme: ProgrammeId,
        /// Resource name.
        entrant: String,
        waits: bool,
    },
    EnrolmentAdvanced {
        programme: ProgrammeId,
        /// Resource name.
        entrant: String,
        /// From 1.
        phase: i32,
    },
    EnrolmentRemoved {
        programme: ProgrammeId,
        /// Resource name.
        entrant: String,
        reason: String,
    },
    ProgrammeEnded {
        programme: ProgrammeId,
        reason: String,
    },
    ErasureRequested {
        account: AccountId,
        #[serde(with = "time::serde::rfc3339")]
        begin_time: OffsetDateTime,
    },
    ErasureSettled {
        account: AccountId,
        erasure: ErasureId,
        kept: bool,
        /// Not known while a contest runs.
        #[serde(with = "time::serde::rfc3339::option")]
        keep_until: Option<OffsetDateTime>,
    },
}

impl Notice {
    /// What it is about.
    pub(crate) const fn topic(&self) -> Topic {
        match self {
            Self::VerifyEmail { .. } => Topic::VerifyEmail,
            Self::SignUpRepeated { .. } => Topic::SignUpRepeated,
            Self::OrganizationVerified { .. } => Topic::OrganizationVerified,
            Self::MembershipGranted { .. } => Topic::MembershipGranted,
            Self::TeamInvitation { .. } => Topic::TeamInvitation,
            Self::ReviewRequested { .. } => Topic::ReviewRequested,
            Self::ApprovalRequested { .. } => Topic::ApprovalRequested,
            Self::ChallengeApproved { .. } => Topic::ChallengeApproved,
            Self::ChallengeReturned { .. } => Topic::ChallengeReturned,
            Self::ChallengePublished { .. } => Topic::ChallengePublished,
            Self::ChallengeAmended { .. } => Topic::ChallengeAmended,
            Self::ApplicationReceived { .. } => Topic::ApplicationReceived,
            Self::EntrantAdmitted { .. } => Topic::EntrantAdmitted,
            Self::EntrantRefused { .. } => Topic::EntrantRefused,
            Self::StageExtended { .. } => Topic::StageExtended,
            Self::IndividualExtension { .. } => Topic::IndividualExtension,
            Self::ChallengeCancelled { .. } => Topic::ChallengeCancelled,
            Self::QuestionAsked { .. } => Topic::QuestionAsked,
            Self::QuestionAnswered { .. } => Topic::QuestionAnswered,
            Self::QuestionMerged { .. } => Topic::QuestionMerged,
            Self::JurorAppointed { .. } => Topic::JurorAppointed,
            Self::JurorRecused { .. } => Topic::JurorRecused,
            Self::JurorDismissed { .. } => Topic::JurorDismissed,
            Self::OpeningAwaited { .. } => Topic::OpeningAwaited,
            Self::StageOpened { .. } => Topic::StageOpened,
            Self::ReviewsAwaited { .. } => Topic::ReviewsAwaited,
            Self::DefectsReported { .. } => Topic::DefectsReported,
            Self::EntryOpened { .. } => Topic::EntryOpened,
            Self::EntryAdvanced { .. } => Topic::EntryAdvanced,
            Self::EntryNotAdvanced { .. } => Topic::EntryNotAdvanced,
            Self::ResultReceived { .. } => Topic::ResultReceived,
            Self::ResultApproved { .. } => Topic::ResultApproved,
            Self::ResultAnnulled { .. } => Topic::ResultAnnulled,
            Self::Laureate { .. } => Topic::Laureate,
            Self::AppealRecorded { .. } => Topic::AppealRecorded,
            Self::AppealDecided { .. } => Topic::AppealDecided,
            Self::PrizesAwarded { .. } => Topic::PrizesAwarded,
            Self::RunnerUpCalled { .. } => Topic::RunnerUpCalled,
            Self::PrizeLost { .. } => Topic::PrizeLost,
            Self::RunnerUp { .. } => Topic::RunnerUp,
            Self::RunnerUpRevealed { .. } => Topic::RunnerUpRevealed,
            Self::RunnerUpAwarded { .. } => Topic::RunnerUpAwarded,
            Self::Enrolled { .. } => Topic::Enrolled,
            Self::EnrolmentWaiting { .. } => Topic::EnrolmentWaiting,
            Self::PlaceFreed { .. } => Topic::PlaceFreed,
            Self::WinnerCarried { .. } => Topic::WinnerCarried,
            Self::EnrolmentAdvanced { .. } => Topic::EnrolmentAdvanced,
            Self::EnrolmentRemoved { .. } => Topic::EnrolmentRemoved,
            Self::ProgrammeEnded { .. } => Topic::ProgrammeEnded,
            Self::ErasureRequested { .. } => Topic::ErasureRequested,
            Self::ErasureSettled { .. } => Topic::ErasureSettled,
        }
    }
}
