//! What binds a protocol to what was judged, read together.

use std::collections::HashMap;

use linia_chassis::{
    crypto::{canonical_json, sha256},
    id::{StageId, WorkId},
};
use sqlx::PgConnection;

use crate::{
    app::error::AppError,
    domain::{
        attachment::WorkAttachment,
        error::TransitionError,
        evidence::{Evidence, JudgedWork, RecordedDraw},
        opening::Work,
        record::DefectRecord,
    },
    store::{
        assignments::{self, DrawRecord},
        attachments, lives,
        screenings::{self, ReportedDefect},
    },
};

/// The evidence for a protocol about these works of a closed stage, and their
/// defects.
pub(super) async fn read(
    conn: &mut PgConnection,
    stage: StageId,
    works: &[Work],
) -> Result<(Evidence, Vec<DefectRecord>), AppError> {
    let closing = lives::find(conn, stage).await?.closing();
    let closing = closing.ok_or(TransitionError::StageNotClosed)?;
    let ids: Vec<_> = works.iter().map(|work| work.id).collect();
    let mut files = Files::new();
    for (work, file) in attachments::list(conn, &ids).await? {
        files.entry(work).or_default().push(file);
    }
    let hashes = works.iter().map(|work| {
        let judged = JudgedWork::new(work, files_of(&files, work.id));
        (work.id, hash(&judged))
    });
    let draws = assignments::list_draws(conn, stage).await?;
    let evidence = Evidence {
        closing_record_sha256: closing.record_sha256,
        works: hashes.collect(),
        draws: draws.into_iter().map(recorded).collect(),
    };
    let reported = screenings::list_defects(conn, stage).await?;
    let defects = reported.into_iter();
    let defects = defects.map(|defect| found(works, &files, defect));
    Ok((evidence, defects.collect()))
}

/// The files of works, in the order of their entrants.
type Files = HashMap<WorkId, Vec<WorkAttachment>>;

fn files_of(files: &Files, work: WorkId) -> &[WorkAttachment] {
    files.get(&work).map_or(&[], Vec::as_slice)
}

fn hash(judged: &JudgedWork<'_>) -> [u8; 32] {
    sha256(&canonical_json(judged))
}

fn recorded(draw: DrawRecord) -> RecordedDraw {
    RecordedDraw {
        ordinal: draw.ordinal,
        seed: hex::encode(draw.seed.0),
        time: draw.time,
    }
}

fn found(works: &[Work], files: &Files, reported: ReportedDefect) -> DefectRecord {
    let work = works.iter().find(|work| work.id == reported.work);
    let cured = work.zip(reported.supplement);
    let cured = cured.map(|(work, supplement)| {
        let judged = JudgedWork::new(work, files_of(files, work.id));
        hash(&judged.cured_by(&supplement))
    });
    DefectRecord {
        work: reported.work,
        reason: reported.defect.reason,
        report_time: reported.report_time,
        cure_end_time: reported.defect.cure_end_time,
        cured_sha256: cured.map(hex::encode),
    }
}
