use linia_chassis::id::{AccountId, ChallengeId, OrganizationId, StageId, WorkId};
use rand::{SeedableRng, rngs::StdRng};

use super::*;
use crate::domain::{
    content::EntryContent, hand_in::HandInRules, review::ReviewState, rules::StageRules,
    stage::Criterion, work_code::WorkCode,
};

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

fn stage() -> Stage {
    Stage {
        id: StageId::new(),
        challenge: ChallengeId::new(),
        authority: OrganizationId::new(),
        ordinal: 1,
        stage_count: 1,
        open_time: NOW,
        close_time: NOW,
        criteria: vec![Criterion {
            key: "idea".into(),
            weight_basis_points: 10_000,
            max_points: 10,
        }],
        finalist_count: 0,
        laureate_count: 1,
        sealing_recipient: String::new(),
        unmasking_recipient: String::new(),
        cancelled: false,
        challenge_version: 1,
        hand_in: HandInRules::default(),
        rules: StageRules::default(),
        individual_closings: Vec::new(),
        settled: false,
    }
}

/// Two works that everybody who sits has judged.
struct Scene {
    stage: Stage,
    works: Vec<Work>,
    jurors: Vec<Juror>,
    reviews: Vec<Review>,
    reading: Reading,
    evidence: Evidence,
}

impl Scene {
    /// Every juror gives each work the points at its place.
    fn judged(jurors: usize, points: [i32; 2]) -> Self {
        let (stage, mut rng) = (stage(), StdRng::seed_from_u64(1));
        let appoint = |index| Juror::appointed(stage.challenge, AccountId::new(), index == 0, true);
        let jurors: Vec<_> = (0..jurors).map(appoint).collect();
        let works: Vec<_> = points.iter().map(|_| work(&mut rng)).collect();
        let mut scene = Self {
            reading: Reading {
                sitting: jurors.iter().map(|juror| juror.account).collect(),
                ..Reading::default()
            },
            stage,
            works,
            jurors,
            reviews: Vec::new(),
            evidence: Evidence::default(),
        };
        for juror in 0..scene.jurors.len() {
            scene.review(juror, points);
        }
        scene
    }

    /// Somebody gives each work the points at its place.
    fn review(&mut self, juror: usize, points: [i32; 2]) {
        let account = self.jurors[juror].account;
        self.reviews.retain(|review| review.account != account);
        let reviews = self.works.iter().zip(points).map(|(work, points)| Review {
            work: work.id,
            account,
            scores: Scores::from([("idea".to_owned(), points)]),
            remarks: String::new(),
            state: ReviewState::Final,
            update_time: NOW,
        });
        self.reviews.extend(reviews);
    }

    /// Somebody leaves the jury.
    fn recuse(&mut self, juror: usize) {
        let gone = self.jurors[juror].clone().recuse("ill".into(), NOW);
        self.reading.sitting.remove(&gone.account);
        self.jurors[juror] = gone;
    }

    fn protocol(&self, ranking: &[RankedWork]) -> Protocol {
        let decisions = HandRecord::default();
        self.deliberation(&decisions)
            .protocol(ranking, "reasons".into(), NOW)
    }

    fn rank(&self) -> Result<Vec<(WorkId, String)>, RankingError> {
        let decisions = HandRecord::default();
        let ranking = self.deliberation(&decisions).rank()?.into_iter();
        Ok(ranking.map(|it| (it.work, it.total.to_string())).collect())
    }

    fn deliberation<'a>(&'a self, decisions: &'a HandRecord) -> Deliberation<'a> {
        Deliberation {
            stage: &self.stage,
            works: &self.works,
            jurors: &self.jurors,
            reviews: &self.reviews,
            reading: &self.reading,
            decisions,
            evidence: &self.evidence,
        }
    }
}

fn work(rng: &mut StdRng) -> Work {
    Work {
        id: WorkId::random(),
        code: WorkCode::draw(rng),
        content: EntryContent {
            title: "title".into(),
            text: "text".into(),
            ..EntryContent::default()
        },
    }
}

#[test]
fn recused_juror_is_named_with_the_reason_and_without_scores() {
    let mut scene = Scene::judged(4, [6, 5]);
    scene.recuse(3);
    let protocol = scene.protocol(&[]);
    assert_eq!(protocol.jurors[3].recusal_reason.as_deref(), Some("ill"));
    assert_eq!(protocol.reviews.len(), 6);
    let gone = protocol.jurors[3].account;
    assert!(protocol.reviews.iter().all(|review| review.account != gone));
}

#[test]
fn scores_of_a_recused_juror_move_nothing() {
    let mut scene = Scene::judged(4, [6, 5]);
    scene.review(3, [0, 10]);
    let [one, other] = [scene.works[0].id, scene.works[1].id];
    let with = scene.rank().expect("complete");
    assert_eq!(with, [(other, "125/2".into()), (one, "45".into())]);
    scene.recuse(3);
    let without = scene.rank().expect("complete");
    assert_eq!(without, [(one, "60".into()), (other, "50".into())]);
}

#[test]
fn missing_and_draft_reviews_block_the_ranking() {
    let mut scene = Scene::judged(3, [6, 5]);
    scene.reviews.pop();
    scene.reviews[0].state = ReviewState::Draft;
    let missing = RankingError::ReviewsMissing { missing: 2 };
    assert_eq!(scene.rank(), Err(missing));
}

#[test]
fn fewer_than_three_jurors_do_not_judge() {
    let scene = Scene::judged(2, [6, 5]);
    assert_eq!(scene.rank(), Err(RankingError::JuryTooSmall { sitting: 2 }));
}

#[test]
fn excluded_work_is_in_no_ranking_and_its_reviews_move_nothing() {
    let mut scene = Scene::judged(3, [10, 5]);
    scene.reading.excluded.insert(scene.works[0].id);
    let other = scene.works[1].id;
    assert_eq!(scene.rank(), Ok(vec![(other, "50".into())]));
    let protocol = scene.protocol(&[]);
    assert!(protocol.reviews.iter().all(|review| review.work == other));
    assert_eq!(protocol.works.len(), 2);
}

#[test]
fn waived_review_leaves_the_mean_of_those_that_are_there() {
    let mut scene = Scene::judged(3, [4, 5]);
    scene.review(0, [9, 5]);
    let (work, third) = (scene.works[0].id, scene.jurors[2].account);
    scene
        .reviews
        .retain(|it| (it.work, it.account) != (work, third));
    let missing = RankingError::ReviewsMissing { missing: 1 };
    assert_eq!(scene.rank(), Err(missing));
    scene.reading.waivers.insert(work, 2);
    let ranking = scene.rank().expect("suffices");
    assert_eq!(ranking[0], (work, "65".into()));
}
