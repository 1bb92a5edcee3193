//! Acts as messages.

use linia_chassis::{grpc::timestamp, id::ChallengeId};
use linia_proto::challenges::v1 as pb;

use super::challenge::etag;
use crate::domain::act::{Act, ActKind};

/// An act as a message; which entrant it was about only if entrants are
/// `told`.
#[must_use]
pub fn to_message(challenge: ChallengeId, act: &Act, told: bool) -> pb::Act {
    let deed = &act.deed;
    let hidden = deed.kind.names_an_entrant() && !told;
    pb::Act {
        challenge: challenge.to_string(),
        number: act.number,
        kind: kind_to_message(deed.kind).into(),
        actor: act.actor.to_string(),
        subject: if hidden {
            String::new()
        } else {
            deed.subject.clone()
        },
        create_time: Some(timestamp(act.create_time)),
        etag: etag(act.version),
    }
}

const fn kind_to_message(kind: ActKind) -> pb::ActKind {
    match kind {
        ActKind::Drafted => pb::ActKind::Drafted,
        ActKind::Revised => pb::ActKind::Revised,
        ActKind::ReviewRequested => pb::ActKind::ReviewRequested,
        ActKind::ChangesRequested => pb::ActKind::ChangesRequested,
        ActKind::ReviewAccepted => pb::ActKind::ReviewAccepted,
        ActKind::ApprovalRequested => pb::ActKind::ApprovalRequested,
        ActKind::Approved => pb::ActKind::Approved,
        ActKind::Returned => pb::ActKind::Returned,
        ActKind::PublicationScheduled => pb::ActKind::PublicationScheduled,
        ActKind::PublicationUnscheduled => pb::ActKind::PublicationUnscheduled,
        ActKind::Published => pb::ActKind::Published,
        ActKind::Amended => pb::ActKind::Amended,
        ActKind::StageExtended => pb::ActKind::StageExtended,
        ActKind::ExtensionGranted => pb::ActKind::ExtensionGranted,
        ActKind::EntrantInvited => pb::ActKind::EntrantInvited,
        ActKind::ApplicationDecided => pb::ActKind::ApplicationDecided,
        ActKind::WinnersCarried => pb::ActKind::WinnersCarried,
        ActKind::QuestionAnswered => pb::ActKind::QuestionAnswered,
        ActKind::QuestionMerged => pb::ActKind::QuestionMerged,
        ActKind::Cancelled => pb::ActKind::Cancelled,
        ActKind::ProtocolReceived => pb::ActKind::ProtocolReceived,
        ActKind::ResultReceived => pb::ActKind::ResultReceived,
        ActKind::ResultCorrected => pb::ActKind::ResultCorrected,
        ActKind::ResultApproved => pb::ActKind::ResultApproved,
        ActKind::ResultAnnulled => pb::ActKind::ResultAnnulled,
        ActKind::LaureatesRevealed => pb::ActKind::LaureatesRevealed,
        ActKind::AppealRecorded => pb::ActKind::AppealRecorded,
        ActKind::AppealDecided => pb::ActKind::AppealDecided,
        ActKind::PrizesAwarded => pb::ActKind::PrizesAwarded,
        ActKind::RunnerUpCalled => pb::ActKind::RunnerUpCalled,
        ActKind::RunnerUpRevealed => pb::ActKind::RunnerUpRevealed,
        ActKind::RunnerUpAwarded => pb::ActKind::RunnerUpAwarded,
    }
}
