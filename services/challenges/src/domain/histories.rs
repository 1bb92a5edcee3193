//! Random histories of a challenge: commands in any order, at any time.

use linia_chassis::id::StageId;
use proptest::prelude::*;
use time::{Duration, OffsetDateTime};

use super::{
    challenge::Challenge, content::Content, error::TransitionError, event::Event, examples::*,
};

/// Something that somebody tries.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    /// Weights of the first stage's two criteria, in hundredths of a per cent.
    Revise(i32, i32),
    RequestReview,
    RequestChanges,
    AcceptReview,
    RequestApproval,
    Approve,
    SendBack,
    Publish,
    /// The stage's position, and by how many hours its closing time moves.
    Extend(usize, i64),
    Cancel,
    /// The protocol of the stage at this position.
    Receive(usize),
    ApproveResult,
    AnnulResult,
    /// Whether all laureates are named.
    Reveal(bool),
    Award,
}

/// What is tried, and how many hours after what was tried before.
pub(crate) type History = Vec<(i64, Command)>;

/// Up to 80 commands. What ends a contest is rare, so that many get far.
pub(crate) fn any_history() -> impl Strategy<Value = History> {
    let weights = prop_oneof![
        Just((6_000, 4_000)),
        Just((10_000, 0)),
        (0..9_000, 0..9_000)
    ];
    let command = prop_oneof![
        4 => weights.prop_map(|(one, two)| Command::Revise(one, two)),
        3 => Just(Command::RequestReview),
        2 => Just(Command::RequestChanges),
        12 => Just(Command::AcceptReview),
        12 => Just(Command::RequestApproval),
        12 => Just(Command::Approve),
        3 => Just(Command::SendBack),
        12 => Just(Command::Publish),
        6 => (0..3_usize, -48..900_i64).prop_map(|(stage, hours)| Command::Extend(stage, hours)),
        1 => Just(Command::Cancel),
        6 => (0..3_usize).prop_map(Command::Receive),
        6 => Just(Command::ApproveResult),
        1 => Just(Command::AnnulResult),
        6 => any::<bool>().prop_map(Command::Reveal),
        6 => Just(Command::Award),
    ];
    let pause = prop_oneof![9 => 0..2_i64, 1 => 0..500_i64];
    prop::collection::vec((pause, command), 0..80)
}

/// An accepted command: the challenge before and after, what happened, and when.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) before: Challenge,
    pub(crate) after: Challenge,
    pub(crate) event: Option<Event>,
    pub(crate) now: OffsetDateTime,
}

/// Tries everything on a new draft; what is refused leaves no step.
pub(crate) fn live_through(history: History) -> Vec<Step> {
    let (mut challenge, mut now) = (draft(), NOW);
    let mut steps = Vec::new();
    for (hours, command) in history {
        now += Duration::hours(hours);
        if let Ok((after, event)) = command.apply(challenge.clone(), now) {
            let before = std::mem::replace(&mut challenge, after.clone());
            steps.push(Step {
                before,
                after,
                event,
                now,
            });
        }
    }
    steps
}

impl Command {
    fn apply(
        self,
        challenge: Challenge,
        now: OffsetDateTime,
    ) -> Result<(Challenge, Option<Event>), TransitionError> {
        let stage = |index| stage_at(&challenge, index);
        let told = match self {
            Self::Revise(one, two) => {
                return Ok((challenge.revise(weighted(one, two), now)?, None));
            }
            Self::Receive(index) => {
                let stage = stage(index);
                return challenge.receive_protocol(stage, PROTOCOL, selected(), now);
            }
            Self::RequestReview => challenge.request_review(now),
            Self::RequestChanges => challenge.request_changes("clearer".into(), now),
            Self::AcceptReview => challenge.accept_review(now),
            Self::RequestApproval => challenge.request_approval(now),
            Self::Approve => challenge.approve(now),
            Self::SendBack => challenge.send_back("shorter".into(), now),
            Self::Publish => challenge.publish(published_stages(), now),
            Self::Extend(index, hours) => {
                let stage = stage(index);
                let close_time = challenge.content.stages[index.min(1)].close_time;
                let later = close_time.expect("is set") + Duration::hours(hours);
                challenge.extend_stage(stage, later, "flood".into(), now)
            }
            Self::Cancel => challenge.cancel("no money".into(), now),
            Self::ApproveResult => challenge.approve_result(now),
            Self::AnnulResult => challenge.annul_result("no money".into(), now),
            Self::Reveal(all) => {
                let proposal = challenge.state.proposal();
                let mut named = proposal.map_or_else(Vec::new, |_| revealed(&challenge));
                named.truncate(if all { named.len() } else { 1 });
                challenge.reveal_laureates(&named, now)
            }
            Self::Award => challenge.award_prizes(now),
        };
        told.map(|(challenge, event)| (challenge, Some(event)))
    }
}

/// The published stage at a position, or one that nobody knows.
fn stage_at(challenge: &Challenge, index: usize) -> StageId {
    let publication = challenge.state.publication();
    let stage = publication.and_then(|publication| publication.stages.get(index));
    stage.map_or_else(StageId::new, |stage| stage.id)
}

fn weighted(one: i32, two: i32) -> Content {
    let mut content = content();
    for (criterion, weight) in content.stages[0].criteria.iter_mut().zip([one, two]) {
        criterion.weight_basis_points = weight;
    }
    content
}
