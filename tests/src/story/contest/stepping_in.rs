//! A prize falls away, and the next in the ranking steps in.

use linia_proto::{
    challenges::v1::{
        AwardRunnerUpRequest, CallRunnerUpRequest, Challenge, GetChallengeRequest, RunnerUpCall,
        RunnerUpState,
    },
    submissions::v1::ListDisclosedWorksRequest,
};
use uuid::Uuid;

use super::{Cast, deciding::wait_for_notification};
use crate::story::{
    Result, World,
    error::{Step, must_be_refused, must_equal},
    world::moment,
};

/// The start-up declines its prize, and the university team gets it.
pub(super) async fn runner_up(world: &World, cast: &mut Cast, challenge: &Challenge) -> Result<()> {
    let work = winning_work(world, challenge).await?;
    let call = CallRunnerUpRequest {
        challenge: challenge.name.clone(),
        work: work.clone(),
        reason: "Laureat zrezygnował z nagrody.".to_owned(),
        request_id: Uuid::new_v4().to_string(),
    };
    must_be_refused(
        "only the head calls a runner-up",
        cast.tychy
            .editor
            .clients()
            .runners_up()
            .call_runner_up(call.clone())
            .await,
        "NOT_PERMITTED",
    )?;
    let head = cast.tychy.head.clients();
    let called = head.runners_up().call_runner_up(call.clone()).await;
    let called = called.step("the head calls a runner-up")?;
    let again = head.runners_up().call_runner_up(call).await;
    must_equal(
        "a repeated call calls nobody else",
        &again.step("the call is repeated")?,
        &called,
    )?;
    let revealed = world
        .wait_for("whoever steps in is revealed", async || {
            let call = read(world, challenge).await?;
            (call.state() == RunnerUpState::Revealed).then_some(call)
        })
        .await?;
    let who: Vec<_> = revealed.runners_up.iter().map(|it| &it.entrant).collect();
    must_equal("the next in the ranking steps in", &who, &vec![&cast.team])?;
    world
        .narrator
        .say("the start-up declined its prize; only the next in the ranking was revealed");

    let award = AwardRunnerUpRequest {
        challenge: challenge.name.clone(),
        work,
    };
    must_be_refused(
        "the term runs anew from the call",
        head.runners_up().award_runner_up(award.clone()).await,
        "AWARD_TOO_EARLY",
    )?;
    world
        .travel_to(moment(called.earliest_award_time) + time::Duration::seconds(1))
        .await?;
    cast.tychy.head.sign_in(world).await?;
    let head = cast.tychy.head.clients();
    let awarded = head.runners_up().award_runner_up(award).await;
    let awarded = awarded.step("the head awards the prize anew")?;
    must_equal(
        "the prize is awarded anew",
        &awarded.state(),
        &RunnerUpState::Awarded,
    )?;
    must_equal(
        "who lost the prize is published no more",
        &count_published(world, challenge).await?,
        &0,
    )?;
    cast.founder.sign_in(world).await?;
    wait_for_notification(world, &cast.founder, "prize_lost").await?;
    for student in &mut cast.students {
        student.sign_in(world).await?;
        wait_for_notification(world, student, "runner_up").await?;
        wait_for_notification(world, student, "runner_up_awarded").await?;
    }
    world
        .narrator
        .say("fifteen days later the university team was awarded the prize; all were told");
    Ok(())
}

async fn winning_work(world: &World, challenge: &Challenge) -> Result<String> {
    let request = GetChallengeRequest {
        name: challenge.name.clone(),
        languages: Vec::new(),
    };
    let shown = world.anonymous.challenges().get_challenge(request).await;
    let shown = shown.step("anybody reads the result")?.result;
    let works = shown.map(|result| result.laureates).unwrap_or_default();
    must_equal("one work was awarded the prize", &works.len(), &1)?;
    Ok(works.into_iter().map(|it| it.work).collect())
}

async fn read(world: &World, challenge: &Challenge) -> Option<RunnerUpCall> {
    let request = GetChallengeRequest {
        name: challenge.name.clone(),
        languages: Vec::new(),
    };
    let shown = world.anonymous.challenges().get_challenge(request).await;
    let result = shown.ok()?.into_inner().result?;
    result.runner_up_calls.into_iter().next()
}

async fn count_published(world: &World, challenge: &Challenge) -> Result<usize> {
    let request = ListDisclosedWorksRequest {
        challenge: challenge.name.clone(),
        ..ListDisclosedWorksRequest::default()
    };
    let mut anyone = world.anonymous.disclosures();
    let listed = anyone.list_disclosed_works(request).await;
    Ok(listed.step("anybody reads what is published")?.works.len())
}
