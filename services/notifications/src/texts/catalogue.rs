//! The catalogue: which file holds which text. The compiler sees to it that
//! every topic has a text in every language.

use crate::domain::{Language, Topic};

macro_rules! catalogue {
    ($($topic:ident => $file:literal,)+) => {
        /// Every template with its name, footers included.
        pub(super) fn sources() -> Vec<(String, &'static str)> {
            let mut all = Vec::new();
            for &language in Language::ALL {
                all.push((footer_name(language), footer(language)));
                $(all.push((name(language, Topic::$topic), text(language, Topic::$topic)));)+
            }
            all
        }

        const fn text(language: Language, topic: Topic) -> &'static str {
            match (language, topic) {
                $(
                    (Language::Polish, Topic::$topic) => {
                        include_str!(concat!("../../templates/pl/", $file, ".txt"))
                    }
                    (Language::English, Topic::$topic) => {
                        include_str!(concat!("../../templates/en/", $file, ".txt"))
                    }
                    (Language::Ukrainian, Topic::$topic) => {
                        include_str!(concat!("../../templates/uk/", $file, ".txt"))
                    }
                )+
            }
        }
    };
}

catalogue! {
    VerifyEmail => "verify_email",
    SignUpRepeated => "sign_up_repeated",
    OrganizationVerified => "organization_verified",
    MembershipGranted => "membership_granted",
    TeamInvitation => "team_invitation",
    ReviewRequested => "review_requested",
    ApprovalRequested => "approval_requested",
    ChallengeApproved => "challenge_approved",
    ChallengeReturned => "challenge_returned",
    ChallengePublished => "challenge_published",
    ChallengeAmended => "challenge_amended",
    ApplicationReceived => "application_received",
    EntrantAdmitted => "entrant_admitted",
    EntrantRefused => "entrant_refused",
    StageExtended => "stage_extended",
    IndividualExtension => "individual_extension",
    ChallengeCancelled => "challenge_cancelled",
    QuestionAsked => "question_asked",
    QuestionAnswered => "question_answered",
    QuestionMerged => "question_merged",
    JurorAppointed => "juror_appointed",
    JurorRecused => "juror_recused",
    JurorDismissed => "juror_dismissed",
    OpeningAwaited => "opening_awaited",
    StageOpened => "stage_opened",
    ReviewsAwaited => "reviews_awaited",
    DefectsReported => "defects_reported",
    EntryOpened => "entry_opened",
    EntryAdvanced => "entry_advanced",
    EntryNotAdvanced => "entry_not_advanced",
    ResultReceived => "result_received",
    ResultApproved => "result_approved",
    ResultAnnulled => "result_annulled",
    Laureate => "laureate",
    AppealRecorded => "appeal_recorded",
    AppealDecided => "appeal_decided",
    PrizesAwarded => "prizes_awarded",
    RunnerUpCalled => "runner_up_called",
    PrizeLost => "prize_lost",
    RunnerUp => "runner_up",
    RunnerUpRevealed => "runner_up_revealed",
    RunnerUpAwarded => "runner_up_awarded",
    Enrolled => "enrolled",
    EnrolmentWaiting => "enrolment_waiting",
    PlaceFreed => "place_freed",
    WinnerCarried => "winner_carried",
    EnrolmentAdvanced => "enrolment_advanced",
    EnrolmentRemoved => "enrolment_removed",
    ProgrammeEnded => "programme_ended",
    ErasureRequested => "erasure_requested",
    ErasureSettled => "erasure_settled",
}

/// The name that a template is found by.
pub(super) fn name(language: Language, topic: Topic) -> String {
    format!("{}/{topic}.txt", language.code())
}

fn footer_name(language: Language) -> String {
    format!("{}/_footer.txt", language.code())
}

const fn footer(language: Language) -> &'static str {
    match language {
        Language::Polish => include_str!("../../templates/pl/_footer.txt"),
        Language::English => include_str!("../../templates/en/_footer.txt"),
        Language::Ukrainian => include_str!("../../templates/uk/_footer.txt"),
    }
}
