//! The jury's decision: requests read, protocols written.

use linia_chassis::{
    id::{AccountId, StageId, WorkId},
    problem::Problem,
};
use linia_proto::submissions::v1;

use super::Reader;
use crate::{
    app::correct_protocol::ProtocolCorrection,
    convert::timestamp,
    domain::{
        jury::RECUSAL_REASON,
        length::Length,
        protocol::{ProtocolRank, REASONS, SignedProtocol},
        screening::SCREENING_REASON,
    },
};

/// How many works or jurors a correction names at most, of each kind.
const MOST: usize = 1000;

/// How long the reason of a correction is.
const CORRECTION_REASON: Length = Length::new(1, 5000);

/// Reads which stage is judged, and the reasons for those who do not advance.
pub(in crate::rpc) fn judgement(
    request: &v1::JudgeStageRequest,
) -> Result<(StageId, String), Problem> {
    let mut reader = Reader::default();
    let stage = reader.name("stage", &request.stage);
    let reasons = reader.text("reasons", request.reasons.clone(), REASONS);
    reader.finish(stage.zip(reasons))
}

/// Reads what is corrected, and why.
pub(in crate::rpc) fn correction(
    request: v1::CorrectProtocolRequest,
) -> Result<ProtocolCorrection, Problem> {
    let mut reader = Reader::default();
    let stage = reader.name("stage", &request.stage);
    let reason = reader.text("reason", request.reason, CORRECTION_REASON);
    let says_something = !request.reasons.is_empty()
        || !request.exclusions.is_empty()
        || !request.recusals.is_empty()
        || !request.waivers.is_empty();
    reader.require(
        says_something,
        "reasons",
        "must be given, or another correction",
    );
    let reasons = match request.reasons {
        reasons if reasons.is_empty() => Some(None),
        reasons => reader.text("reasons", reasons, REASONS).map(Some),
    };
    let exclusions = reader.list("exclusions", request.exclusions, |reader, path, it| {
        let work = reader.name::<WorkId>(&format!("{path}.work"), &it.work);
        work.zip(reader.text(&format!("{path}.reason"), it.reason, SCREENING_REASON))
    });
    let recusals = reader.list("recusals", request.recusals, |reader, path, it| {
        let account = reader.name::<AccountId>(&format!("{path}.account"), &it.account);
        account.zip(reader.text(&format!("{path}.reason"), it.reason, RECUSAL_REASON))
    });
    let waivers = reader.list("waivers", request.waivers, |reader, path, it| {
        reader.waiving(&format!("{path}."), it)
    });
    let said = stage.zip(reason).zip(reasons);
    let read = said.zip(exclusions.zip(recusals).zip(waivers));
    reader.finish(read.map(
        |(((stage, reason), reasons), ((exclusions, recusals), waivers))| ProtocolCorrection {
            stage,
            reason,
            reasons,
            exclusions,
            recusals,
            waivers,
        },
    ))
}

impl Reader {
    /// Reads every element of a list that is not too long.
    fn list<M, T>(
        &mut self,
        field: &str,
        messages: Vec<M>,
        read: impl Fn(&mut Self, &str, M) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.require(messages.len() <= MOST, field, "must be 1000 at most");
        let messages = messages.into_iter().take(MOST).enumerate();
        let read = messages.map(|(index, it)| read(self, &format!("{field}[{index}]"), it));
        // All of them, so that everything that is wrong is told.
        let read: Vec<_> = read.collect();
        read.into_iter().collect()
    }
}

impl From<&SignedProtocol> for v1::Protocol {
    fn from(protocol: &SignedProtocol) -> Self {
        let correction = protocol.correction.as_ref();
        Self {
            stage: protocol.stage.to_string(),
            ranking: protocol.ranking.iter().map(v1::RankedWork::from).collect(),
            jws: protocol.jws.clone(),
            protocol_sha256: protocol.sha256.to_vec().into(),
            sign_time: Some(timestamp(protocol.sign_time)),
            number: protocol.number,
            superseded_sha256: correction
                .map_or_else(Vec::new, |it| it.superseded_sha256.to_vec())
                .into(),
            correction_reason: correction.map_or_else(String::new, |it| it.reason.clone()),
        }
    }
}

impl From<&ProtocolRank> for v1::RankedWork {
    fn from(ranked: &ProtocolRank) -> Self {
        Self {
            rank: ranked.rank,
            work: ranked.work.to_string(),
            code: ranked.code.clone(),
            total: ranked.total.clone(),
            selected: ranked.selected,
        }
    }
}
