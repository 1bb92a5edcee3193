//! Notices: the content of what is told, without the words.

use linia_chassis::id::{
    AccountId, ChallengeId, EntryId, OrganizationId, QuestionId, StageId, TeamId,
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
        }
    }

    /// The name of the resource it is about.
    pub(crate) fn subject(&self) -> String {
        match self {
            Self::VerifyEmail { account } | Self::SignUpRepeated { account } => account.to_string(),
            Self::OrganizationVerified { organization }
            | Self::MembershipGranted { organization, .. } => organization.to_string(),
            Self::TeamInvitation { team } => team.to_string(),
            Self::ReviewRequested { challenge, .. }
            | Self::ApprovalRequested { challenge, .. }
            | Self::ChallengeApproved { challenge, .. }
            | Self::ChallengeReturned { challenge, .. }
            | Self::ChallengePublished { challenge }
            | Self::ChallengeAmended { challenge, .. }
            | Self::ApplicationReceived { challenge }
            | Self::EntrantAdmitted { challenge, .. }
            | Self::EntrantRefused { challenge, .. }
            | Self::ChallengeCancelled { challenge, .. }
            | Self::JurorAppointed { challenge }
            | Self::JurorRecused { challenge }
            | Self::ResultReceived { challenge }
            | Self::ResultApproved { challenge }
            | Self::ResultAnnulled { challenge, .. }
            | Self::AppealRecorded { challenge, .. }
            | Self::AppealDecided { challenge, .. }
            | Self::PrizesAwarded { challenge }
            | Self::RunnerUpCalled { challenge, .. }
            | Self::RunnerUpRevealed { challenge, .. }
            | Self::RunnerUpAwarded { challenge } => challenge.to_string(),
            Self::StageExtended { stage, .. }
            | Self::IndividualExtension { stage, .. }
            | Self::OpeningAwaited { stage, .. }
            | Self::StageOpened { stage, .. }
            | Self::ReviewsAwaited { stage, .. }
            | Self::DefectsReported { stage, .. } => stage.to_string(),
            Self::QuestionAsked { question, .. }
            | Self::QuestionAnswered { question, .. }
            | Self::QuestionMerged { question, .. } => question.to_string(),
            Self::EntryOpened { entry, .. }
            | Self::EntryAdvanced { entry, .. }
            | Self::EntryNotAdvanced { entry, .. }
            | Self::Laureate { entry, .. }
            | Self::PrizeLost { entry, .. }
            | Self::RunnerUp { entry, .. } => entry.to_string(),
        }
    }

    /// The challenge that its text names.
    pub(crate) const fn challenge(&self) -> Option<ChallengeId> {
        match self {
            Self::VerifyEmail { .. }
            | Self::SignUpRepeated { .. }
            | Self::OrganizationVerified { .. }
            | Self::MembershipGranted { .. }
            | Self::TeamInvitation { .. } => None,
            Self::ReviewRequested { challenge, .. }
            | Self::ApprovalRequested { challenge, .. }
            | Self::ChallengeApproved { challenge, .. }
            | Self::ChallengeReturned { challenge, .. }
            | Self::ChallengePublished { challenge }
            | Self::ChallengeAmended { challenge, .. }
            | Self::ApplicationReceived { challenge }
            | Self::EntrantAdmitted { challenge, .. }
            | Self::EntrantRefused { challenge, .. }
            | Self::StageExtended { challenge, .. }
            | Self::IndividualExtension { challenge, .. }
            | Self::ChallengeCancelled { challenge, .. }
            | Self::QuestionAsked { challenge, .. }
            | Self::QuestionAnswered { challenge, .. }
            | Self::QuestionMerged { challenge, .. }
            | Self::JurorAppointed { challenge }
            | Self::JurorRecused { challenge }
            | Self::OpeningAwaited { challenge, .. }
            | Self::StageOpened { challenge, .. }
            | Self::ReviewsAwaited { challenge, .. }
            | Self::DefectsReported { challenge, .. }
            | Self::EntryOpened { challenge, .. }
            | Self::EntryAdvanced { challenge, .. }
            | Self::EntryNotAdvanced { challenge, .. }
            | Self::ResultReceived { challenge }
            | Self::ResultApproved { challenge }
            | Self::ResultAnnulled { challenge, .. }
            | Self::Laureate { challenge, .. }
            | Self::AppealRecorded { challenge, .. }
            | Self::AppealDecided { challenge, .. }
            | Self::PrizesAwarded { challenge }
            | Self::RunnerUpCalled { challenge, .. }
            | Self::PrizeLost { challenge, .. }
            | Self::RunnerUp { challenge, .. }
            | Self::RunnerUpRevealed { challenge, .. }
            | Self::RunnerUpAwarded { challenge } => Some(*challenge),
        }
    }

    /// The stage that its text names.
    pub(crate) const fn stage(&self) -> Option<StageId> {
        match self {
            Self::StageExtended { stage, .. }
            | Self::IndividualExtension { stage, .. }
            | Self::OpeningAwaited { stage, .. }
            | Self::StageOpened { stage, .. }
            | Self::ReviewsAwaited { stage, .. }
            | Self::DefectsReported { stage, .. }
            | Self::EntryOpened { stage, .. }
            | Self::EntryAdvanced { stage, .. }
            | Self::EntryNotAdvanced { stage, .. } => Some(*stage),
            _ => None,
        }
    }

    /// The organization that its text names.
    pub(crate) const fn organization(&self) -> Option<OrganizationId> {
        match self {
            Self::OrganizationVerified { organization }
            | Self::MembershipGranted { organization, .. }
            | Self::ReviewRequested { organization, .. }
            | Self::ApprovalRequested { organization, .. }
            | Self::ChallengeApproved { organization, .. }
            | Self::ChallengeReturned { organization, .. } => Some(*organization),
            _ => None,
        }
    }

    /// Whether the challenge was certainly published when this arose, so that
    /// its title will be known even if it is not yet.
    pub(crate) const fn is_of_published_challenge(&self) -> bool {
        match self {
            Self::VerifyEmail { .. }
            | Self::SignUpRepeated { .. }
            | Self::OrganizationVerified { .. }
            | Self::MembershipGranted { .. }
            | Self::TeamInvitation { .. }
            | Self::ReviewRequested { .. }
            | Self::ApprovalRequested { .. }
            | Self::ChallengeApproved { .. }
            | Self::ChallengeReturned { .. }
            // A draft can be given up too.
            | Self::ChallengeCancelled { .. } => false,
            Self::ChallengePublished { .. }
            | Self::ChallengeAmended { .. }
            | Self::ApplicationReceived { .. }
            | Self::EntrantAdmitted { .. }
            | Self::EntrantRefused { .. }
            | Self::StageExtended { .. }
            | Self::IndividualExtension { .. }
            | Self::QuestionAsked { .. }
            | Self::QuestionAnswered { .. }
            | Self::QuestionMerged { .. }
            | Self::JurorAppointed { .. }
            | Self::JurorRecused { .. }
            | Self::OpeningAwaited { .. }
            | Self::StageOpened { .. }
            | Self::ReviewsAwaited { .. }
            | Self::DefectsReported { .. }
            | Self::EntryOpened { .. }
            | Self::EntryAdvanced { .. }
            | Self::EntryNotAdvanced { .. }
            | Self::ResultReceived { .. }
            | Self::ResultApproved { .. }
            | Self::ResultAnnulled { .. }
            | Self::Laureate { .. }
            | Self::AppealRecorded { .. }
            | Self::AppealDecided { .. }
            | Self::PrizesAwarded { .. }
            | Self::RunnerUpCalled { .. }
            | Self::PrizeLost { .. }
            | Self::RunnerUp { .. }
            | Self::RunnerUpRevealed { .. }
            | Self::RunnerUpAwarded { .. } => true,
        }
    }
}
