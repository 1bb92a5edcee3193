//! Topics: what a notification is about.

use std::{fmt, str::FromStr};

/// Defines the topics with their names, so that neither list can forget one.
macro_rules! topics {
    ($($(#[$doc:meta])* $topic:ident = $name:literal),+ $(,)?) => {
        /// What a notification is about; each has a mail text in every language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Topic {
            $($(#[$doc])* $topic,)+
        }

        impl Topic {
            /// Every topic.
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$topic),+];

            /// The name on the wire and in storage.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$topic => $name,)+
                }
            }
        }

        impl FromStr for Topic {
            type Err = UnknownTopic;

            fn from_str(name: &str) -> Result<Self, UnknownTopic> {
                match name {
                    $($name => Ok(Self::$topic),)+
                    _ => Err(UnknownTopic),
                }
            }
        }
    };
}

topics! {
    /// Verify your address.
    VerifyEmail = "verify_email",
    /// Somebody signed up with your address once more.
    SignUpRepeated = "sign_up_repeated",
    /// Your organization was verified.
    OrganizationVerified = "organization_verified",
    /// You may act for an organization.
    MembershipGranted = "membership_granted",
    /// You were invited to a team.
    TeamInvitation = "team_invitation",
    /// A draft waits for an operator's review.
    ReviewRequested = "review_requested",
    /// A draft waits for your approval.
    ApprovalRequested = "approval_requested",
    /// A draft was approved.
    ChallengeApproved = "challenge_approved",
    /// A draft was given back.
    ChallengeReturned = "challenge_returned",
    /// Your challenge was published.
    ChallengePublished = "challenge_published",
    /// A published challenge was clarified.
    ChallengeAmended = "challenge_amended",
    /// Somebody applied to your restricted contest.
    ApplicationReceived = "application_received",
    /// You may enter a contest that is not open to everybody.
    EntrantAdmitted = "entrant_admitted",
    /// You may not enter a restricted contest.
    EntrantRefused = "entrant_refused",
    /// A stage closes later than was published.
    StageExtended = "stage_extended",
    /// You may hand in until a later time than all others.
    IndividualExtension = "individual_extension",
    /// A contest ended before its result.
    ChallengeCancelled = "challenge_cancelled",
    /// Somebody asked about your challenge.
    QuestionAsked = "question_asked",
    /// A question was answered about a contest that concerns you.
    QuestionAnswered = "question_answered",
    /// Your question is answered with another one.
    QuestionMerged = "question_merged",
    /// You were appointed to a jury.
    JurorAppointed = "juror_appointed",
    /// A juror left the jury that you appointed.
    JurorRecused = "juror_recused",
    /// You were dismissed from a jury.
    JurorDismissed = "juror_dismissed",
    /// A closed stage waits for two people to open it.
    OpeningAwaited = "opening_awaited",
    /// Works wait for you.
    StageOpened = "stage_opened",
    /// Your reviews are awaited.
    ReviewsAwaited = "reviews_awaited",
    /// Some works of the stage have formal defects.
    DefectsReported = "defects_reported",
    /// Your entry was found in the opened stage.
    EntryOpened = "entry_opened",
    /// Your entry goes on.
    EntryAdvanced = "entry_advanced",
    /// Your entry does not go on.
    EntryNotAdvanced = "entry_not_advanced",
    /// The jury's result waits for you.
    ResultReceived = "result_received",
    /// The result was approved.
    ResultApproved = "result_approved",
    /// The contest was annulled.
    ResultAnnulled = "result_annulled",
    /// You won.
    Laureate = "laureate",
    /// An appeal suspends the award.
    AppealRecorded = "appeal_recorded",
    /// An appeal was decided.
    AppealDecided = "appeal_decided",
    /// The prizes were awarded.
    PrizesAwarded = "prizes_awarded",
    /// A prize fell away, and the next in the ranking is called.
    RunnerUpCalled = "runner_up_called",
    /// Your prize fell away.
    PrizeLost = "prize_lost",
    /// You step in for a prize that fell away.
    RunnerUp = "runner_up",
    /// It is known whether somebody steps in.
    RunnerUpRevealed = "runner_up_revealed",
    /// A prize that fell away was awarded anew.
    RunnerUpAwarded = "runner_up_awarded",
    /// You have a place in a programme.
    Enrolled = "enrolled",
    /// You wait for a place in a programme.
    EnrolmentWaiting = "enrolment_waiting",
    /// You waited for a place, and have it.
    PlaceFreed = "place_freed",
    /// You won a contest, and were carried into a programme.
    WinnerCarried = "winner_carried",
    /// You go on to the next phase of a programme.
    EnrolmentAdvanced = "enrolment_advanced",
    /// You were removed from a programme.
    EnrolmentRemoved = "enrolment_removed",
    /// A programme that you take part in has ended.
    ProgrammeEnded = "programme_ended",
    /// Your data will be erased, as you asked.
    ErasureRequested = "erasure_requested",
    /// Your data was erased; what stays, and until when.
    ErasureSettled = "erasure_settled",
}

/// A name that is no topic's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown topic")]
pub(crate) struct UnknownTopic;

impl Topic {
    /// Whether it is mailed even to those who would rather not: an amendment, a
    /// result, the reasons for not advancing (procurement law of 2019, art.
    /// 325-358), a duty, what happens to somebody's place without their doing,
    /// and what guards the account itself.
    pub(crate) const fn is_mandatory(self) -> bool {
        match self {
            Self::VerifyEmail
            | Self::SignUpRepeated
            | Self::ChallengeAmended
            | Self::EntrantAdmitted
            | Self::EntrantRefused
            | Self::StageExtended
            | Self::IndividualExtension
            | Self::ChallengeCancelled
            | Self::JurorAppointed
            | Self::JurorDismissed
            | Self::DefectsReported
            | Self::EntryAdvanced
            | Self::EntryNotAdvanced
            | Self::ResultApproved
            | Self::ResultAnnulled
            | Self::Laureate
            | Self::AppealRecorded
            | Self::AppealDecided
            | Self::PrizesAwarded
            | Self::RunnerUpCalled
            | Self::PrizeLost
            | Self::RunnerUp
            | Self::RunnerUpAwarded
            | Self::PlaceFreed
            | Self::WinnerCarried
            | Self::EnrolmentAdvanced
            | Self::EnrolmentRemoved
            | Self::ProgrammeEnded
            | Self::ErasureRequested
            | Self::ErasureSettled => true,
            Self::OrganizationVerified
            | Self::MembershipGranted
            | Self::TeamInvitation
            | Self::ReviewRequested
            | Self::ApprovalRequested
            | Self::ChallengeApproved
            | Self::ChallengeReturned
            | Self::ChallengePublished
            | Self::ApplicationReceived
            | Self::QuestionAsked
            | Self::QuestionAnswered
            | Self::QuestionMerged
            | Self::JurorRecused
            | Self::OpeningAwaited
            | Self::StageOpened
            | Self::ReviewsAwaited
            | Self::EntryOpened
            | Self::ResultReceived
            | Self::RunnerUpRevealed
            | Self::Enrolled
            | Self::EnrolmentWaiting => false,
        }
    }

    /// Whether it tells of the erasure of a person's data: the last that they
    /// hear.
    pub(crate) const fn is_of_erasure(self) -> bool {
        matches!(self, Self::ErasureRequested | Self::ErasureSettled)
    }

    /// Whether it may be mailed to an address that nobody has verified yet:
    /// anything else could reach a stranger.
    pub(crate) const fn reaches_unverified(self) -> bool {
        matches!(self, Self::VerifyEmail | Self::SignUpRepeated)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_survives_a_round_trip() {
        for topic in Topic::ALL {
            assert_eq!(topic.name().parse(), Ok(*topic));
        }
    }

    #[test]
    fn name_of_no_topic_is_refused() {
        assert_eq!("spam".parse::<Topic>(), Err(UnknownTopic));
    }

    #[test]
    fn what_the_law_orders_to_be_told_is_mandatory() {
        for topic in [
            Topic::ChallengeAmended,
            Topic::StageExtended,
            Topic::EntryNotAdvanced,
            Topic::ResultApproved,
            Topic::ResultAnnulled,
        ] {
            assert!(topic.is_mandatory(), "{topic}");
        }
    }
}
