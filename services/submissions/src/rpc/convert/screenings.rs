//! Formal screening: requests read, answers written.

use linia_chassis::{
    id::{StageId, WorkId},
    problem::Problem,
};
use linia_proto::submissions::v1;

use super::Reader;
use crate::{
    app::{report_defects::Finding, shown_receipt::Proof},
    convert::timestamp,
    domain::screening::{Exclusion, Ground, MOST_DEFECTS, SCREENING_REASON, SUPPLEMENT, Standing},
};

/// Reads the defects of some works of a stage.
pub(in crate::rpc) fn findings(
    request: v1::ReportDefectsRequest,
) -> Result<(StageId, Vec<Finding>), Problem> {
    let mut reader = Reader::default();
    let stage = reader.name("stage", &request.stage);
    let some = (1..=MOST_DEFECTS).contains(&request.defects.len());
    reader.require(some, "defects", "must be 1 to 1000");
    let defects = request.defects.into_iter().take(MOST_DEFECTS).enumerate();
    let findings = defects.map(|(index, defect)| {
        let path = format!("defects[{index}]");
        let work = reader.name::<WorkId>(&format!("{path}.work"), &defect.work);
        let reason = reader.text(&format!("{path}.reason"), defect.reason, SCREENING_REASON);
        let read = work.zip(reason);
        read.map(|(work, reason)| Finding { work, reason })
    });
    let findings: Vec<_> = findings.collect();
    let findings = findings.into_iter().collect::<Option<Vec<_>>>();
    reader.finish(stage.zip(findings))
}

impl Reader {
    pub(super) fn proof(&mut self, stage: &str, entrant: &str, receipt: String) -> Option<Proof> {
        let stage = self.name("stage", stage);
        let entrant = self.name("entrant", entrant);
        let read = stage.zip(entrant);
        read.map(|(stage, entrant)| Proof {
            stage,
            entrant,
            receipt,
        })
    }
}

/// Reads a shown receipt.
pub(in crate::rpc) fn proof(request: v1::GetMyScreeningRequest) -> Result<Proof, Problem> {
    let mut reader = Reader::default();
    let proof = reader.proof(&request.stage, &request.entrant, request.receipt);
    reader.finish(proof)
}

/// Reads a shown receipt and a supplement.
pub(in crate::rpc) fn cure(request: v1::CureWorkRequest) -> Result<(Proof, String), Problem> {
    let mut reader = Reader::default();
    let proof = reader.proof(&request.stage, &request.entrant, request.receipt);
    let supplement = reader.text("supplement", request.supplement, SUPPLEMENT);
    reader.finish(proof.zip(supplement))
}

/// Reads which work is excluded, and why.
pub(in crate::rpc) fn exclusion(
    request: v1::ExcludeWorkRequest,
) -> Result<(WorkId, Ground, String), Problem> {
    let mut reader = Reader::default();
    let work = reader.name("work", &request.work);
    let ground = match request.ground() {
        v1::ExclusionGround::AuthorRevealed => Some(Ground::AuthorRevealed),
        v1::ExclusionGround::FormalDefect => Some(Ground::FormalDefect),
        v1::ExclusionGround::Unspecified => None,
    };
    reader.require(ground.is_some(), "ground", "must be stated");
    let reason = reader.text("reason", request.reason, SCREENING_REASON);
    let read = work.zip(ground).zip(reason);
    reader.finish(read.map(|((work, ground), reason)| (work, ground, reason)))
}

impl From<Ground> for v1::ExclusionGround {
    fn from(ground: Ground) -> Self {
        match ground {
            Ground::AuthorRevealed => Self::AuthorRevealed,
            Ground::FormalDefect => Self::FormalDefect,
        }
    }
}

impl From<Standing> for v1::Screening {
    fn from(standing: Standing) -> Self {
        let (state, reason, cure_end_time) = match standing {
            Standing::InOrder => (v1::ScreeningState::InOrder, String::new(), None),
            Standing::Defective(defect) => {
                let end = Some(timestamp(defect.cure_end_time));
                (v1::ScreeningState::Defective, defect.reason, end)
            }
            Standing::Cured(defect) => {
                let end = Some(timestamp(defect.cure_end_time));
                (v1::ScreeningState::Cured, defect.reason, end)
            }
            Standing::Excluded(exclusion) => (v1::ScreeningState::Excluded, exclusion.reason, None),
        };
        Self {
            state: state.into(),
            reason,
            cure_end_time,
        }
    }
}

/// Writes an exclusion.
pub(in crate::rpc) fn excluded(work: WorkId, exclusion: Exclusion) -> v1::Exclusion {
    v1::Exclusion {
        work: work.to_string(),
        ground: v1::ExclusionGround::from(exclusion.ground).into(),
        reason: exclusion.reason,
        exclude_time: Some(timestamp(exclusion.time)),
    }
}
