//! The jury's protocol: the signed, immutable record of a stage (rule 6).

use std::collections::BTreeMap;

use linia_chassis::id::{AccountId, ChallengeId, StageId, WorkId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::domain::{
    evidence::{JuryRules, RecordedDraw},
    length::Length,
    ranking::RankingRules,
    record::HandRecord,
    stage::Criterion,
};

/// `typ` of a protocol's JWS header.
pub const PROTOCOL_TYPE: &str = "linia-protocol+jwt";

/// How long the reasons for those who do not advance are.
pub const REASONS: Length = Length::new(1, 5000);

/// What is signed. It names works and jurors and no entrant: staff read it before
/// anybody is unmasked.
///
/// What may be absent was not stated yet when the first protocols were signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    /// The contest.
    pub challenge: ChallengeId,
    /// The stage.
    pub stage: StageId,
    /// The stage's place in the contest, from 1.
    pub ordinal: i32,
    /// SHA-256 of the stage's closing record, in hex: what the works come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing_record_sha256: Option<String>,
    /// What was judged by.
    pub criteria: Vec<Criterion>,
    /// How the reviews became a ranking.
    pub rules: RankingRules,
    /// Who may judge, and how much of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jury_rules: Option<JuryRules>,
    /// How many ranks advance or win.
    pub selected_ranks: i32,
    /// What was judged, in the order of the codes.
    pub works: Vec<ProtocolWork>,
    /// Everybody who was appointed.
    pub jurors: Vec<ProtocolJuror>,
    /// The reviews that count.
    pub reviews: Vec<ProtocolReview>,
    /// How works came to jurors, where not everybody reads all. With whom a
    /// juror has a conflict is not told, so a draw that a conflict moved is
    /// repeated by those alone who hold the stage's key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub draws: Vec<RecordedDraw>,
    /// Formal defects, works that are in no ranking, reviews that were waived,
    /// and works that were taken from or given to a juror by hand, each with its
    /// reason.
    #[serde(default)]
    pub decisions: HandRecord,
    /// In order of rank.
    pub ranking: Vec<ProtocolRank>,
    /// The factual and legal reasons for those who do not advance or win.
    pub reasons: String,
    /// When it was signed.
    #[serde(with = "time::serde::rfc3339")]
    pub sign_time: OffsetDateTime,
    /// What it corrects; absent in the first protocol of a stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Supersedes>,
}

/// The protocol that a corrected one takes the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supersedes {
    /// The number of the corrected one within the stage, from 2.
    pub number: i32,
    /// SHA-256 of the earlier one's JWS, in hex.
    pub protocol_sha256: String,
    /// Why it is corrected, in the chair's words.
    pub reason: String,
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
    /// SHA-256, in hex, of what the jury read: a
    /// [`JudgedWork`](super::evidence::JudgedWork).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_sha256: Option<String>,
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
    /// Whether a conflict was declared for this stage; with whom, is told to
    /// nobody. Absent where works are assigned: there even this is sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict_declared: Option<bool>,
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
    /// From 1 within the stage.
    pub number: i32,
    /// What it corrects; nothing in the first one.
    pub correction: Option<Correction>,
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

/// What a signed protocol corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// SHA-256 of the JWS that it supersedes.
    pub superseded_sha256: [u8; 32],
    /// Why.
    pub reason: String,
}

impl SignedProtocol {
    /// How a corrected protocol names this one.
    #[must_use]
    pub fn superseded(&self, reason: String) -> Supersedes {
        Supersedes {
            number: self.number + 1,
            protocol_sha256: hex::encode(self.sha256),
            reason,
        }
    }
}
