use linia_chassis::id::AccountId;
use rand::{Rng, SeedableRng, rngs::StdRng};
use time::OffsetDateTime;

use super::*;
use crate::domain::{
    content::EntryContent,
    review::{ReviewState, Scores},
};

fn criterion(key: &str, weight_basis_points: i32, max_points: i32) -> Criterion {
    Criterion {
        key: key.into(),
        weight_basis_points,
        max_points,
    }
}

fn works(count: usize) -> Vec<Work> {
    let mut rng = StdRng::seed_from_u64(3);
    (0..count)
        .map(|_| Work {
            id: WorkId::random(),
            code: WorkCode::draw(&mut rng),
            content: EntryContent {
                title: "title".into(),
                text: "text".into(),
                ..EntryContent::default()
            },
        })
        .collect()
}

fn jurors(count: usize) -> Vec<AccountId> {
    (0..count).map(|_| AccountId::new()).collect()
}

fn review(work: &Work, account: AccountId, scores: &[(&str, i32)]) -> Review {
    Review {
        work: work.id,
        account,
        scores: scores.iter().map(|(k, p)| ((*k).to_owned(), *p)).collect(),
        remarks: String::new(),
        state: ReviewState::Final,
        update_time: OffsetDateTime::UNIX_EPOCH,
    }
}

/// Every juror gives each work the points at its place.
fn unanimous(works: &[Work], jurors: &[AccountId], points: &[i32]) -> Vec<Review> {
    works
        .iter()
        .zip(points)
        .flat_map(|(work, points)| {
            jurors
                .iter()
                .map(|juror| review(work, *juror, &[("idea", *points)]))
        })
        .collect()
}

/// Ranks by the mean; who ties shares the rank.
fn rank_works(
    works: &[Work],
    criteria: &[Criterion],
    reviews: &[Review],
    selected_ranks: i32,
) -> Result<Vec<RankedWork>, RankingError> {
    let ballot = Ballot {
        works,
        criteria,
        reviews: &reviews.iter().collect::<Vec<_>>(),
        rules: &RankingRules::default(),
        selected_ranks,
    };
    ballot.rank()
}

fn ranks(ranking: &[RankedWork], works: &[Work]) -> Vec<(i32, bool)> {
    works
        .iter()
        .map(|work| {
            let place = ranking.iter().find(|r| r.work == work.id);
            place.map(|r| (r.rank, r.selected)).expect("is ranked")
        })
        .collect()
}

#[test]
fn total_is_an_exact_fraction() {
    let (works, jurors) = (works(1), jurors(3));
    let criteria = [criterion("idea", 6000, 7), criterion("cost", 4000, 3)];
    let reviews = [
        review(&works[0], jurors[0], &[("idea", 7), ("cost", 1)]),
        review(&works[0], jurors[1], &[("idea", 6), ("cost", 2)]),
        review(&works[0], jurors[2], &[("idea", 5), ("cost", 3)]),
    ];
    let ranking = rank_works(&works, &criteria, &reviews, 1).expect("complete");
    // (60·18/7 + 40·6/3) ÷ 3
    assert_eq!(ranking[0].total.to_string(), "1640/21");
}

#[test]
fn thirds_that_add_up_are_equal_to_the_whole() {
    let (works, jurors) = (works(2), jurors(3));
    let criteria = [criterion("idea", 10_000, 3)];
    let mut reviews = unanimous(&works[..1], &jurors, &[2]);
    for (juror, points) in jurors.iter().zip([1, 2, 3]) {
        reviews.push(review(&works[1], *juror, &[("idea", points)]));
    }
    let ranking = rank_works(&works, &criteria, &reviews, 1).expect("complete");
    assert_eq!(ranks(&ranking, &works), [(1, true), (1, true)]);
    assert_eq!(ranking[0].total.to_string(), "200/3");
}

#[test]
fn whole_total_is_written_without_denominator() {
    let (works, jurors) = (works(1), jurors(3));
    let reviews = unanimous(&works, &jurors, &[10]);
    let criteria = [criterion("idea", 10_000, 10)];
    let ranking = rank_works(&works, &criteria, &reviews, 1).expect("complete");
    assert_eq!(ranking[0].total.to_string(), "100");
}

#[test]
fn equal_totals_share_a_rank_and_the_next_is_left_out() {
    let (works, jurors) = (works(4), jurors(3));
    let criteria = [criterion("idea", 10_000, 10)];
    let reviews = unanimous(&works, &jurors, &[9, 5, 9, 7]);
    let ranking = rank_works(&works, &criteria, &reviews, 2).expect("complete");
    let expected = [(1, true), (4, false), (1, true), (3, false)];
    assert_eq!(ranks(&ranking, &works), expected);
}

#[test]
fn all_who_tie_at_the_cut_are_selected() {
    let (works, jurors) = (works(4), jurors(3));
    let criteria = [criterion("idea", 10_000, 10)];
    let reviews = unanimous(&works, &jurors, &[9, 5, 5, 1]);
    let ranking = rank_works(&works, &criteria, &reviews, 2).expect("complete");
    let expected = [(1, true), (2, true), (2, true), (4, false)];
    assert_eq!(ranks(&ranking, &works), expected);
}

#[test]
fn stage_without_works_has_an_empty_ranking() {
    let ranking = rank_works(&[], &[], &[], 5);
    assert_eq!(ranking, Ok(Vec::new()));
}

#[test]
fn many_criteria_with_coprime_points_stay_exact() {
    let primes = [
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89,
        97, 101, 103, 107, 109, 113,
    ];
    let criteria: Vec<_> = primes
        .iter()
        .map(|p| criterion(&format!("c{p}"), 10_000 / 30, *p))
        .collect();
    let (works, jurors) = (works(2), jurors(3));
    let mut rng = StdRng::seed_from_u64(5);
    let points: Vec<_> = primes.iter().map(|p| rng.random_range(0..*p)).collect();
    let scores_with = |extra: usize| -> Scores {
        (primes.iter().zip(&points).enumerate())
            .map(|(index, (p, points))| (format!("c{p}"), points + i32::from(index == extra)))
            .collect()
    };
    let mut reviews = Vec::new();
    for juror in &jurors {
        let mut one = review(&works[0], *juror, &[]);
        one.scores = scores_with(29);
        let mut other = review(&works[1], *juror, &[]);
        other.scores = scores_with(28);
        reviews.extend([one, other]);
    }
    let ranking = rank_works(&works, &criteria, &reviews, 1).expect("complete");
    // One point of 109 weighs more than one point of 113, by a hair.
    assert_eq!(ranks(&ranking, &works), [(2, false), (1, true)]);
}

/// Two works with equal means whose criteria differ.
fn tied_at_the_mean() -> (Vec<Work>, Vec<AccountId>, [Criterion; 2], Vec<Review>) {
    let (works, jurors) = (works(2), jurors(3));
    let criteria = [criterion("idea", 5000, 10), criterion("cost", 5000, 20)];
    let mut reviews = Vec::new();
    for juror in &jurors {
        reviews.push(review(&works[0], *juror, &[("idea", 3), ("cost", 16)]));
        reviews.push(review(&works[1], *juror, &[("idea", 8), ("cost", 6)]));
    }
    (works, jurors, criteria, reviews)
}

fn ranks_by(tie_break_criteria: &[&str]) -> Vec<(i32, bool)> {
    let (works, _, criteria, reviews) = tied_at_the_mean();
    let reviews: Vec<_> = reviews.iter().collect();
    let rules = RankingRules {
        tie_break_criteria: tie_break_criteria.iter().map(ToString::to_string).collect(),
        ..RankingRules::default()
    };
    let ballot = Ballot {
        works: &works,
        criteria: &criteria,
        reviews: &reviews,
        rules: &rules,
        selected_ranks: 1,
    };
    ranks(&ballot.rank().expect("judged"), &works)
}

#[test]
fn tie_is_broken_by_the_stated_criteria_in_their_order() {
    assert_eq!(ranks_by(&[]), [(1, true), (1, true)]);
    assert_eq!(ranks_by(&["idea"]), [(2, false), (1, true)]);
    assert_eq!(ranks_by(&["cost", "idea"]), [(1, true), (2, false)]);
}

#[test]
fn tie_break_does_not_outweigh_a_better_score() {
    let (works, jurors) = (works(2), jurors(3));
    let criteria = [criterion("idea", 1000, 10), criterion("cost", 9000, 10)];
    let mut reviews = Vec::new();
    for juror in &jurors {
        reviews.push(review(&works[0], *juror, &[("idea", 10), ("cost", 5)]));
        reviews.push(review(&works[1], *juror, &[("idea", 0), ("cost", 10)]));
    }
    let reviews: Vec<_> = reviews.iter().collect();
    let rules = RankingRules {
        tie_break_criteria: vec!["idea".into()],
        ..RankingRules::default()
    };
    let ballot = Ballot {
        works: &works,
        criteria: &criteria,
        reviews: &reviews,
        rules: &rules,
        selected_ranks: 1,
    };
    let ranking = ballot.rank().expect("judged");
    assert_eq!(ranks(&ranking, &works), [(2, false), (1, true)]);
}

#[test]
fn excluded_work_is_out_and_moves_the_others_up() {
    let (mut works, jurors) = (works(3), jurors(3));
    let criteria = [criterion("idea", 10_000, 10)];
    let reviews = unanimous(&works, &jurors, &[9, 7, 5]);
    works.remove(0);
    let ranking = rank_works(&works, &criteria, &reviews, 1).expect("complete");
    assert_eq!(ranks(&ranking, &works), [(1, true), (2, false)]);
}

#[test]
fn work_that_nobody_judged_blocks_the_ranking() {
    let works = works(2);
    let criteria = [criterion("idea", 10_000, 10)];
    let only = review(&works[0], AccountId::new(), &[("idea", 9)]);
    let ballot = Ballot {
        works: &works,
        criteria: &criteria,
        reviews: &[&only],
        rules: &RankingRules::default(),
        selected_ranks: 1,
    };
    assert_eq!(
        ballot.rank(),
        Err(RankingError::ReviewsMissing { missing: 1 })
    );
}
