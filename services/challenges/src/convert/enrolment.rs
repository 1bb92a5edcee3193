//! Enrolments.

use linia_chassis::grpc::timestamp;
use linia_proto::challenges::v1 as pb;

use crate::domain::enrolment::{Enrolment, EnrolmentStateKind};

/// An enrolment as a message.
#[must_use]
pub fn to_message(enrolment: &Enrolment) -> pb::Enrolment {
    let carried = enrolment.carried;
    pb::Enrolment {
        programme: enrolment.programme.to_string(),
        entrant: enrolment.entrant.to_string(),
        state: state_to_message(enrolment.state.kind()).into(),
        phase: enrolment.state.phase().unwrap_or_default(),
        reason: enrolment.state.reason().unwrap_or_default().to_owned(),
        create_time: Some(timestamp(enrolment.create_time)),
        update_time: Some(timestamp(enrolment.update_time)),
        carried_from: carried.map(|it| it.from.to_string()).unwrap_or_default(),
        carried_rank: carried.map_or(0, |it| it.rank),
    }
}

const fn state_to_message(kind: EnrolmentStateKind) -> pb::EnrolmentState {
    match kind {
        EnrolmentStateKind::Enrolled => pb::EnrolmentState::Enrolled,
        EnrolmentStateKind::Waiting => pb::EnrolmentState::Waiting,
        EnrolmentStateKind::Left => pb::EnrolmentState::Left,
        EnrolmentStateKind::Removed => pb::EnrolmentState::Removed,
    }
}
