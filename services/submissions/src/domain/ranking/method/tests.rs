use proptest::prelude::*;

use super::*;

const METHODS: [RankingMethod; 4] = [
    RankingMethod::Mean,
    RankingMethod::TrimmedMean,
    RankingMethod::Median,
    RankingMethod::JurorNormalised,
];

fn fraction(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

/// A row per juror, a column per work.
fn table<const WORKS: usize>(rows: &[[i64; WORKS]]) -> ([WorkId; WORKS], Vec<ReviewTotal>) {
    let works = [(); WORKS].map(|()| WorkId::random());
    let mut totals = Vec::new();
    for row in rows {
        let account = AccountId::new();
        totals.extend(works.iter().zip(row).map(|(work, total)| ReviewTotal {
            work: *work,
            account,
            total: fraction(*total, 1),
        }));
    }
    (works, totals)
}

fn score(method: RankingMethod, rows: &[[i64; 1]]) -> Option<BigRational> {
    let ([work], totals) = table(rows);
    method.score(work, &totals)
}

#[test]
fn trimmed_mean_leaves_out_one_highest_and_one_lowest() {
    let method = RankingMethod::TrimmedMean;
    assert_eq!(
        score(method, &[[0], [100], [7], [100], [0]]),
        Some(fraction(107, 3))
    );
    assert_eq!(score(method, &[[1], [90], [2]]), Some(fraction(2, 1)));
}

#[test]
fn trimmed_mean_of_fewer_than_three_is_the_mean() {
    let method = RankingMethod::TrimmedMean;
    assert_eq!(score(method, &[[10], [15]]), Some(fraction(25, 2)));
    assert_eq!(score(method, &[[10]]), Some(fraction(10, 1)));
}

#[test]
fn median_of_an_even_number_lies_between_the_two_in_the_middle() {
    let method = RankingMethod::Median;
    assert_eq!(score(method, &[[9], [0], [2], [5]]), Some(fraction(7, 2)));
    assert_eq!(score(method, &[[9], [0], [2]]), Some(fraction(2, 1)));
}

#[test]
fn strict_juror_weighs_as_much_as_a_generous_one() {
    let (works, totals) = table(&[[10, 20, 30], [100, 50, 0]]);
    let scores = works.map(|work| RankingMethod::JurorNormalised.score(work, &totals));
    // (0 + 100) ÷ 2, (50 + 50) ÷ 2, (100 + 0) ÷ 2
    assert_eq!(scores, [50, 50, 50].map(|whole| Some(fraction(whole, 1))));
    let means = works.map(|work| RankingMethod::Mean.score(work, &totals));
    assert!(means[0] > means[1] && means[1] > means[2]);
}

#[test]
fn juror_who_finds_all_works_alike_moves_no_order() {
    let (works, totals) = table(&[[1, 2, 4], [30, 30, 30]]);
    let scores = works.map(|work| RankingMethod::JurorNormalised.score(work, &totals));
    let expected = [(25, 1), (125, 3), (75, 1)];
    assert_eq!(scores, expected.map(|(n, d)| Some(fraction(n, d))));
}

#[test]
fn work_that_nobody_judged_has_no_score() {
    for method in METHODS {
        assert_eq!(method.score(WorkId::random(), &[]), None);
    }
}

fn any_table() -> impl Strategy<Value = Vec<[i64; 3]>> {
    prop::collection::vec([0_i64..=100, 0..=100, 0..=100], 1..7)
}

proptest! {
    #[test]
    fn score_stays_within_the_scale(rows in any_table()) {
        let (works, totals) = table(&rows);
        for method in METHODS {
            for work in works {
                let score = method.score(work, &totals).expect("was judged");
                prop_assert!(score >= fraction(0, 1) && score <= fraction(100, 1));
            }
        }
    }

    #[test]
    fn order_of_the_reviews_does_not_matter(rows in any_table(), seed in any::<u64>()) {
        use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

        let (works, totals) = table(&rows);
        let mut shuffled = totals.clone();
        shuffled.shuffle(&mut StdRng::seed_from_u64(seed));
        for method in METHODS {
            for work in works {
                prop_assert_eq!(method.score(work, &totals), method.score(work, &shuffled));
            }
        }
    }

    #[test]
    fn better_review_never_lowers_the_score(rows in any_table(), better in 1_i64..50) {
        // Only for methods in which works do not move each other.
        let (works, totals) = table(&rows);
        let mut raised = totals.clone();
        raised[0].total += fraction(better, 1);
        for method in [RankingMethod::Mean, RankingMethod::TrimmedMean, RankingMethod::Median] {
            prop_assert!(method.score(works[0], &raised) >= method.score(works[0], &totals));
            prop_assert_eq!(method.score(works[1], &raised), method.score(works[1], &totals));
        }
    }

    #[test]
    fn normalising_undoes_another_scale_of_a_juror(rows in any_table(), factor in 1_i64..9, shift in 0_i64..9) {
        let (works, totals) = table(&rows);
        let juror = totals[0].account;
        let mut rescaled = totals.clone();
        for review in rescaled.iter_mut().filter(|review| review.account == juror) {
            review.total = &review.total * fraction(factor, 10) + fraction(shift, 1);
        }
        for work in works {
            let method = RankingMethod::JurorNormalised;
            prop_assert_eq!(method.score(work, &totals), method.score(work, &rescaled));
        }
    }
}
