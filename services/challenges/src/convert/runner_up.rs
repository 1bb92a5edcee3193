//! The call of a runner-up as everybody gets it.

use linia_chassis::{grpc::timestamp, id::ChallengeId};
use linia_proto::challenges::v1 as pb;

use super::challenge::laureates_to_messages;
use crate::domain::runner_up::{Progress, RunnerUpCall};

/// A call as a message. Who called is for the record alone.
#[must_use]
pub fn to_message(challenge: ChallengeId, call: &RunnerUpCall) -> pb::RunnerUpCall {
    pb::RunnerUpCall {
        challenge: challenge.to_string(),
        work: call.work.to_string(),
        prize_rank: call.prize_rank,
        reason: call.reason.clone(),
        state: state(call).into(),
        runners_up: laureates_to_messages(call.runners_up()),
        call_time: Some(timestamp(call.call_time)),
        earliest_award_time: Some(timestamp(call.earliest_award_time)),
        award_time: call.award_time().map(timestamp),
    }
}

const fn state(call: &RunnerUpCall) -> pb::RunnerUpState {
    match &call.progress {
        Progress::Called => pb::RunnerUpState::Called,
        Progress::Revealed(succession) if succession.runners_up.is_empty() => {
            pb::RunnerUpState::NobodyLeft
        }
        Progress::Revealed(_) => pb::RunnerUpState::Revealed,
        Progress::Awarded(..) => pb::RunnerUpState::Awarded,
    }
}
