//! Random histories of a jury's work: commands in any order, by whoever it is, at any time.
//!
//! What is asked of the domain for a command, and in which order, is what its use case asks: see
//! the file in `app` that has the command's name.

pub(super) mod taking;

use std::collections::{BTreeMap, BTreeSet};

use linia_chassis::id::{AccountId, ChallengeId, EntrantName, OrganizationId, StageId, WorkId};
use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    assignment::{Pair, PairState},
    content::EntryContent,
    correction::ResultStanding,
    hand_in::HandInRules,
    jury::Juror,
    opening::Work,
    protocol::Protocol,
    reading::Reading,
    record::HandRecord,
    review::Review,
    rules::StageRules,
    screening::{Ground, Standing},
    stage::{Closing, Criterion, Opening, Stage, StageLife},
    work_code::WorkCode,
};

/// Who may sit, those who come later included.
pub(crate) const JURORS: usize = 6;
/// Who sits at first.
const APPOINTED: usize = 4;
pub(crate) const WORKS: usize = 3;

/// Something that somebody tries; jurors and works by their numbers.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    Appoint(usize),
    /// With the entrant of a work there is a conflict.
    Declare(usize, Option<usize>),
    Leave(usize),
    Draw,
    Assign(usize, usize),
    /// Taken away, or left.
    Release(usize, usize),
    Report(usize),
    Cure(usize),
    Exclude(usize, Ground),
    /// Juror, work, points, and whether that is the last word.
    Review(usize, usize, [i32; 2], bool),
    Waive(usize, usize),
    Judge,
    /// Leaves a juror or a work out, or lets so many reviews of a work suffice.
    Correct(Correction),
    /// The head approves the result.
    Approve,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Correction {
    Recuse(usize),
    Exclude(usize),
    Waive(usize, usize),
}

/// How a contest is judged, and what is tried, with the hours since what was tried before.
#[derive(Debug, Clone)]
pub(crate) struct History {
    pub(crate) assigns: bool,
    pub(crate) cures: bool,
    pub(crate) commands: Vec<(i64, Command)>,
}

/// Commands of every phase at any time, most of them when they may succeed.
pub(crate) fn any_history() -> impl Strategy<Value = History> {
    let phase = |weights, most| prop::collection::vec(any_step(weights), 0..most);
    let commands = (
        phase([8, 1, 0], 30),
        phase([1, 12, 0], 120),
        phase([1, 2, 8], 30),
    );
    let commands = commands.prop_map(|(one, two, three)| [one, two, three].concat());
    (any::<bool>(), any::<bool>(), commands).prop_map(|(assigns, cures, commands)| History {
        assigns,
        cures,
        commands,
    })
}

fn any_step(weights: [u32; 3]) -> impl Strategy<Value = (i64, Command)> {
    let pause = prop_oneof![9 => 0..2_i64, 1 => 0..300_i64];
    let [forming, reading, deciding] = weights;
    let command = prop_oneof![
        forming => any_forming(),
        reading => any_reading(),
        deciding => any_deciding(),
    ];
    (pause, command)
}

fn any_forming() -> impl Strategy<Value = Command> {
    let conflict = prop_oneof![5 => Just(None), 1 => (0..WORKS).prop_map(Some)];
    prop_oneof![
        1 => (0..JURORS).prop_map(Command::Appoint),
        12 => (0..JURORS, conflict).prop_map(|(juror, with)| Command::Declare(juror, with)),
        1 => (0..JURORS).prop_map(Command::Leave),
        3 => Just(Command::Draw),
        1 => (0..WORKS).prop_map(Command::Report),
    ]
}

fn any_reading() -> impl Strategy<Value = Command> {
    let pair = || (0..WORKS, 0..JURORS);
    let points = [0..11_i32, 0..11_i32];
    let ground = prop_oneof![Just(Ground::AuthorRevealed), Just(Ground::FormalDefect)];
    prop_oneof![
        90 => (pair(), points, prop::bool::weighted(0.8)).prop_map(
            |((work, juror), points, is_final)| Command::Review(juror, work, points, is_final)
        ),
        4 => Just(Command::Draw),
        3 => pair().prop_map(|(work, juror)| Command::Assign(work, juror)),
        2 => pair().prop_map(|(work, juror)| Command::Release(work, juror)),
        2 => (0..WORKS).prop_map(Command::Cure),
        1 => (0..WORKS, ground).prop_map(|(work, ground)| Command::Exclude(work, ground)),
        2 => (0..WORKS, 0..4_usize).prop_map(|(work, enough)| Command::Waive(work, enough)),
        1 => (0..JURORS).prop_map(Command::Leave),
    ]
}

fn any_deciding() -> impl Strategy<Value = Command> {
    let correction = prop_oneof![
        (0..JURORS).prop_map(Correction::Recuse),
        (0..WORKS).prop_map(Correction::Exclude),
        (0..WORKS, 0..4_usize).prop_map(|(work, enough)| Correction::Waive(work, enough)),
    ];
    prop_oneof![
        6 => Just(Command::Judge),
        4 => correction.prop_map(Command::Correct),
        1 => Just(Command::Approve),
    ]
}

/// An accepted command: the jury's work before and after.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) before: Room,
    pub(crate) after: Room,
    pub(crate) command: Command,
}

/// Lives through what of a history is accepted.
pub(crate) fn live_through(history: &History) -> Vec<Step> {
    let mut room = Room::opened(history.assigns, history.cures);
    let mut now = OffsetDateTime::UNIX_EPOCH;
    let mut steps = Vec::new();
    for (pause, command) in &history.commands {
        now += Duration::hours(*pause);
        if let Some(after) = room.clone().take(command, now) {
            steps.push(Step {
                before: room,
                after: after.clone(),
                command: command.clone(),
            });
            room = after;
        }
    }
    steps
}

/// Where a jury works: everything that is stored of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Room {
    pub(crate) stage: Stage,
    pub(crate) life: StageLife,
    pub(crate) standing: ResultStanding,
    pub(crate) jurors: Vec<Juror>,
    pub(crate) works: Vec<Work>,
    pub(crate) screened: BTreeMap<WorkId, Standing>,
    /// Who must not read what.
    pub(crate) barred: BTreeSet<Pair>,
    pub(crate) pairs: BTreeMap<Pair, PairState>,
    pub(crate) waivers: BTreeMap<WorkId, usize>,
    pub(crate) reviews: Vec<Review>,
    pub(crate) decisions: HandRecord,
    /// The one that counts last.
    pub(crate) protocols: Vec<Protocol>,
}

pub(crate) fn juror(number: usize) -> AccountId {
    AccountId::from(Uuid::from_u128(0x1000 + number as u128))
}

pub(crate) fn work(number: usize) -> WorkId {
    WorkId::from(Uuid::from_u128(0x2000 + number as u128))
}

/// Who wrote a work.
pub(crate) fn entrant(number: usize) -> EntrantName {
    EntrantName::Account(AccountId::from(Uuid::from_u128(0x3000 + number as u128)))
}

impl Room {
    /// The jury has got the works, and nobody has declared.
    fn opened(assigns: bool, cures: bool) -> Self {
        let now = OffsetDateTime::UNIX_EPOCH;
        let closing = Closing {
            close_time: now,
            record_sha256: [1; 32],
        };
        let opening = Opening {
            open_time: now,
            work_count: 3,
        };
        let stage = stage(StageRules {
            reviews_per_work: if assigns { 2 } else { 0 },
            max_works_per_juror: if assigns { 2 } else { 0 },
            cure_period_days: if cures { 7 } else { 0 },
            ..StageRules::default()
        });
        let mut rng = StdRng::seed_from_u64(1);
        let appointed = (0..APPOINTED)
            .map(|number| Juror::appointed(stage.challenge, juror(number), number == 0, true));
        let works = (0..WORKS).map(|number| Work {
            id: work(number),
            code: WorkCode::draw(&mut rng),
            content: EntryContent::default(),
        });
        Self {
            life: StageLife::Opened(closing, opening),
            standing: ResultStanding::Proposed,
            jurors: appointed.collect(),
            works: works.collect(),
            screened: (0..WORKS).map(|it| (work(it), Standing::InOrder)).collect(),
            stage,
            barred: BTreeSet::new(),
            pairs: BTreeMap::new(),
            waivers: BTreeMap::new(),
            reviews: Vec::new(),
            decisions: HandRecord::default(),
            protocols: Vec::new(),
        }
    }

    /// Who has to read what, as it stands.
    pub(crate) fn reading(&self) -> Reading {
        let sitting = self.jurors.iter().filter(|juror| !juror.is_recused());
        let excluded = self.screened.iter().filter(|(_, it)| it.is_excluded());
        Reading {
            rules: self.stage.rules.clone(),
            sitting: sitting.map(|juror| juror.account).collect(),
            pairs: self.pairs.clone(),
            waivers: self.waivers.clone(),
            excluded: excluded.map(|(work, _)| *work).collect(),
        }
    }
}

fn stage(rules: StageRules) -> Stage {
    let criterion = |key: &str, weight_basis_points| Criterion {
        key: key.into(),
        weight_basis_points,
        max_points: 10,
    };
    Stage {
        id: StageId::from(Uuid::from_u128(1)),
        challenge: ChallengeId::from(Uuid::from_u128(2)),
        authority: OrganizationId::from(Uuid::from_u128(3)),
        ordinal: 1,
        stage_count: 1,
        open_time: OffsetDateTime::UNIX_EPOCH,
        close_time: OffsetDateTime::UNIX_EPOCH,
        criteria: vec![criterion("idea", 6000), criterion("cost", 4000)],
        finalist_count: 0,
        laureate_count: 1,
        sealing_recipient: String::new(),
        unmasking_recipient: String::new(),
        cancelled: false,
        challenge_version: 1,
        hand_in: HandInRules::default(),
        rules,
        individual_closings: Vec::new(),
        settled: false,
    }
}
