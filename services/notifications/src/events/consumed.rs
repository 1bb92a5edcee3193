//! The one reaction of this service.

use linia_chassis::{
    consumer::{EventRecord, HandlerError, Reaction, Source},
    database::WriteTx,
};
use linia_proto::{
    challenges::events::v1::{
        AppealDecided, AppealRecorded, ApplicationReceived, ChallengeAmended,
        ChallengeApprovalRequested, ChallengeApproved, ChallengeCancelled, ChallengePublished,
        ChallengeReturned, ChallengeReviewRequested, EntrantAdmitted, EntrantAdvanced,
        EntrantEnrolled, EntrantLeft, EntrantRefused, EntrantRemoved, EntrantWaitlisted,
        IndividualExtensionGranted, PrizesAwarded, ProgrammeEnded, ProgrammePublished,
        QuestionAnswered, QuestionAsked, QuestionMerged, ResultAnnulled, ResultApproved,
        ResultReceived, RunnerUpAwarded, RunnerUpCalled, StageExtended,
    },
    event::Event,
    identity::events::v1::{
        AccountErasureBegun, AccountErasureRequested, AccountErasureSettled, AccountRegistered,
        MembershipGranted, MembershipRevoked, OperatorRoleGranted, OrganizationRegistered,
        OrganizationVerified, SignUpRepeated, TeamFormed, TeamMemberInvited, TeamMemberJoined,
        TeamMemberLeft,
    },
    submissions::events::v1::{
        DefectsReported, EntryAdvanced, EntryNotAdvanced, EntryOpened, EntryPrizeLost,
        JurorAppointed, JurorRecused, ReviewsAwaited, RunnerUpRevealed, StageClosed, StageOpened,
        StageUnmasked,
    },
};

use super::fields::FieldError;
use crate::{
    app::{Origin, tell_in_tx},
    domain::Occurrence,
};

/// Tells people what the other services' events mean for them.
#[derive(Debug, Clone, Copy, Default)]
pub struct TellPeople;

impl Reaction for TellPeople {
    fn name(&self) -> &'static str {
        "notifications"
    }

    fn sources(&self) -> Vec<Source> {
        let of = |service, aggregates: &[&'static str]| {
            let source = |&aggregate| Source { service, aggregate };
            aggregates.iter().map(source).collect::<Vec<_>>()
        };
        [
            of("identity", &["account", "organization", "team", "erasure"]),
            of("challenges", &["challenge", "question", "programme"]),
            of("submissions", &["entry", "stage", "juror"]),
        ]
        .concat()
    }

    async fn handle(&self, tx: &mut WriteTx, event: &EventRecord) -> Result<(), HandlerError> {
        let Some(occurrence) = read(event)? else {
            return Ok(());
        };
        let origin = Origin {
            event_id: event.id,
            time: event.time,
            traceparent: event.traceparent.as_deref(),
        };
        Ok(tell_in_tx(tx, &origin, &occurrence).await?)
    }
}

/// Returns what an event says, or `None` if it concerns nobody here.
fn read(event: &EventRecord) -> Result<Option<Occurrence>, HandlerError> {
    /// Reads the event as the first of these that it is.
    macro_rules! first_of {
        ($($message:ty),+ $(,)?) => {{
            $(
                if event.is::<$message>() {
                    return occurrence::<$message>(event).map(Some);
                }
            )+
            Ok(None)
        }};
    }
    match event.service.as_str() {
        "identity" => first_of!(
            AccountRegistered,
            SignUpRepeated,
            OperatorRoleGranted,
            OrganizationRegistered,
            OrganizationVerified,
            MembershipGranted,
            MembershipRevoked,
            TeamFormed,
            TeamMemberInvited,
            TeamMemberJoined,
            TeamMemberLeft,
            AccountErasureRequested,
            AccountErasureBegun,
            AccountErasureSettled,
        ),
        "challenges" => first_of!(
            ChallengeReviewRequested,
            ChallengeApprovalRequested,
            ChallengeApproved,
            ChallengeReturned,
            ChallengePublished,
            ChallengeAmended,
            ApplicationReceived,
            EntrantAdmitted,
            EntrantRefused,
            IndividualExtensionGranted,
            StageExtended,
            ChallengeCancelled,
            ResultReceived,
            ResultApproved,
            ResultAnnulled,
            AppealRecorded,
            AppealDecided,
            PrizesAwarded,
            RunnerUpCalled,
            RunnerUpAwarded,
            QuestionAsked,
            QuestionAnswered,
            QuestionMerged,
            ProgrammePublished,
            ProgrammeEnded,
            EntrantEnrolled,
            EntrantWaitlisted,
            EntrantAdvanced,
            EntrantLeft,
            EntrantRemoved,
        ),
        "submissions" => first_of!(
            StageClosed,
            StageOpened,
            ReviewsAwaited,
            DefectsReported,
            EntryOpened,
            EntryAdvanced,
            EntryNotAdvanced,
            StageUnmasked,
            EntryPrizeLost,
            RunnerUpRevealed,
            JurorAppointed,
            JurorRecused,
        ),
        _ => Ok(None),
    }
}

/// What cannot be read is set aside with its aggregate; the rest goes on.
fn occurrence<E>(event: &EventRecord) -> Result<Occurrence, HandlerError>
where
    E: Event,
    Occurrence: TryFrom<E, Error = FieldError>,
{
    let message: E = event.decode()?;
    Occurrence::try_from(message).map_err(|error| HandlerError::park(event, error.to_string()))
}
