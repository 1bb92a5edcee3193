//! Random histories of a challenge: commands in any order, at any time.

use linia_chassis::id::{AccountId, EntrantName, StageId, WorkId};
use proptest::prelude::*;
use time::{Duration, OffsetDateTime};

use super::{
    amending::ClarifiedTexts,
    appeal::{Appeal, AppealDecision},
    challenge::Challenge,
    content::Content,
    error::TransitionError,
    event::Event,
    examples::*,
    extension::IndividualExtension,
    state::{Laureate, Sha256},
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
    /// Another text.
    Amend(u8),
    /// The stage's position, and by how many hours its closing time moves.
    Extend(usize, i64),
    /// The same for one entrant.
    ExtendFor(usize, i64),
    Cancel,
    /// The protocol of the stage at this position.
    Receive(usize),
    /// The jury corrects its result.
    Correct(u8),
    ApproveResult,
    AnnulResult,
    /// Whether all laureates are named.
    Reveal(bool),
    Award,
    /// An appeal with this number is served.
    RecordAppeal(u8),
    DecideAppeal(u8, AppealDecision),
    /// The prize of the laureate, or runner-up, at this position falls away.
    CallRunnerUp(usize),
    /// So many step in for the last prize that fell away.
    RevealRunnerUp(usize),
    /// For the prize that fell away at this position.
    AwardRunnerUp(usize),
}

/// What is tried, and how many hours after what was tried before.
pub(crate) type History = Vec<(i64, Command)>;

/// How often commands of each phase are tried.
#[derive(Debug, Clone, Copy)]
struct Weights {
    drafting: u32,
    running: u32,
    deciding: u32,
}

/// Commands of every phase at any time, most of them when they may succeed:
/// so many histories get far. What ends a contest is rare.
pub(crate) fn any_history() -> impl Strategy<Value = History> {
    let often = |drafting, running, deciding| Weights {
        drafting,
        running,
        deciding,
    };
    (
        prop::collection::vec(any_step(often(8, 1, 1)), 0..40),
        prop::collection::vec(any_step(often(1, 8, 1)), 0..20),
        prop::collection::vec(any_step(often(1, 1, 8)), 0..80),
    )
        .prop_map(|(drafting, running, deciding)| [drafting, running, deciding].concat())
}

fn any_step(weights: Weights) -> impl Strategy<Value = (i64, Command)> {
    let pause = prop_oneof![9 => 0..2_i64, 1 => 0..500_i64];
    let command = prop_oneof![
        weights.drafting => any_drafting(),
        weights.running => any_running(),
        weights.deciding => any_deciding(),
    ];
    (pause, command)
}

fn any_drafting() -> impl Strategy<Value = Command> {
    let criteria = prop_oneof![
        Just((6_000, 4_000)),
        Just((10_000, 0)),
        (0..9_000, 0..9_000)
    ];
    prop_oneof![
        4 => criteria.prop_map(|(one, two)| Command::Revise(one, two)),
        3 => Just(Command::RequestReview),
        2 => Just(Command::RequestChanges),
        12 => Just(Command::AcceptReview),
        12 => Just(Command::RequestApproval),
        12 => Just(Command::Approve),
        3 => Just(Command::SendBack),
        12 => Just(Command::Publish),
        1 => Just(Command::Cancel),
    ]
}

fn any_running() -> impl Strategy<Value = Command> {
    let later = || (0..3_usize, -48..900_i64);
    prop_oneof![
        4 => any::<u8>().prop_map(Command::Amend),
        6 => later().prop_map(|(stage, hours)| Command::Extend(stage, hours)),
        4 => later().prop_map(|(stage, hours)| Command::ExtendFor(stage, hours)),
        6 => (0..3_usize).prop_map(Command::Receive),
    ]
}

fn any_deciding() -> impl Strategy<Value = Command> {
    let decision = prop_oneof![
        4 => Just(AppealDecision::Dismissed),
        2 => Just(AppealDecision::ResultReturned),
        1 => Just(AppealDecision::ResultAnnulled),
    ];
    prop_oneof![
        2 => any::<u8>().prop_map(Command::Correct),
        6 => Just(Command::ApproveResult),
        1 => Just(Command::AnnulResult),
        6 => any::<bool>().prop_map(Command::Reveal),
        6 => Just(Command::Award),
        2 => (0..4_u8).prop_map(Command::RecordAppeal),
        8 => (0..4_u8, decision).prop_map(|(appeal, it)| Command::DecideAppeal(appeal, it)),
        6 => (0..4_usize).prop_map(Command::CallRunnerUp),
        6 => (0..3_usize).prop_map(Command::RevealRunnerUp),
        6 => (0..3_usize).prop_map(Command::AwardRunnerUp),
    ]
}

/// An accepted command: the challenge before and after, what happened, and when.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) before: Challenge,
    pub(crate) after: Challenge,
    pub(crate) event: Option<Event>,
    pub(crate) now: OffsetDateTime,
}

/// Tries everything on a new draft; what is refused, or changes nothing, leaves
/// no step.
pub(crate) fn live_through(history: History) -> Vec<Step> {
    let (mut challenge, mut now) = (draft(), NOW);
    let mut steps = Vec::new();
    for (hours, command) in history {
        now += Duration::hours(hours);
        // A correction that comes too late is taken, and changes nothing.
        if let Ok((after, event)) = command.apply(challenge.clone(), now)
            && (event.is_some() || after != challenge)
        {
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
            Self::ExtendFor(index, hours) => {
                let extension = extension(&challenge, index, hours, now);
                return Ok((challenge.extend_for(extension, now)?, None));
            }
            Self::Correct(number) => {
                let proposal = challenge.state.proposal();
                let superseded = proposal.map_or(PROTOCOL, |it| it.protocol_sha256);
                let corrected: Sha256 = [number; 32];
                return Ok(challenge.receive_correction(superseded, corrected, selected(), now));
            }
            Self::Amend(number) => {
                let texts = ClarifiedTexts {
                    titles: None,
                    descriptions: Some(text("pl", &format!("Jaśniej: {number}."))),
                };
                challenge.amend(texts, 1, "clearer".into(), now)
            }
            Self::RecordAppeal(number) => {
                challenge.record_appeal(Appeal::served(reference(number), now), now)
            }
            Self::DecideAppeal(number, decision) => {
                let reference = reference(number);
                let appeal = challenge
                    .appeals
                    .iter()
                    .find(|it| it.reference == reference);
                let id = appeal.map_or_else(|| Appeal::served(reference, now).id, |it| it.id);
                challenge.decide_appeal(id, decision, "why".into(), now)
            }
            Self::CallRunnerUp(index) => {
                let work = holder(&challenge, index);
                challenge.call_runner_up(work, "declined".into(), AccountId::new(), now)
            }
            Self::RevealRunnerUp(count) => {
                let call = challenge.runner_up_calls.last();
                let work = call.map_or_else(WorkId::random, |call| call.work);
                challenge.reveal_runner_up(work, runners_up(count), now)
            }
            Self::AwardRunnerUp(index) => {
                let call = challenge.runner_up_calls.get(index);
                let work = call.map_or_else(WorkId::random, |call| call.work);
                challenge.award_runner_up(work, now)
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

fn reference(number: u8) -> String {
    format!("KIO {number}/26")
}

/// More time for one of two entrants.
fn extension(
    challenge: &Challenge,
    index: usize,
    hours: i64,
    now: OffsetDateTime,
) -> IndividualExtension {
    let close_time = challenge.content.stages[index.min(1)].close_time;
    let entrant = uuid::Uuid::from_u128(u128::from(hours % 2 == 0));
    IndividualExtension {
        number: 1,
        stage: stage_at(challenge, index),
        entrant: EntrantName::Account(AccountId::from(entrant)),
        close_time: close_time.expect("is set") + Duration::hours(hours),
        reason: "flood".into(),
        author: AccountId::new(),
        create_time: now,
    }
}

/// The work at a position among all that have, or had, a prize; else one that
/// nobody knows.
fn holder(challenge: &Challenge, index: usize) -> WorkId {
    let proposal = challenge.state.proposal();
    let laureates = proposal.into_iter().flat_map(|it| &it.laureates);
    let calls = challenge.runner_up_calls.iter();
    let mut all = laureates.chain(calls.flat_map(|call| call.runners_up()));
    all.nth(index).map_or_else(WorkId::random, |it| it.work)
}

fn runners_up(count: usize) -> Vec<Laureate> {
    let runner_up = || Laureate {
        rank: 3,
        work: WorkId::random(),
        entrant: Some(EntrantName::Account(AccountId::new())),
    };
    std::iter::repeat_with(runner_up).take(count).collect()
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
