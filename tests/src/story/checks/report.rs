//! The report's numbers equal what was done.

use linia_proto::reporting::v1::{ChallengeReport, GetChallengeReportRequest, StageReport};

use crate::story::{Result, World, contest::Outcome, error::must_equal};

pub(super) async fn numbers_equal_what_was_done(world: &World, outcome: &Outcome) -> Result<()> {
    let expected = expected(outcome);
    let request = GetChallengeReportRequest {
        challenge: outcome.tychy.name.clone(),
    };
    let mut last = None;
    // The projections follow within moments; what they end at is what counts.
    let reached = world
        .wait_for("the report follows", async || {
            let report = world
                .anonymous
                .reports()
                .get_challenge_report(request.clone())
                .await;
            let mut report = report.ok()?.into_inner();
            report.publication_to_award_seconds = 0;
            let done = report == expected;
            last = Some(report);
            done.then_some(())
        })
        .await;
    if reached.is_err() {
        must_equal(
            "the report's numbers equal what was done",
            &last,
            &Some(expected),
        )?;
    }
    world
        .narrator
        .say("the public report's numbers equal what was done");
    Ok(())
}

fn expected(outcome: &Outcome) -> ChallengeReport {
    let stages = &outcome.tychy.stages;
    ChallengeReport {
        challenge: outcome.tychy.name.clone(),
        authority: outcome.tychy.authority.clone(),
        question_count: 1,
        answered_question_count: 1,
        stages: vec![
            StageReport {
                stage: stages[0].name.clone(),
                entry_count: 3,
                withdrawn_count: 1,
                work_count: 3,
                review_count: 9,
                selected_count: 2,
            },
            StageReport {
                stage: stages[1].name.clone(),
                entry_count: 2,
                withdrawn_count: 0,
                work_count: 2,
                review_count: 6,
                selected_count: 1,
            },
        ],
        juror_count: 3,
        laureate_count: 1,
        awarded: true,
        publication_to_award_seconds: 0,
    }
}
