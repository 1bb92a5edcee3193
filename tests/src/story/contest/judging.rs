//! The jury: appointed, declared, reading, scoring, deciding.

use linia_proto::{
    challenges::v1::{Challenge, Criterion},
    submissions::v1::{
        AppointJurorRequest, DeclareImpartialityRequest, GetOpeningRequest,
        GetReviewProgressRequest, JudgeStageRequest, ListEntrantsRequest, ListMyWorksRequest,
        ListWorksRequest, OpeningState, Protocol, Review, ReviewProgressState, SaveReviewRequest,
        Score, Work,
    },
};
use uuid::Uuid;

use super::{Cast, Handed, StageEntries, filing};
use crate::story::{
    Clients, Person, Result, World,
    error::{Step, StoryError, must_be_refused, must_equal},
    receipts::PublishedKeys,
};

pub(super) async fn appoint(world: &World, cast: &Cast, challenge: &Challenge) -> Result<()> {
    let jury: Vec<_> = cast.jurors.iter().collect();
    appoint_by(world, cast.tychy.editor.clients(), &jury, challenge).await?;
    world
        .narrator
        .say("three jurors were appointed, one as chair");
    Ok(())
}

/// An editor appoints people, the first as chair.
pub(super) async fn appoint_by(
    world: &World,
    editor: &Clients,
    jury: &[&Person],
    challenge: &Challenge,
) -> Result<()> {
    for (index, juror) in jury.iter().enumerate() {
        let request = AppointJurorRequest {
            challenge: challenge.name.clone(),
            account: juror.account.clone(),
            chair: index == 0,
            qualified: index < 2,
        };
        // The replica of the contest may be on its way.
        world
            .wait_for(&format!("{} is appointed", juror.name), async || {
                editor.juries().appoint_juror(request.clone()).await.ok()
            })
            .await?;
    }
    Ok(())
}

/// Stage I: the start-up's and the team's works advance.
pub(super) async fn judge_first_stage(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    entries: &StageEntries,
) -> Result<()> {
    let protocol = judge(world, cast, challenge, entries).await?;
    let selected = protocol.ranking.iter().filter(|work| work.selected).count();
    must_equal("two works advance", &selected, &2)?;
    world.narrator.say(format!(
        "the jury ranked the works by exact weighted means: {}",
        table(&protocol)
    ));
    // Those who advance, and those who do not, are told at once.
    for (person, marker) in [
        (&cast.founder, "entry_advanced"),
        (&cast.citizen, "entry_not_advanced"),
    ] {
        super::deciding::wait_for_notification(world, person, marker).await?;
    }
    world
        .narrator
        .say("finalists were invited; the others got the reasons at once");
    Ok(())
}

/// The last stage: the jury's result goes to the head of the authority.
pub(super) async fn judge_last_stage(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    entries: &StageEntries,
) -> Result<()> {
    let protocol = judge(world, cast, challenge, entries).await?;
    must_equal("both works are ranked", &protocol.ranking.len(), &2)?;
    world
        .narrator
        .say(format!("the jury signed its result: {}", table(&protocol)));
    Ok(())
}

async fn judge(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
    entries: &StageEntries,
) -> Result<Protocol> {
    let stage = &entries.stage;
    let chair = &cast.jurors[0];
    opened(world, chair, entries).await?;
    let jury: Vec<_> = cast.jurors.iter().collect();
    declare(&jury, entries).await?;
    review(cast, challenge, entries).await?;
    must_be_done(cast, entries).await?;
    let keys = PublishedKeys::fetch(&world.anonymous).await?;
    let request = JudgeStageRequest {
        stage: stage.clone(),
        request_id: Uuid::new_v4().to_string(),
        reasons: "Praca uzyskała mniej punktów niż prace zakwalifikowane (art. 345).".to_owned(),
    };
    must_be_refused(
        "only the chair closes the judging",
        cast.jurors[1]
            .clients()
            .reviews()
            .judge_stage(request.clone())
            .await,
        "NOT_PERMITTED",
    )?;
    let protocol = chair
        .clients()
        .reviews()
        .judge_stage(request)
        .await
        .step("the chair fixes the ranking")?;
    keys.verify(&protocol.jws)?;
    Ok(protocol)
}

/// Waits until the stage has closed and opened by itself.
pub(super) async fn opened(world: &World, juror: &Person, entries: &StageEntries) -> Result<()> {
    let stage = entries.stage.clone();
    let request = GetOpeningRequest { stage };
    let opened = world
        .wait_for("the stage closes and opens by itself", async || {
            let mut openings = juror.clients().openings();
            let opening = openings.get_opening(request.clone()).await.ok()?;
            let opening = opening.into_inner();
            (opening.state() == OpeningState::Opened).then_some(opening)
        })
        .await?;
    must_equal(
        "every entry that was not withdrawn became a work",
        &usize::try_from(opened.work_count).unwrap_or_default(),
        &entries.handed.len(),
    )?;
    world.narrator.say(format!(
        "the stage closed by itself; {} sealed works were opened with both shares of its key",
        opened.work_count
    ));
    Ok(())
}

/// The authority's staff sees in counts that the jury has done its work, and each juror that
/// nothing of theirs is left.
async fn must_be_done(cast: &Cast, entries: &StageEntries) -> Result<()> {
    let stage = entries.stage.clone();
    let request = GetReviewProgressRequest { stage };
    let staff = cast.tychy.editor.clients();
    let progress = staff.assignments().get_review_progress(request).await;
    let progress = progress.step("staff asks how far the jury is")?;
    must_equal("no review is missing", &progress.missing_reviews, &0)?;
    for juror in &cast.jurors {
        let request = ListMyWorksRequest {
            stage: entries.stage.clone(),
            ..ListMyWorksRequest::default()
        };
        let mine = juror.clients().assignments().list_my_works(request).await;
        let mine = mine
            .step(format!("{} lists what is theirs", juror.name))?
            .works;
        let done = mine
            .iter()
            .filter(|work| work.state() == ReviewProgressState::Final);
        must_equal("every work is done", &done.count(), &entries.handed.len())?;
    }
    Ok(())
}

/// Every juror reads who entered, and declares impartiality.
pub(super) async fn declare(jury: &[&Person], entries: &StageEntries) -> Result<()> {
    let list = ListWorksRequest {
        stage: entries.stage.clone(),
        ..ListWorksRequest::default()
    };
    for juror in jury {
        must_be_refused(
            "no work is shown before the declaration",
            juror.clients().reviews().list_works(list.clone()).await,
            "DECLARATION_MISSING",
        )?;
        let entrants = juror
            .clients()
            .juries()
            .list_entrants(ListEntrantsRequest {
                stage: entries.stage.clone(),
            })
            .await
            .step(format!("{} reads who entered", juror.name))?
            .entrants;
        let mut names: Vec<_> = entrants.iter().map(|it| it.name.clone()).collect();
        let authors = |it: &Handed| [std::slice::from_ref(&it.entrant), &it.co_authors].concat();
        let mut expected: Vec<_> = entries.handed.iter().flat_map(authors).collect();
        names.sort();
        expected.sort();
        must_equal(
            "jurors declare against those who entered",
            &names,
            &expected,
        )?;
        juror
            .clients()
            .juries()
            .declare_impartiality(DeclareImpartialityRequest {
                stage: entries.stage.clone(),
                conflicting_entrants: Vec::new(),
            })
            .await
            .step(format!("{} declares impartiality", juror.name))?;
    }
    Ok(())
}

/// Every juror scores every work; the first entrant's work best.
async fn review(cast: &Cast, challenge: &Challenge, entries: &StageEntries) -> Result<()> {
    let stage = challenge
        .stages
        .iter()
        .find(|stage| stage.name == entries.stage)
        .ok_or_else(|| StoryError::Input("the stage is part of the challenge".into()))?;
    for (strictness, juror) in cast.jurors.iter().enumerate() {
        for work in works(juror, &entries.stage).await? {
            let place = entries.place_of(&work)?;
            filing::read_by_jury(juror, &work, &entries.handed[place].files).await?;
            filing::hidden_from(&cast.tychy.editor, &work).await?;
            let points =
                9 - 3 * i32::try_from(place).unwrap_or_default() - i32::from(strictness == 2);
            score(juror, &stage.criteria, &work, points.max(0)).await?;
        }
    }
    Ok(())
}

/// A final review that gives the same points by each criterion.
pub(super) async fn score(
    juror: &Person,
    criteria: &[Criterion],
    work: &Work,
    points: i32,
) -> Result<()> {
    let scores = criteria.iter().map(|criterion| Score {
        criterion: criterion.key.clone(),
        points,
    });
    let review = Review {
        work: work.name.clone(),
        scores: scores.collect(),
        remarks: format!("Praca {}: przejrzysta.", work.code),
        r#final: true,
        update_time: None,
    };
    let request = SaveReviewRequest {
        review: Some(review),
    };
    let saved = juror.clients().reviews().save_review(request).await;
    saved.step(format!("{} scores {}", juror.name, work.code))?;
    Ok(())
}

/// What a juror reads.
pub(super) async fn works(juror: &Person, stage: &str) -> Result<Vec<Work>> {
    Ok(juror
        .clients()
        .reviews()
        .list_works(ListWorksRequest {
            stage: stage.to_owned(),
            ..ListWorksRequest::default()
        })
        .await
        .step(format!("{} reads the works", juror.name))?
        .works)
}

/// The ranking, as a line.
pub(super) fn table(protocol: &Protocol) -> String {
    let lines = protocol.ranking.iter();
    lines
        .map(|work| format!("{}. {} ({} %)", work.rank, work.code, work.total))
        .collect::<Vec<_>>()
        .join(", ")
}
