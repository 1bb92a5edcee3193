//! The jury's protocol: the signed, immutable record of a stage (rule 6).

use std::collections::BTreeMap;

use linia_chassis::id::{AccountId, ChallengeId, EntrantName, StageId, WorkId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::domain::{
    jury::{Juror, JurorState},
    length::Length,
    opening::Work,
    ranking::{Ballot, RankedWork, RankingError, RankingRules, counts, require_complete},
    review::{Review, Scores},
    stage::{Criterion, Stage},
};

/// `typ` of a protocol's JWS header.
pub const PROTOCOL_TYPE: &str = "linia-protocol+jwt";

/// How long the reasons for those who do not advance are.
pub const REASONS: Length = Length::new(1, 5000);

/// What is signed. It names works and jurors, no entrant but those with whom a
/// juror declared a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    /// The contest.
    pub challenge: ChallengeId,
    /// The stage.
    pub stage: StageId,
    /// The stage's place in the contest, from 1.
    pub ordinal: i32,
    /// What was judged by.
    pub criteria: Vec<Criterion>,
    /// How the reviews became a ranking.
    pub rules: RankingRules,
    /// How many ranks advance or win.
    pub selected_ranks: i32,
    /// What was judged, in the order of the codes.
    pub works: Vec<ProtocolWork>,
    /// Everybody who was appointed.
    pub jurors: Vec<ProtocolJuror>,
    /// The final reviews of the jurors who sit.
    pub reviews: Vec<ProtocolReview>,
    /// In order of rank.
    pub ranking: Vec<ProtocolRank>,
    /// The factual and legal reasons for those who do not advance or win.
    pub reasons: String,
    /// When it was signed.
    #[serde(with = "time::serde::rfc3339")]
    pub sign_time: OffsetDateTime,
}

/// A work, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolWork {
    /// The work.
    pub work: WorkId,
    /// Its code.
    pub code: String,
    /// As handed in.
    pub title: String,
}

/// Who took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolJuror {
    /// The person.
    pub account: AccountId,
    /// Whether the person led the jury.
    pub chair: bool,
    /// Whether the person held the required qualifications.
    pub qualified: bool,
    /// Whether the person declared for this stage.
    pub declared: bool,
    /// With whom a conflict was declared.
    pub conflicts: Vec<EntrantName>,
    /// Why the person left the jury; absent for those who sit.
    pub recusal_reason: Option<String>,
}

/// What a juror thought of a work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolReview {
    /// The work.
    pub work: WorkId,
    /// The juror.
    pub account: AccountId,
    /// Points by criterion.
    pub scores: BTreeMap<String, i32>,
    /// In the juror's words.
    pub remarks: String,
}

/// A work's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolRank {
    /// From 1; works that nothing tells apart share a rank.
    pub rank: i32,
    /// The work.
    pub work: WorkId,
    /// Its code.
    pub code: String,
    /// The exact score in per cent.
    pub total: String,
    /// Whether it advances or wins.
    pub selected: bool,
}

/// A protocol after signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedProtocol {
    /// The stage.
    pub stage: StageId,
    /// The compact JWS.
    pub jws: String,
    /// SHA-256 of the JWS.
    pub sha256: [u8; 32],
    /// The reasons for those who do not advance or win.
    pub reasons: String,
    /// When it was signed.
    pub sign_time: OffsetDateTime,
    /// In order of rank.
    pub ranking: Vec<ProtocolRank>,
}

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
}

impl Deliberation<'_> {
    /// Who judges.
    #[must_use]
    pub fn sitting(&self) -> Vec<AccountId> {
        let sitting = self.jurors.iter().filter(|juror| !juror.is_recused());
        sitting.map(|juror| juror.account).collect()
    }

    /// Ranks the works by the reviews that count.
    ///
    /// # Errors
    /// [`RankingError`].
    pub fn rank(&self) -> Result<Vec<RankedWork>, RankingError> {
        let (sitting, counted) = (self.sitting(), self.counted());
        require_complete(self.works, &sitting, &counted)?;
        let ballot = Ballot {
            works: self.works,
            criteria: &self.stage.criteria,
            reviews: &counted,
            rules: &RankingRules::from(&self.stage.rules),
            selected_ranks: self.stage.selected_ranks(),
        };
        ballot.rank()
    }

    /// The reviews that move the ranking.
    #[must_use]
    pub fn counted(&self) -> Vec<&Review> {
        let sitting = self.sitting();
        let reviews = self.reviews.iter();
        reviews.filter(|review| counts(review, &sitting)).collect()
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
            criteria: self.stage.criteria.clone(),
            rules: RankingRules::from(&self.stage.rules),
            selected_ranks: self.stage.selected_ranks(),
            works: self.listed_works(),
            jurors: self.jurors.iter().map(|j| self.listed_juror(j)).collect(),
            reviews: self.counted_reviews(),
            ranking: ranking.iter().map(listed_rank).collect(),
            reasons,
            sign_time,
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
            })
            .collect();
        works.sort_by(|one, other| one.code.cmp(&other.code));
        works
    }

    fn listed_juror(&self, juror: &Juror) -> ProtocolJuror {
        let declaration = juror.declaration(self.stage.id);
        ProtocolJuror {
            account: juror.account,
            chair: juror.chair,
            qualified: juror.qualified,
            declared: declaration.is_some(),
            conflicts: declaration.map_or_else(Vec::new, |d| d.conflicts.clone()),
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
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;
    use crate::domain::{
        content::EntryContent, hand_in::HandInRules, review::ReviewState, rules::StageRules,
        work_code::WorkCode,
    };

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn stage() -> Stage {
        Stage {
            id: StageId::new(),
            challenge: ChallengeId::new(),
            authority: linia_chassis::id::OrganizationId::new(),
            ordinal: 1,
            stage_count: 1,
            open_time: NOW,
            close_time: NOW,
            criteria: Vec::new(),
            finalist_count: 0,
            laureate_count: 1,
            sealing_recipient: String::new(),
            unmasking_recipient: String::new(),
            cancelled: false,
            challenge_version: 1,
            hand_in: HandInRules::default(),
            rules: StageRules::default(),
            individual_closings: Vec::new(),
        }
    }

    #[test]
    fn recused_juror_is_named_with_the_reason_and_without_scores() {
        let stage = stage();
        let sits = Juror::appointed(stage.challenge, AccountId::new(), true, true);
        let gone = Juror::appointed(stage.challenge, AccountId::new(), false, true)
            .recuse("ill".into(), NOW);
        let work = Work {
            id: WorkId::random(),
            code: WorkCode::draw(&mut StdRng::seed_from_u64(1)),
            content: EntryContent {
                title: "title".into(),
                text: "text".into(),
                ..EntryContent::default()
            },
        };
        let review = |juror: &Juror| Review {
            work: work.id,
            account: juror.account,
            scores: Scores::new(),
            remarks: String::new(),
            state: ReviewState::Final,
            update_time: NOW,
        };
        let reviews = [review(&sits), review(&gone)];
        let jurors = [sits.clone(), gone];
        let deliberation = Deliberation {
            stage: &stage,
            works: &[work],
            jurors: &jurors,
            reviews: &reviews,
        };
        let protocol = deliberation.protocol(&[], "reasons".into(), NOW);
        assert_eq!(protocol.jurors[1].recusal_reason.as_deref(), Some("ill"));
        assert_eq!(protocol.reviews.len(), 1);
        assert_eq!(protocol.reviews[0].account, sits.account);
    }
}
