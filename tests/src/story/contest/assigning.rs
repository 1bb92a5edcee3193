//! A contest whose works are opened by two people, screened, and distributed among the jurors.

mod distributing;
mod opening;
mod results;
mod screening;

use std::collections::BTreeMap;

use linia_proto::{
    challenges::v1::Challenge,
    submissions::v1::{JudgeStageRequest, Work as SeenWork},
};
use uuid::Uuid;

use super::{
    Cast, Handed, StageEntries, deciding,
    handing_in::{Work, hand_in, written},
    judging, publishing,
};
use crate::story::{
    Person, Result, World,
    error::{Step, must_be_refused, must_equal},
    receipts::PublishedKeys,
    samples,
    world::moment,
};

/// Białystok's third contest, from its publication to its result.
pub(super) async fn tell(world: &World, cast: &Cast) -> Result<(Challenge, StageEntries)> {
    let draft = samples::talking_stops(&cast.bialystok.organization, world.now().await?);
    let challenge = publishing::at_once(&cast.bialystok, draft).await?;
    let editor = cast.bialystok.editor.clients();
    let jury = cast.large_jury();
    judging::appoint_by(world, editor, &jury, &challenge).await?;
    world
        .narrator
        .say("in Białystok's third contest two jurors read each work, and two people open them");
    let stage = &challenge.stages[0];
    world.travel_to(moment(stage.open_time)).await?;
    let entries = enter(world, cast, &stage.name).await?;
    opening::too_early(cast, &stage.name).await?;
    world.travel_to(moment(stage.close_time)).await?;
    opening::by_two(world, cast, &stage.name).await?;
    distributing::draw(world, &jury, &entries).await?;
    screening::screen(world, cast, &jury, &entries).await?;
    distributing::recuse_from_one(world, &jury, &entries).await?;
    judge(world, &jury, &challenge, &entries).await?;
    decide(world, cast, &challenge, &entries).await?;
    Ok((challenge, entries))
}

/// Four people hand in; the last of them signs the work.
async fn enter(world: &World, cast: &Cast, stage: &str) -> Result<StageEntries> {
    let keys = PublishedKeys::fetch(&world.anonymous).await?;
    let mut handed = Vec::new();
    for (person, title) in [
        (&cast.citizen, "Przystanek słyszy"),
        (&cast.doubter, "Rozkład na głos"),
        (&cast.latecomer, "Autobus woła"),
        (&cast.neighbour, "Peron szepcze"),
    ] {
        let mut content = written(title, 1);
        if person.account == cast.neighbour.account {
            content.text += &format!("\nAutorka: {}", person.name);
        }
        let work = Work::new(stage, &person.account, content);
        let receipt = hand_in(person, &work).await?;
        let entry = work.handed(Vec::new(), receipt);
        entry.verify(&keys)?;
        handed.push(entry);
    }
    world
        .narrator
        .say("four people handed in; one of them signed the work");
    Ok(StageEntries {
        stage: stage.to_owned(),
        handed,
        withdrawals: Vec::new(),
    })
}

/// Jurors score what is theirs, the first entrant's work best, and the chair fixes the ranking.
async fn judge(
    world: &World,
    jury: &[&Person],
    challenge: &Challenge,
    entries: &StageEntries,
) -> Result<()> {
    let chair = jury[0].clients();
    let request = JudgeStageRequest {
        stage: entries.stage.clone(),
        request_id: Uuid::new_v4().to_string(),
        reasons: "Praca uzyskała mniej punktów niż nagrodzona (art. 345).".to_owned(),
    };
    must_be_refused(
        "missing reviews block the ranking",
        chair.reviews().judge_stage(request.clone()).await,
        "REVIEWS_MISSING",
    )?;
    let criteria = &challenge.stages[0].criteria;
    for juror in jury {
        for work in judging::works(juror, &entries.stage).await? {
            let points = 9 - 3 * i32::try_from(entries.place_of(&work)?).unwrap_or_default();
            judging::score(juror, criteria, &work, points).await?;
        }
    }
    let protocol = chair.reviews().judge_stage(request).await;
    let protocol = protocol.step("the chair fixes the ranking")?;
    PublishedKeys::fetch(&world.anonymous)
        .await?
        .verify(&protocol.jws)?;
    must_equal(
        "the excluded work is in no ranking",
        &protocol.ranking.len(),
        &(entries.handed.len() - 1),
    )?;
    world.narrator.say(format!(
        "the jury ranked the others by the median of two reviews: {}",
        judging::table(&protocol)
    ));
    Ok(())
}

/// The head approves; whose work was excluded learns why.
async fn decide(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    entries: &StageEntries,
) -> Result<()> {
    results::too_early(cast, entries).await?;
    let head = cast.bialystok.head.clients();
    let laureates = deciding::approve(world, head, challenge).await?;
    must_equal(
        "the work that was cured won",
        &laureates,
        &vec![entries.handed[0].entrant.clone()],
    )?;
    deciding::wait_for_notification(world, &cast.neighbour, "entry_not_advanced").await?;
    screening::reason_is_told(world, &cast.neighbour).await?;
    world
        .narrator
        .say("the work that was cured won; whose work was excluded was told why");
    results::told(world, cast, entries).await
}

/// What the jurors read, all together, by its place among what was handed in.
async fn works(jury: &[&Person], entries: &StageEntries) -> Result<BTreeMap<usize, SeenWork>> {
    let mut works = BTreeMap::new();
    for juror in jury {
        for work in judging::works(juror, &entries.stage).await? {
            works.insert(entries.place_of(&work)?, work);
        }
    }
    Ok(works)
}
