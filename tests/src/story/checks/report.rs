//! The reports' numbers equal what was done: of contests that ended in each way, and of all together.

use linia_proto::reporting::v1::{
    ChallengeReport, GetChallengeReportRequest, GetPlatformReportRequest, PlatformReport,
    StageReport,
};

use crate::story::{Result, World, contest::Outcome, error::must_equal};

pub(super) async fn numbers_equal_what_was_done(world: &World, outcome: &Outcome) -> Result<()> {
    for expected in [awarded(outcome), cancelled(outcome), annulled(outcome)] {
        follows(world, &expected, async || {
            let request = GetChallengeReportRequest {
                challenge: expected.challenge.clone(),
            };
            let mut reports = world.anonymous.reports();
            let report = reports.get_challenge_report(request).await;
            Some(ChallengeReport {
                publication_to_award_seconds: 0,
                ..report.ok()?.into_inner()
            })
        })
        .await?;
    }
    follows(world, &everything(), async || {
        let request = GetPlatformReportRequest {};
        let mut reports = world.anonymous.reports();
        let report = reports.get_platform_report(request).await;
        Some(report.ok()?.into_inner())
    })
    .await?;
    world.narrator.say(
        "the public reports' numbers equal what was done: of contests that were awarded, cancelled \
         and annulled, and of all together",
    );
    Ok(())
}

/// The projections follow within moments; what they end at is what counts.
async fn follows<T: PartialEq + std::fmt::Debug>(
    world: &World,
    expected: &T,
    read: impl AsyncFn() -> Option<T>,
) -> Result<()> {
    let reached = world
        .wait_for("the report follows", async || {
            let report = read().await?;
            (report == *expected).then_some(())
        })
        .await;
    match reached {
        Ok(()) => Ok(()),
        Err(_) => must_equal(
            "the report's numbers equal what was done",
            &read().await.as_ref(),
            &Some(expected),
        ),
    }
}

fn awarded(outcome: &Outcome) -> ChallengeReport {
    let stages = &outcome.tychy.stages;
    ChallengeReport {
        challenge: outcome.tychy.name.clone(),
        authority: outcome.tychy.authority.clone(),
        question_count: 2,
        answered_question_count: 2,
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

/// What was handed in was never opened, and counts nowhere.
fn cancelled(outcome: &Outcome) -> ChallengeReport {
    ChallengeReport {
        challenge: outcome.cancelled.name.clone(),
        authority: outcome.cancelled.authority.clone(),
        stages: vec![StageReport {
            stage: outcome.cancelled.stages[0].name.clone(),
            ..StageReport::default()
        }],
        juror_count: 1,
        ..ChallengeReport::default()
    }
}

/// By the corrected protocol, without the juror who was recused; nobody won.
fn annulled(outcome: &Outcome) -> ChallengeReport {
    ChallengeReport {
        challenge: outcome.annulled.name.clone(),
        authority: outcome.annulled.authority.clone(),
        stages: vec![StageReport {
            stage: outcome.annulled.stages[0].name.clone(),
            entry_count: 2,
            withdrawn_count: 0,
            work_count: 2,
            review_count: 6,
            selected_count: 1,
        }],
        juror_count: 3,
        ..ChallengeReport::default()
    }
}

/// All contests were published, those that were cancelled or annulled, too; one was awarded.
fn everything() -> PlatformReport {
    PlatformReport {
        account_count: 16,
        organization_count: 3,
        published_challenge_count: 5,
        awarded_challenge_count: 1,
        entry_count: 12,
    }
}
