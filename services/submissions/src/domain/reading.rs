//! Which reviews count and which are missing (rule 4): a ranking rests on the
//! final reviews of jurors who sit, of works that are theirs to read; as many
//! for each work as the contest states, or as a waiver lets suffice.

use std::collections::{BTreeMap, BTreeSet};

use linia_chassis::id::{AccountId, WorkId};

use crate::domain::{
    assignment::{Pair, PairState},
    review::{Review, ReviewState},
    rules::StageRules,
};

/// Who has to read what.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What the contest states.
    pub rules: StageRules,
    /// Who judges.
    pub sitting: BTreeSet<AccountId>,
    /// Who reads what, where works are assigned.
    pub pairs: BTreeMap<Pair, PairState>,
    /// How many reviews suffice for works that lack some.
    pub waivers: BTreeMap<WorkId, usize>,
    /// Works that are in no ranking.
    pub excluded: BTreeSet<WorkId>,
}

impl Reading {
    /// Whether a juror reads a work, and a review of theirs would count.
    #[must_use]
    pub fn reads(&self, juror: AccountId, work: WorkId) -> bool {
        self.sitting.contains(&juror)
            && !self.excluded.contains(&work)
            && (!self.rules.assigns_works()
                || self.pairs.get(&Pair::new(work, juror)) == Some(&PairState::Assigned))
    }

    /// Whether a review moves the ranking.
    #[must_use]
    pub fn counts(&self, review: &Review) -> bool {
        review.state == ReviewState::Final && self.reads(review.account, review.work)
    }

    /// How many final reviews a work needs.
    #[must_use]
    pub fn required(&self, work: WorkId) -> usize {
        if self.excluded.contains(&work) {
            return 0;
        }
        let stated = if self.rules.assigns_works() {
            self.rules.readers()
        } else {
            self.sitting.len()
        };
        let waived = self.waivers.get(&work).copied();
        waived.map_or(stated, |sufficient| sufficient.min(stated))
    }

    /// How many final reviews each of some works lacks; without those that lack
    /// none.
    #[must_use]
    pub fn missing(
        &self,
        works: impl IntoIterator<Item = WorkId>,
        reviews: &[Review],
    ) -> BTreeMap<WorkId, usize> {
        let mut done = BTreeMap::<_, usize>::new();
        for review in reviews.iter().filter(|review| self.counts(review)) {
            *done.entry(review.work).or_default() += 1;
        }
        let lacks = works.into_iter().map(|work| {
            let done = done.get(&work).copied().unwrap_or_default();
            (work, self.required(work).saturating_sub(done))
        });
        lacks.filter(|(_, missing)| *missing > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;
    use crate::domain::review::Scores;

    fn review(work: WorkId, account: AccountId, state: ReviewState) -> Review {
        Review {
            work,
            account,
            scores: Scores::new(),
            remarks: String::new(),
            state,
            update_time: OffsetDateTime::UNIX_EPOCH,
        }
    }

    /// Three jurors who sit, and two works each of which needs two of them.
    fn assigned() -> (Reading, [AccountId; 3], [WorkId; 2]) {
        let jurors = [(); 3].map(|()| AccountId::new());
        let works = [(); 2].map(|()| WorkId::random());
        let pairs = [(0, 0), (0, 1), (1, 1), (1, 2)];
        let reading = Reading {
            rules: StageRules {
                reviews_per_work: 2,
                ..StageRules::default()
            },
            sitting: jurors.into(),
            pairs: pairs
                .map(|(work, juror)| (Pair::new(works[work], jurors[juror]), PairState::Assigned))
                .into(),
            ..Reading::default()
        };
        (reading, jurors, works)
    }

    fn final_reviews(reading: &Reading) -> Vec<Review> {
        let pairs = reading.pairs.keys();
        pairs
            .map(|pair| review(pair.work, pair.juror, ReviewState::Final))
            .collect()
    }

    #[test]
    fn only_final_reviews_of_what_was_assigned_count() {
        let (reading, jurors, works) = assigned();
        let counted = |juror, work, state| reading.counts(&review(work, juror, state));
        assert!(counted(jurors[0], works[0], ReviewState::Final));
        assert!(!counted(jurors[0], works[0], ReviewState::Draft));
        assert!(!counted(jurors[2], works[0], ReviewState::Final));
    }

    #[test]
    fn recused_juror_leaves_every_work_short() {
        let (mut reading, jurors, works) = assigned();
        let reviews = final_reviews(&reading);
        assert!(reading.missing(works, &reviews).is_empty());
        reading.sitting.remove(&jurors[1]);
        let missing = reading.missing(works, &reviews);
        assert_eq!(missing, BTreeMap::from(works.map(|work| (work, 1))));
    }

    #[test]
    fn release_from_a_work_leaves_that_work_short_alone() {
        let (mut reading, jurors, works) = assigned();
        let reviews = final_reviews(&reading);
        let pair = Pair::new(works[0], jurors[1]);
        reading.pairs.insert(pair, PairState::Released);
        let missing = reading.missing(works, &reviews);
        assert_eq!(missing, BTreeMap::from([(works[0], 1)]));
    }

    #[test]
    fn waiver_and_exclusion_take_the_need_away() {
        let (mut reading, _, works) = assigned();
        reading.waivers.insert(works[0], 1);
        reading.excluded.insert(works[1]);
        assert_eq!(reading.missing(works, &[]), BTreeMap::from([(works[0], 1)]));
        let reviews = final_reviews(&reading);
        assert!(reading.missing(works, &reviews).is_empty());
        assert!(
            reviews
                .iter()
                .filter(|r| r.work == works[1])
                .all(|r| !reading.counts(r))
        );
    }

    #[test]
    fn waiver_never_asks_for_more_than_the_contest_states() {
        let (mut reading, _, works) = assigned();
        reading.waivers.insert(works[0], 9);
        assert_eq!(reading.required(works[0]), 2);
    }

    #[test]
    fn where_everybody_reads_all_every_juror_who_sits_is_required() {
        let (mut reading, jurors, works) = assigned();
        reading.rules = StageRules::default();
        reading.pairs.clear();
        assert_eq!(reading.required(works[0]), 3);
        assert!(reading.reads(jurors[2], works[0]));
    }
}
