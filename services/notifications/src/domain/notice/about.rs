//! What a notice is about, and what its text names besides.

use linia_chassis::id::{
    AccountId, ChallengeId, EntryId, OrganizationId, ProgrammeId, QuestionId, StageId, TeamId,
};

use super::Notice;

/// The resource that a notice is about, with those that its text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Account(AccountId),
    Organization(OrganizationId),
    Team(TeamId),
    /// A challenge that need not have been published.
    Draft {
        challenge: ChallengeId,
        /// Which is named, too.
        authority: Option<OrganizationId>,
    },
    /// One that certainly was, so that its title will be known even if it is
    /// not yet. So with all that follow.
    Challenge(ChallengeId),
    Stage {
        challenge: ChallengeId,
        stage: StageId,
    },
    Question {
        challenge: ChallengeId,
        question: QuestionId,
    },
    Entry {
        challenge: ChallengeId,
        /// Of which it tells, unless it is the whole contest.
        stage: Option<StageId>,
        entry: EntryId,
    },
    Programme {
        programme: ProgrammeId,
        /// Of which it tells, from 1.
        phase: Option<i32>,
    },
}

impl Notice {
    /// What it is about: the one list of notices in which this is said.
    pub(crate) const fn about(&self) -> About {
        match *self {
            Self::VerifyEmail { account }
            | Self::SignUpRepeated { account }
            | Self::ErasureRequested { account, .. }
            | Self::ErasureSettled { account, .. } => About::Account(account),
            Self::OrganizationVerified { organization }
            | Self::MembershipGranted { organization, .. } => About::Organization(organization),
            Self::TeamInvitation { team } => About::Team(team),
            Self::ReviewRequested {
                challenge,
                organization,
            }
            | Self::ApprovalRequested {
                challenge,
                organization,
            }
            | Self::ChallengeApproved {
                challenge,
                organization,
            }
            | Self::ChallengeReturned {
                challenge,
                organization,
            } => About::Draft {
                challenge,
                authority: Some(organization),
            },
            // A draft can be given up too.
            Self::ChallengeCancelled { challenge, .. } => About::Draft {
                challenge,
                authority: None,
            },
            Self::ChallengePublished { challenge }
            | Self::ChallengeAmended { challenge, .. }
            | Self::ApplicationReceived { challenge }
            | Self::EntrantAdmitted { challenge, .. }
            | Self::EntrantRefused { challenge, .. }
            | Self::JurorAppointed { challenge }
            | Self::JurorRecused { challenge }
            | Self::JurorDismissed { challenge }
            | Self::ResultReceived { challenge }
            | Self::ResultApproved { challenge }
            | Self::ResultAnnulled { challenge, .. }
            | Self::AppealRecorded { challenge, .. }
            | Self::AppealDecided { challenge, .. }
            | Self::PrizesAwarded { challenge }
            | Self::RunnerUpCalled { challenge, .. }
            | Self::RunnerUpRevealed { challenge, .. }
            | Self::RunnerUpAwarded { challenge } => About::Challenge(challenge),
            Self::StageExtended {
                challenge, stage, ..
            }
            | Self::IndividualExtension {
                challenge, stage, ..
            }
            | Self::OpeningAwaited { challenge, stage }
            | Self::StageOpened {
                challenge, stage, ..
            }
            | Self::ReviewsAwaited { challenge, stage }
            | Self::DefectsReported {
                challenge, stage, ..
            } => About::Stage { challenge, stage },
            Self::QuestionAsked {
                challenge,
                question,
            }
            | Self::QuestionAnswered {
                challenge,
                question,
            }
            | Self::QuestionMerged {
                challenge,
                question,
                ..
            } => About::Question {
                challenge,
                question,
            },
            Self::EntryOpened {
                challenge,
                stage,
                entry,
                ..
            }
            | Self::EntryAdvanced {
                challenge,
                stage,
                entry,
                ..
            }
            | Self::EntryNotAdvanced {
                challenge,
                stage,
                entry,
                ..
            } => About::Entry {
                challenge,
                stage: Some(stage),
                entry,
            },
            Self::Laureate {
                challenge, entry, ..
            }
            | Self::PrizeLost {
                challenge, entry, ..
            }
            | Self::RunnerUp {
                challenge, entry, ..
            } => About::Entry {
                challenge,
                stage: None,
                entry,
            },
            Self::EnrolmentAdvanced {
                programme, phase, ..
            } => About::Programme {
                programme,
                phase: Some(phase),
            },
            Self::Enrolled { programme, .. }
            | Self::EnrolmentWaiting { programme, .. }
            | Self::PlaceFreed { programme, .. }
            | Self::WinnerCarried { programme, .. }
            | Self::EnrolmentRemoved { programme, .. }
            | Self::ProgrammeEnded { programme, .. } => About::Programme {
                programme,
                phase: None,
            },
        }
    }
}

impl About {
    /// The name of the resource.
    pub(crate) fn subject(self) -> String {
        match self {
            Self::Account(account) => account.to_string(),
            Self::Organization(organization) => organization.to_string(),
            Self::Team(team) => team.to_string(),
            Self::Draft { challenge, .. } | Self::Challenge(challenge) => challenge.to_string(),
            Self::Stage { stage, .. } => stage.to_string(),
            Self::Question { question, .. } => question.to_string(),
            Self::Entry { entry, .. } => entry.to_string(),
            Self::Programme { programme, .. } => programme.to_string(),
        }
    }

    /// The challenge that is named.
    pub(crate) const fn challenge(self) -> Option<ChallengeId> {
        match self {
            Self::Account(_) | Self::Organization(_) | Self::Team(_) | Self::Programme { .. } => {
                None
            }
            Self::Draft { challenge, .. }
            | Self::Challenge(challenge)
            | Self::Stage { challenge, .. }
            | Self::Question { challenge, .. }
            | Self::Entry { challenge, .. } => Some(challenge),
        }
    }

    /// Whether the challenge that is named need not have been published.
    pub(crate) const fn is_draft(self) -> bool {
        matches!(self, Self::Draft { .. })
    }

    /// The stage that is named.
    pub(crate) const fn stage(self) -> Option<StageId> {
        match self {
            Self::Stage { stage, .. } => Some(stage),
            Self::Entry { stage, .. } => stage,
            Self::Account(_)
            | Self::Organization(_)
            | Self::Team(_)
            | Self::Draft { .. }
            | Self::Challenge(_)
            | Self::Question { .. }
            | Self::Programme { .. } => None,
        }
    }

    /// The organization that is named.
    pub(crate) const fn organization(self) -> Option<OrganizationId> {
        match self {
            Self::Organization(organization) => Some(organization),
            Self::Draft { authority, .. } => authority,
            Self::Account(_)
            | Self::Team(_)
            | Self::Challenge(_)
            | Self::Stage { .. }
            | Self::Question { .. }
            | Self::Entry { .. }
            | Self::Programme { .. } => None,
        }
    }

    /// The programme that is named; it was certainly published.
    pub(crate) const fn programme(self) -> Option<ProgrammeId> {
        let Self::Programme { programme, .. } = self else {
            return None;
        };
        Some(programme)
    }

    /// The phase of the programme that is named, from 1.
    pub(crate) const fn phase(self) -> Option<i32> {
        let Self::Programme { phase, .. } = self else {
            return None;
        };
        phase
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::domain::{announcements, samples::Sample};

    #[test]
    fn what_a_notice_holds_is_what_its_text_names() {
        for occurrence in Sample::new().occurrences() {
            for announcement in announcements(&occurrence) {
                let notice = announcement.notice;
                let held = serde_json::to_value(&notice).expect("a notice has a JSON form");
                let about = notice.about();
                for (field, named) in [
                    ("challenge", json!(about.challenge())),
                    ("stage", json!(about.stage())),
                    ("organization", json!(about.organization())),
                    ("programme", json!(about.programme())),
                    ("phase", json!(about.phase())),
                ] {
                    let held = held.get(field).unwrap_or(&Value::Null);
                    assert_eq!(*held, named, "{field} of {notice:?}");
                }
            }
        }
    }
}
