//! What a notice is about, and what its text names.

use linia_chassis::id::{ChallengeId, OrganizationId, ProgrammeId, StageId};

use super::Notice;

impl Notice {
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
            Self::Enrolled { programme, .. }
            | Self::EnrolmentWaiting { programme, .. }
            | Self::PlaceFreed { programme, .. }
            | Self::WinnerCarried { programme, .. }
            | Self::EnrolmentAdvanced { programme, .. }
            | Self::EnrolmentRemoved { programme, .. }
            | Self::ProgrammeEnded { programme, .. } => programme.to_string(),
        }
    }

    /// The challenge that its text names.
    pub(crate) const fn challenge(&self) -> Option<ChallengeId> {
        match self {
            Self::VerifyEmail { .. }
            | Self::SignUpRepeated { .. }
            | Self::OrganizationVerified { .. }
            | Self::MembershipGranted { .. }
            | Self::TeamInvitation { .. }
            | Self::Enrolled { .. }
            | Self::EnrolmentWaiting { .. }
            | Self::PlaceFreed { .. }
            | Self::WinnerCarried { .. }
            | Self::EnrolmentAdvanced { .. }
            | Self::EnrolmentRemoved { .. }
            | Self::ProgrammeEnded { .. } => None,
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

    /// The programme that its text names; it was certainly published.
    pub(crate) const fn programme(&self) -> Option<ProgrammeId> {
        match self {
            Self::Enrolled { programme, .. }
            | Self::EnrolmentWaiting { programme, .. }
            | Self::PlaceFreed { programme, .. }
            | Self::WinnerCarried { programme, .. }
            | Self::EnrolmentAdvanced { programme, .. }
            | Self::EnrolmentRemoved { programme, .. }
            | Self::ProgrammeEnded { programme, .. } => Some(*programme),
            _ => None,
        }
    }

    /// The phase of the programme that its text names, from 1.
    pub(crate) const fn phase(&self) -> Option<i32> {
        match self {
            Self::EnrolmentAdvanced { phase, .. } => Some(*phase),
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
            | Self::Enrolled { .. }
            | Self::EnrolmentWaiting { .. }
            | Self::PlaceFreed { .. }
            | Self::WinnerCarried { .. }
            | Self::EnrolmentAdvanced { .. }
            | Self::EnrolmentRemoved { .. }
            | Self::ProgrammeEnded { .. }
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
