//! The jury's deliberation: of works, jurors and reviews it makes the ranking
//! and what the protocol says.

use crate::domain::{
    evidence::{Evidence, JuryRules},
    jury::{Juror, JurorState, SMALLEST_JURY},
    opening::Work,
    protocol::{Protocol, ProtocolJuror, ProtocolRank, ProtocolReview, ProtocolWork},
    ranking::{Ballot, RankedWork, RankingError, RankingRules},
    reading::Reading,
    record::HandRecord,
    review::{Review, Scores},
    stage::Stage,
};
use time::OffsetDateTime;

/// Everything that a protocol is made of.
#[derive(Debug, Clone, Copy)]
pub struct Deliberation<'a> {
    /// What was published.
    pub stage: &'a Stage,
    /// What was judged.
    pub works: &'a [Work],
    /// Everybody who was appointed.
    pub jurors: &'a [Juror],
    /// Every review.
    pub reviews: &'a [Review],
    /// Who had to read what.
    pub reading: &'a Reading,
    /// What the jury decided about single works.
    pub decisions: &'a HandRecord,
    /// What binds the protocol to what was judged.
    pub evidence: &'a Evidence,
}

impl Deliberation<'_> {
    /// Ranks the works that are not excluded by the reviews that count; whatever
    /// else was written moves nothing (rule 4).
    ///
    /// # Errors
    /// [`RankingError`] unless at least three jurors sit and each work has the
    /// reviews that it requires.
    pub fn rank(&self) -> Result<Vec<RankedWork>, RankingError> {
        let sitting = self.reading.sitting.len();
        if sitting < SMALLEST_JURY {
            return Err(RankingError::JuryTooSmall { sitting });
        }
        let works = self.works.iter().map(|work| work.id);
        let missing = self.reading.missing(works, self.reviews).values().sum();
        if missing > 0 {
            return Err(RankingError::ReviewsMissing { missing });
        }
        let ballot = Ballot {
            works: &self.competing(),
            criteria: &self.stage.criteria,
            reviews: &self.counted(),
            rules: &RankingRules::from(&self.stage.rules),
            selected_ranks: self.stage.selected_ranks(),
        };
        ballot.rank()
    }

    /// The works that nobody took out of the ranking.
    fn competing(&self) -> Vec<Work> {
        let excluded = &self.reading.excluded;
        let works = self.works.iter().cloned();
        works.filter(|work| !excluded.contains(&work.id)).collect()
    }

    /// The reviews that move the ranking.
    fn counted(&self) -> Vec<&Review> {
        let reviews = self.reviews.iter();
        reviews.filter(|r| self.reading.counts(r)).collect()
    }

    /// Writes down what is to be signed.
    #[must_use]
    pub fn protocol(
        &self,
        ranking: &[RankedWork],
        reasons: String,
        sign_time: OffsetDateTime,
    ) -> Protocol {
        Protocol {
            challenge: self.stage.challenge,
            stage: self.stage.id,
            ordinal: self.stage.ordinal,
            closing_record_sha256: Some(hex::encode(self.evidence.closing_record_sha256)),
            criteria: self.stage.criteria.clone(),
            rules: RankingRules::from(&self.stage.rules),
            jury_rules: Some(JuryRules::from(&self.stage.rules)),
            selected_ranks: self.stage.selected_ranks(),
            works: self.listed_works(),
            jurors: self.jurors.iter().map(|j| self.listed_juror(j)).collect(),
            reviews: self.counted_reviews(),
            draws: self.evidence.draws.clone(),
            decisions: self.decisions.clone(),
            ranking: ranking.iter().map(listed_rank).collect(),
            reasons,
            sign_time,
            supersedes: None,
        }
    }

    fn listed_works(&self) -> Vec<ProtocolWork> {
        let mut works: Vec<_> = self
            .works
            .iter()
            .map(|work| ProtocolWork {
                work: work.id,
                code: work.code.to_string(),
                title: work.content.title.clone(),
                work_sha256: self.evidence.works.get(&work.id).map(hex::encode),
            })
            .collect();
        works.sort_by(|one, other| one.code.cmp(&other.code));
        works
    }

    fn listed_juror(&self, juror: &Juror) -> ProtocolJuror {
        let declaration = juror.declaration(self.stage.id);
        let in_plain = declaration.filter(|_| !self.stage.rules.assigns_works());
        ProtocolJuror {
            account: juror.account,
            chair: juror.chair,
            qualified: juror.qualified,
            declared: declaration.is_some(),
            conflict_declared: in_plain.map(|declared| !declared.conflicts.is_empty()),
            recusal_reason: match &juror.state {
                JurorState::Sitting => None,
                JurorState::Recused { reason, .. } => Some(reason.clone()),
            },
        }
    }

    fn counted_reviews(&self) -> Vec<ProtocolReview> {
        let counted = self.counted().into_iter();
        let mut reviews: Vec<_> = counted
            .map(|review| ProtocolReview {
                work: review.work,
                account: review.account,
                scores: Scores::clone(&review.scores),
                remarks: review.remarks.clone(),
            })
            .collect();
        reviews.sort_by_key(|review| (review.work, review.account));
        reviews
    }
}

fn listed_rank(ranked: &RankedWork) -> ProtocolRank {
    ProtocolRank {
        rank: ranked.rank,
        work: ranked.work,
        code: ranked.code.to_string(),
        total: ranked.total.to_string(),
        selected: ranked.selected,
    }
}

#[cfg(test)]
mod tests;
