//! A challenge as its readers get it.

use bytes::Bytes;
use linia_chassis::grpc::timestamp;
use linia_proto::challenges::v1 as pb;
use time::OffsetDateTime;

use super::{admission, content, eligibility, runner_up, stage, text};
use crate::domain::{
    challenge::Challenge,
    defects::defects,
    finding::Finding,
    state::{Laureate, State, StateKind},
};

/// For whom a challenge is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The authority's staff: everything.
    Staff,
    /// Anyone: no result before the head of the authority has approved it.
    Anyone,
}

/// A challenge as `reader` gets it at the moment `now`, on which the defects
/// of what is not published yet depend.
#[must_use]
pub fn to_message(
    challenge: &Challenge,
    version: i64,
    reader: Reader,
    now: OffsetDateTime,
) -> pb::Challenge {
    let written = &challenge.content;
    let publication = challenge.state.publication();
    let defects = match publication {
        None => defects(written, now),
        Some(_) => Vec::new(),
    };
    pb::Challenge {
        name: challenge.id.to_string(),
        authority: challenge.authority.to_string(),
        state: state_to_message(challenge.state.kind()).into(),
        source_language: written.source_language.clone(),
        titles: text::to_messages(&written.titles),
        descriptions: text::to_messages(&written.descriptions),
        cpv_codes: written.cpv_codes.clone(),
        anonymous: written.anonymous,
        time_zone: written.time_zone.clone(),
        stages: stage::all_to_messages(challenge),
        prizes: written
            .prizes
            .iter()
            .map(content::prize_to_message)
            .collect(),
        defects: defects.into_iter().map(defect_to_message).collect(),
        remarks: challenge.state.remarks().unwrap_or_default().to_owned(),
        result: result_to_message(challenge, reader),
        create_time: Some(timestamp(challenge.create_time)),
        update_time: Some(timestamp(challenge.update_time)),
        publish_time: publication.map(|publication| timestamp(publication.publish_time)),
        etag: etag(version),
        required_qualifications: text::to_messages(&written.required_qualifications),
        runner_up_allowed: written.runner_up_allowed,
        admission: admission::mode_to_message(written.admission).into(),
        application_deadline: written.application_deadline.map(timestamp),
        eligibility: eligibility::to_message(&written.eligibility),
        given_language: None,
        scheduled_publish_time: challenge.state.publish_at().map(timestamp),
    }
}

/// The etag of a version (AIP-154).
#[must_use]
pub fn etag(version: i64) -> String {
    format!("v{version}")
}

/// The laureates as messages.
#[must_use]
pub fn laureates_to_messages(laureates: &[Laureate]) -> Vec<pb::Laureate> {
    let message = |laureate: &Laureate| pb::Laureate {
        rank: laureate.rank,
        work: laureate.work.to_string(),
        entrant: laureate.entrant.map(|e| e.to_string()).unwrap_or_default(),
    };
    laureates.iter().map(message).collect()
}

/// A state as a message.
#[must_use]
pub const fn state_to_message(kind: StateKind) -> pb::ChallengeState {
    match kind {
        StateKind::Draft => pb::ChallengeState::Draft,
        StateKind::InReview => pb::ChallengeState::InReview,
        StateKind::PendingApproval => pb::ChallengeState::PendingApproval,
        StateKind::Approved => pb::ChallengeState::Approved,
        StateKind::Published => pb::ChallengeState::Published,
        StateKind::Judged => pb::ChallengeState::Judged,
        StateKind::ResultApproved => pb::ChallengeState::ResultApproved,
        StateKind::ResultAnnulled => pb::ChallengeState::ResultAnnulled,
        StateKind::Awarded => pb::ChallengeState::Awarded,
        StateKind::Cancelled => pb::ChallengeState::Cancelled,
    }
}

/// Reads a state; `None` if none is stated.
#[must_use]
pub fn state_from_message(state: pb::ChallengeState) -> Option<StateKind> {
    StateKind::ALL
        .into_iter()
        .find(|kind| state_to_message(*kind) == state)
}

/// A defect as a message.
#[must_use]
pub fn defect_to_message(finding: Finding) -> pb::Defect {
    pb::Defect {
        field: finding.field,
        reason: finding.reason.to_owned(),
        description: finding.description,
    }
}

fn result_to_message(challenge: &Challenge, reader: Reader) -> Option<pb::Result> {
    let state = &challenge.state;
    let calls = challenge.runner_up_calls.iter();
    let proposal = state.proposal()?;
    let approval = state.approval();
    if reader == Reader::Anyone && approval.is_none() {
        return None;
    }
    let decide_time = match state {
        State::ResultAnnulled { annul_time, .. } => Some(*annul_time),
        _ => approval.map(|approval| approval.approve_time),
    };
    let award_time = match state {
        State::Awarded { award_time, .. } => Some(*award_time),
        _ => None,
    };
    Some(pb::Result {
        laureates: laureates_to_messages(&proposal.laureates),
        protocol_sha256: Bytes::copy_from_slice(&proposal.protocol_sha256),
        propose_time: Some(timestamp(proposal.propose_time)),
        decide_time: decide_time.map(timestamp),
        earliest_award_time: approval.map(|approval| timestamp(approval.earliest_award_time)),
        award_time: award_time.map(timestamp),
        runner_up_calls: calls
            .map(|call| runner_up::to_message(challenge.id, call))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        examples,
        histories::{Step, any_history, live_through},
        state::Proposal,
    };

    #[test]
    fn proposal_is_not_public_before_approval() {
        for kind in StateKind::ALL {
            let challenge = examples::in_state(kind);
            let shown = to_message(&challenge, 1, Reader::Anyone, examples::NOW).result;
            let approved = matches!(kind, StateKind::ResultApproved | StateKind::Awarded);
            assert_eq!(shown.is_some(), approved, "{kind:?}");
        }
    }

    #[test]
    fn staff_see_the_proposal_that_they_decide_on() {
        let challenge = examples::judged();
        let shown = to_message(&challenge, 1, Reader::Staff, examples::NOW).result;
        assert_eq!(shown.expect("is shown").laureates.len(), 2);
    }

    #[test]
    fn stage_of_a_draft_has_no_name_yet() {
        let shown = to_message(&examples::approved(), 1, Reader::Staff, examples::NOW);
        assert!(shown.stages.iter().all(|stage| stage.name.is_empty()));
        let shown = to_message(&examples::published(), 1, Reader::Staff, examples::NOW);
        assert!(
            shown
                .stages
                .iter()
                .all(|stage| stage.name.starts_with("stages/"))
        );
    }

    proptest! {
        /// Rule 3: nothing that the public gets tells who entered before it is revealed, and no
        /// result before it is approved.
        #[test]
        fn any_history_shows_nobody_before_they_are_revealed(history in any_history()) {
            for Step { after, .. } in live_through(history) {
                let shown = to_message(&after, 1, Reader::Anyone, examples::NOW);
                let approved = after.state.approval().is_some();
                prop_assert_eq!(shown.result.is_some(), approved);
                let told = format!("{shown:?}");
                let revealed = after.state.proposal().is_some_and(Proposal::is_revealed);
                // An upheld appeal takes the result back, and nobody shows it any more.
                prop_assert_eq!(told.contains("accounts/"), revealed && approved, "{}", told);
            }
        }
    }
}
