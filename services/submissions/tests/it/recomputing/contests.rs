//! Contests after the judgement: of the jury one has left, one work is excluded,
//! one lacks a review, and one was cured.

use std::collections::BTreeSet;

use linia_chassis::{
    crypto::{canonical_json, sha256},
    id::AccountId,
};
use linia_submissions::domain::{
    assignment::{Call, Candidate, Pair, PairState, Seed, draw},
    content::EntryContent,
    deliberation::Deliberation,
    evidence::{Evidence, JudgedWork, RecordedDraw},
    hand_in::HandInRules,
    jury::{Declaration, Juror},
    opening::Work,
    protocol::Protocol,
    reading::Reading,
    record::{DefectRecord, ExclusionRecord, HandRecord, WaiverRecord},
    review::{Review, ReviewState},
    rules::{RankingMethod, StageRules},
    stage::{Criterion, Stage},
    work_code::WorkCode,
};
use rand::{Rng, rngs::StdRng, seq::IndexedRandom};
use time::OffsetDateTime;
use uuid::Uuid;

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

/// How many works a juror is given at most, where they are drawn.
const MOST_WORKS: usize = 8;

/// How a contest is judged.
#[derive(Clone, Copy)]
pub(super) struct Contest {
    pub(super) method: RankingMethod,
    /// How many jurors read each work; 0 if everybody reads all.
    pub(super) readers: i32,
    /// How many judge to the end.
    pub(super) sitting: usize,
}

impl Contest {
    /// One of a jury of three to five.
    pub(super) fn of_some(method: RankingMethod, readers: i32, rng: &mut StdRng) -> Self {
        let sitting = *[3, 4, 5].choose(rng).expect("is not empty");
        Self {
            method,
            readers,
            sitting,
        }
    }

    /// What its jury signs.
    pub(super) fn protocol(self, rng: &mut StdRng) -> Protocol {
        let stage = self.stage(rng);
        let works: Vec<_> = (0..9).map(|_| work(rng)).collect();
        let jurors = self.jury(&stage, rng);
        let mut evidence = Evidence {
            closing_record_sha256: rng.random(),
            works: works
                .iter()
                .map(|it| (it.id, hash(&JudgedWork::new(it, &[]))))
                .collect(),
            draws: Vec::new(),
        };
        let pairs = if stage.rules.assigns_works() {
            draw_twice(&stage, &works, &jurors, &mut evidence)
        } else {
            every_pair(&works, &jurors)
        };
        let sitting: BTreeSet<_> = jurors[..self.sitting].iter().map(|it| it.account).collect();
        let required = if self.readers > 0 {
            usize::try_from(self.readers).expect("is positive")
        } else {
            self.sitting
        };
        let mut reviews: Vec<_> = pairs
            .iter()
            .map(|pair| review(&stage, *pair, rng))
            .collect();
        let lacking = |it: &Review| it.work == works[1].id && sitting.contains(&it.account);
        let lacking = reviews.iter().position(lacking).expect("was read");
        reviews.remove(lacking);
        let reading = Reading {
            rules: stage.rules.clone(),
            pairs: pairs
                .into_iter()
                .map(|it| (it, PairState::Assigned))
                .collect(),
            waivers: [(works[1].id, required - 1)].into(),
            excluded: [works[0].id].into(),
            sitting,
        };
        let deliberation = Deliberation {
            stage: &stage,
            works: &works,
            jurors: &jurors,
            reviews: &reviews,
            reading: &reading,
            decisions: &decisions(&works, required - 1),
            evidence: &evidence,
        };
        let ranking = deliberation.rank().expect("all reviews are there");
        deliberation.protocol(&ranking, "Mniej punktów.".into(), NOW)
    }

    /// Three criteria, of which the last two tell ties apart.
    fn stage(self, rng: &mut StdRng) -> Stage {
        let criterion = |(key, weight_basis_points, max_points): (&str, i32, i32)| Criterion {
            key: key.to_owned(),
            weight_basis_points,
            max_points,
        };
        Stage {
            id: id(rng),
            challenge: id(rng),
            authority: id(rng),
            ordinal: 1,
            stage_count: 1,
            open_time: NOW,
            close_time: NOW,
            criteria: [("cost", 3334, 7), ("idea", 3333, 3), ("light", 3333, 3)]
                .map(criterion)
                .into(),
            finalist_count: 0,
            laureate_count: 2,
            sealing_recipient: String::new(),
            unmasking_recipient: String::new(),
            cancelled: false,
            challenge_version: 1,
            hand_in: HandInRules::default(),
            rules: StageRules {
                ranking_method: self.method,
                tie_break_criteria: vec!["light".into(), "idea".into()],
                reviews_per_work: self.readers,
                max_works_per_juror: i32::try_from(MOST_WORKS).expect("is small"),
                qualifications_required: self.readers > 0,
                ..StageRules::default()
            },
            individual_closings: Vec::new(),
            settled: false,
        }
    }

    /// Every other juror is qualified, the chair among them; the last one leaves.
    fn jury(self, stage: &Stage, rng: &mut StdRng) -> Vec<Juror> {
        let appoint = |index: usize| {
            let account: AccountId = id(rng);
            let juror = Juror::appointed(
                stage.challenge,
                account,
                index == 0,
                index.is_multiple_of(2),
            );
            let impartial = Declaration {
                stage: stage.id,
                conflicts: Vec::new(),
            };
            juror.declare(impartial, NOW).expect("is the first time")
        };
        let mut jurors: Vec<_> = (0..=self.sitting).map(appoint).collect();
        let gone = jurors.pop().expect("there are jurors");
        jurors.push(gone.recuse("chory".into(), NOW));
        jurors
    }
}

/// From the seed, as everything else, so that a test sees the same contest each time.
fn id<T: From<Uuid>>(rng: &mut StdRng) -> T {
    Uuid::from_u128(rng.random()).into()
}

fn work(rng: &mut StdRng) -> Work {
    Work {
        id: id(rng),
        code: WorkCode::draw(rng),
        content: EntryContent {
            title: "Światło „na żądanie”".into(),
            text: format!("{:032x}", rng.random::<u128>()),
            ..EntryContent::default()
        },
    }
}

fn hash(judged: &JudgedWork<'_>) -> [u8; 32] {
    sha256(&canonical_json(judged))
}

fn every_pair(works: &[Work], jurors: &[Juror]) -> BTreeSet<Pair> {
    let all = works.iter().flat_map(|work| {
        let jurors = jurors.iter();
        jurors.map(|juror| Pair::new(work.id, juror.account))
    });
    all.collect()
}

/// Once among all, and again after one has left; somebody is kept from a work by
/// a conflict that nobody is told of.
fn draw_twice(
    stage: &Stage,
    works: &[Work],
    jurors: &[Juror],
    evidence: &mut Evidence,
) -> BTreeSet<Pair> {
    let (all, kept) = ([jurors, &jurors[..jurors.len() - 1]], BTreeSet::new());
    let mut given: BTreeSet<Pair> = kept;
    for (ordinal, among) in (1..).zip(all) {
        let seed = Seed::of_draw(&evidence.closing_record_sha256, ordinal);
        let stays = |pair: &&Pair| among.iter().any(|juror| juror.account == pair.juror);
        let call = Call {
            works: works.iter().map(|work| work.id).collect(),
            jurors: among.iter().map(candidate).collect(),
            barred: [Pair::new(works[2].id, jurors[1].account)].into(),
            kept: given.iter().filter(stays).copied().collect(),
            substitutes: BTreeSet::new(),
            reviews_per_work: stage.rules.readers(),
            max_works_per_juror: stage.rules.work_limit(),
            qualified_reader: stage.rules.qualifications_required,
            seed,
        };
        given.extend(draw(&call).expect("jurors suffice").assigned);
        evidence.draws.push(RecordedDraw {
            ordinal,
            seed: hex::encode(seed.0),
            time: NOW,
        });
    }
    given
}

fn candidate(juror: &Juror) -> Candidate {
    Candidate {
        account: juror.account,
        qualified: juror.qualified,
    }
}

/// Few points on few works, so that ties abound.
fn review(stage: &Stage, pair: Pair, rng: &mut StdRng) -> Review {
    let scores = stage.criteria.iter();
    Review {
        work: pair.work,
        account: pair.juror,
        scores: scores
            .map(|c| (c.key.clone(), rng.random_range(0..=c.max_points.min(2))))
            .collect(),
        remarks: "Przejrzysta.".into(),
        state: ReviewState::Final,
        update_time: NOW,
    }
}

/// The first work gave its author away, the second lacks a review, and the
/// fourth was cured.
fn decisions(works: &[Work], sufficient: usize) -> HandRecord {
    let cured = JudgedWork::new(&works[3], &[]).cured_by("Streszczenie.");
    HandRecord {
        defects: vec![DefectRecord {
            work: works[3].id,
            reason: "Brak streszczenia.".into(),
            report_time: NOW,
            cure_end_time: NOW,
            cured_sha256: Some(hex::encode(hash(&cured))),
        }],
        exclusions: vec![ExclusionRecord {
            work: works[0].id,
            ground: "author_revealed".into(),
            reason: "Podpisana.".into(),
            time: NOW,
        }],
        waivers: vec![WaiverRecord {
            work: works[1].id,
            sufficient_reviews: i32::try_from(sufficient).expect("is small"),
            reason: "Choroba.".into(),
            time: NOW,
        }],
        assignment_changes: Vec::new(),
    }
}
