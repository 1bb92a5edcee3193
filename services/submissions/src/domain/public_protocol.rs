//! What everybody may read of a jury's protocol: all that its ranking follows
//! from, and no free text.
//!
//! Works that were not awarded are never published (rule 8; procurement law of
//! 2019, art. 356). Titles, remarks and reasons may quote them, and reasons and
//! may name people, so these stay in the protocol that the authority keeps.
//! Hashes of works stay: they tell nothing to whoever does not hold the work, and
//! its author may show by them that it was judged.

use std::collections::BTreeMap;

use linia_chassis::id::{AccountId, ChallengeId, StageId, WorkId};
use serde::Serialize;
use time::OffsetDateTime;

use crate::domain::{
    evidence::{JuryRules, RecordedDraw},
    protocol::{Protocol, ProtocolJuror, ProtocolRank, ProtocolReview, ProtocolWork},
    ranking::RankingRules,
    record::{ChangeRecord, DefectRecord, ExclusionRecord, HandRecord, WaiverRecord},
    stage::Criterion,
};

/// `typ` of a public protocol's JWS header.
pub const PUBLIC_PROTOCOL_TYPE: &str = "linia-public-protocol+jwt";

/// What is signed for everybody. Its fields are those of [`Protocol`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicProtocol {
    /// The contest.
    pub challenge: ChallengeId,
    /// The stage.
    pub stage: StageId,
    /// The stage's place in the contest, from 1.
    pub ordinal: i32,
    /// SHA-256 of the stage's closing record, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing_record_sha256: Option<String>,
    /// What was judged by.
    pub criteria: Vec<Criterion>,
    /// How the reviews became a ranking.
    pub rules: RankingRules,
    /// Who may judge, and how much of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jury_rules: Option<JuryRules>,
    /// How many ranks advance or win.
    pub selected_ranks: i32,
    /// What was judged, in the order of the codes.
    pub works: Vec<PublicWork>,
    /// Everybody who was appointed.
    pub jurors: Vec<PublicJuror>,
    /// The scores that count.
    pub reviews: Vec<PublicReview>,
    /// How works came to jurors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub draws: Vec<RecordedDraw>,
    /// What was found and decided about single works.
    pub decisions: PublicDecisions,
    /// In order of rank.
    pub ranking: Vec<ProtocolRank>,
    /// When the jury's protocol was signed.
    #[serde(with = "time::serde::rfc3339")]
    pub sign_time: OffsetDateTime,
    /// SHA-256 of the jury's protocol, in hex.
    pub protocol_sha256: String,
}

/// A work, without its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicWork {
    /// The work.
    pub work: WorkId,
    /// Its code.
    pub code: String,
    /// SHA-256 of what the jury read of it, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_sha256: Option<String>,
}

/// Who took part; of conflicts and of the reason for leaving nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicJuror {
    /// The person.
    pub account: AccountId,
    /// Whether the person led the jury.
    pub chair: bool,
    /// Whether the person held the required qualifications.
    pub qualified: bool,
    /// Whether the person declared for this stage.
    pub declared: bool,
    /// Whether the person left the jury.
    pub recused: bool,
}

/// The points that a juror gave a work, without the remarks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicReview {
    /// The work.
    pub work: WorkId,
    /// The juror.
    pub account: AccountId,
    /// Points by criterion.
    pub scores: BTreeMap<String, i32>,
}

/// Every decision about a single work, without the reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicDecisions {
    /// Formal defects, cured or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<PublicDefect>,
    /// Works that are in no ranking.
    pub exclusions: Vec<PublicExclusion>,
    /// Works that fewer reviews suffice for.
    pub waivers: Vec<PublicWaiver>,
    /// Works that were given to a juror, or taken or left.
    pub assignment_changes: Vec<PublicChange>,
}

/// A formal defect of a work, and the time in which it could be cured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicDefect {
    /// The work.
    pub work: WorkId,
    /// When it was noted.
    #[serde(with = "time::serde::rfc3339")]
    pub report_time: OffsetDateTime,
    /// It could be cured before this moment.
    #[serde(with = "time::serde::rfc3339")]
    pub cure_end_time: OffsetDateTime,
    /// SHA-256 of the work with what was added to it; absent if nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cured_sha256: Option<String>,
}

/// A work that is in no ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicExclusion {
    /// The work.
    pub work: WorkId,
    /// `author_revealed` or `formal_defect`.
    pub ground: String,
}

/// A work that fewer reviews suffice for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicWaiver {
    /// The work.
    pub work: WorkId,
    /// How many final reviews suffice.
    pub sufficient_reviews: i32,
}

/// A work that was given to a juror, or taken or left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicChange {
    /// The work.
    pub work: WorkId,
    /// The juror.
    pub account: AccountId,
    /// `assigned` or `released`.
    pub state: String,
}

impl PublicProtocol {
    /// What everybody may read of a protocol with that SHA-256.
    #[must_use]
    pub fn new(protocol: Protocol, sha256: [u8; 32]) -> Self {
        Self {
            challenge: protocol.challenge,
            stage: protocol.stage,
            ordinal: protocol.ordinal,
            closing_record_sha256: protocol.closing_record_sha256,
            criteria: protocol.criteria,
            rules: protocol.rules,
            jury_rules: protocol.jury_rules,
            selected_ranks: protocol.selected_ranks,
            works: all(protocol.works),
            jurors: all(protocol.jurors),
            reviews: all(protocol.reviews),
            draws: protocol.draws,
            decisions: protocol.decisions.into(),
            ranking: protocol.ranking,
            sign_time: protocol.sign_time,
            protocol_sha256: hex::encode(sha256),
        }
    }
}

fn all<T, P: From<T>>(these: Vec<T>) -> Vec<P> {
    these.into_iter().map(P::from).collect()
}

impl From<ProtocolWork> for PublicWork {
    fn from(work: ProtocolWork) -> Self {
        Self {
            work: work.work,
            code: work.code,
            work_sha256: work.work_sha256,
        }
    }
}

impl From<ProtocolJuror> for PublicJuror {
    fn from(juror: ProtocolJuror) -> Self {
        Self {
            account: juror.account,
            chair: juror.chair,
            qualified: juror.qualified,
            declared: juror.declared,
            recused: juror.recusal_reason.is_some(),
        }
    }
}

impl From<ProtocolReview> for PublicReview {
    fn from(review: ProtocolReview) -> Self {
        Self {
            work: review.work,
            account: review.account,
            scores: review.scores,
        }
    }
}

impl From<HandRecord> for PublicDecisions {
    fn from(decisions: HandRecord) -> Self {
        Self {
            defects: all(decisions.defects),
            exclusions: all(decisions.exclusions),
            waivers: all(decisions.waivers),
            assignment_changes: all(decisions.assignment_changes),
        }
    }
}

impl From<DefectRecord> for PublicDefect {
    fn from(defect: DefectRecord) -> Self {
        Self {
            work: defect.work,
            report_time: defect.report_time,
            cure_end_time: defect.cure_end_time,
            cured_sha256: defect.cured_sha256,
        }
    }
}

impl From<ExclusionRecord> for PublicExclusion {
    fn from(ExclusionRecord { work, ground, .. }: ExclusionRecord) -> Self {
        Self { work, ground }
    }
}

impl From<WaiverRecord> for PublicWaiver {
    fn from(waiver: WaiverRecord) -> Self {
        Self {
            work: waiver.work,
            sufficient_reviews: waiver.sufficient_reviews,
        }
    }
}

impl From<ChangeRecord> for PublicChange {
    fn from(change: ChangeRecord) -> Self {
        Self {
            work: change.work,
            account: change.account,
            state: change.state,
        }
    }
}
