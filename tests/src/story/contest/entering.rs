//! Entrants hand in, replace, withdraw, and come too late.

use linia_proto::{
    challenges::v1::Challenge,
    submissions::v1::{
        ConfirmCoAuthorshipRequest, Draft, GetDraftRequest, Receipt, SaveDraftRequest,
        WithdrawEntryRequest, Work as SeenWork,
    },
};
use uuid::Uuid;

use super::{
    Cast, Handed, extending, filing,
    handing_in::{Work, hand_in, submit, written},
};
use crate::story::{
    Person, Result, StoryError, World,
    error::{Step, must_be_refused, must_equal},
    receipts::PublishedKeys,
    world::moment,
};

/// What a stage got.
#[derive(Debug)]
pub struct StageEntries {
    /// The stage's resource name.
    pub stage: String,
    /// In the jury's hands after the opening.
    pub handed: Vec<Handed>,
    /// The receipts of what was withdrawn.
    pub withdrawals: Vec<Receipt>,
}

impl StageEntries {
    /// Which of them a work is that the jury sees.
    pub(super) fn place_of(&self, work: &SeenWork) -> Result<usize> {
        let is_it = |handed: &Handed| {
            handed.content.title == work.title && handed.content.text == work.text
        };
        let place = self.handed.iter().position(is_it);
        place.ok_or_else(|| StoryError::Input(format!("work {} was never handed in", work.code)))
    }
}

/// Stage I: a start-up hands in with drawings, a team twice, and two citizens together; one
/// withdraws; one comes too late.
pub(super) async fn first_stage(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
) -> Result<StageEntries> {
    let stage = &challenge.stages[0];
    let early = written("Za wcześnie", 0);
    must_be_refused(
        "nothing is taken before the stage opens",
        submit(
            cast.citizen.clients(),
            &Work::new(&stage.name, &cast.citizen.account, early),
        )
        .await,
        "STAGE_NOT_OPEN",
    )?;
    world.travel_to(moment(stage.open_time)).await?;

    let keys = PublishedKeys::fetch(&world.anonymous).await?;
    draft(&cast.citizen, &stage.name).await?;
    let mut handed = vec![
        with_drawings(cast, &stage.name).await?,
        by_the_team(cast, &stage.name, &keys).await?,
        by_two(cast, &stage.name).await?,
    ];
    for entry in &handed {
        entry.verify(&keys)?;
    }
    let others = written("Cudze", 1);
    must_be_refused(
        "nobody enters for an organization that they do not speak for",
        submit(
            cast.citizen.clients(),
            &Work::new(&stage.name, &cast.startup, others),
        )
        .await,
        "NOT_PERMITTED",
    )?;
    let withdrawn = withdraw(cast, &stage.name).await?;
    world.narrator.say(
        "a start-up handed in with drawings, sent in two parts; a team replaced its work; two \
         citizens entered together; one entrant withdrew; every receipt was verified offline",
    );
    let close = extending::for_all_and_for_one(world, cast, challenge, &mut handed[2]).await?;
    world.travel_to(close).await?;
    Ok(StageEntries {
        stage: stage.name.clone(),
        handed,
        withdrawals: vec![withdrawn],
    })
}

/// Stage II: the finalists hand in; who is none is refused.
pub(super) async fn second_stage(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
) -> Result<StageEntries> {
    let stage = &challenge.stages[1];
    world.travel_to(moment(stage.open_time)).await?;
    let mut handed = Vec::new();
    for (person, entrant, title) in [
        (&cast.founder, &cast.startup, "Prototyp: deszcz"),
        (&cast.students[1], &cast.team, "Prototyp: cień"),
    ] {
        let work = Work::new(&stage.name, entrant, written(title, 2));
        let receipt = hand_in(person, &work).await?;
        handed.push(work.handed(Vec::new(), receipt));
    }
    // Any member acts for the team, and whoever handed in is told.
    let team = &mut handed[1];
    let again = Work::new(&stage.name, &cast.team, team.content.clone());
    team.receipt = hand_in(&cast.students[0], &again).await?;
    let uninvited = written("Bez zaproszenia", 2);
    must_be_refused(
        "who is no finalist is refused",
        submit(
            cast.citizen.clients(),
            &Work::new(&stage.name, &cast.citizen.account, uninvited),
        )
        .await,
        "NOT_A_FINALIST",
    )?;
    world.travel_to(moment(stage.close_time)).await?;
    world
        .narrator
        .say("both finalists handed in their prototypes");
    Ok(StageEntries {
        stage: stage.name.clone(),
        handed,
        withdrawals: Vec::new(),
    })
}

async fn draft(person: &Person, stage: &str) -> Result<()> {
    let content = written("Szkic", 0);
    let mut entries = person.clients().entries();
    entries
        .save_draft(SaveDraftRequest {
            draft: Some(Draft {
                stage: stage.to_owned(),
                entrant: person.account.clone(),
                content: Some(content.clone()),
                update_time: None,
            }),
        })
        .await
        .step(format!("{} saves a draft", person.name))?;
    let saved = entries
        .get_draft(GetDraftRequest {
            stage: stage.to_owned(),
            entrant: person.account.clone(),
        })
        .await
        .step(format!("{} reads the draft", person.name))?;
    must_equal("the draft is kept", &saved.content, &Some(content))
}

/// A start-up's work comes with a file.
async fn with_drawings(cast: &Cast, stage: &str) -> Result<Handed> {
    let drawings = filing::send_drawings(&cast.founder, stage, &cast.startup).await?;
    let mut content = written("Lampy, które słuchają deszczu", 1);
    content.uploads.push(drawings.upload.clone());
    let work = Work::new(stage, &cast.startup, content);
    let receipt = hand_in(&cast.founder, &work).await?;
    Ok(work.handed(vec![drawings], receipt))
}

/// A team's work is replaced by another member.
async fn by_the_team(cast: &Cast, stage: &str, keys: &PublishedKeys) -> Result<Handed> {
    let work = Work::new(stage, &cast.team, written("Cień na żądanie", 1));
    let receipt = hand_in(&cast.students[0], &work).await?;
    let first = work.handed(Vec::new(), receipt);
    first.verify(keys)?;
    let better = written("Cień na żądanie, poprawiony", 2);
    let work = Work::new(stage, &cast.team, better);
    let receipt = hand_in(&cast.students[1], &work).await?;
    must_equal("a replacement is version 2", &receipt.version, &2)?;
    must_equal("it is the same entry", &receipt.entry, &first.receipt.entry)?;
    Ok(work.handed(Vec::new(), receipt))
}

/// A citizen's work names a co-author, who confirms it.
async fn by_two(cast: &Cast, stage: &str) -> Result<Handed> {
    let (citizen, neighbour) = (&cast.citizen, &cast.neighbour);
    let work = Work {
        co_authors: vec![neighbour.account.clone()],
        ..Work::new(stage, &citizen.account, written("Latarnia sąsiadów", 1))
    };
    let receipt = hand_in(citizen, &work).await?;
    let confirmed = neighbour
        .clients()
        .entries()
        .confirm_co_authorship(ConfirmCoAuthorshipRequest {
            stage: stage.to_owned(),
            entrant: citizen.account.clone(),
            content_sha256: receipt.content_sha256.clone(),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step("the co-author confirms the work by its hash")?;
    must_equal(
        "the co-author has a receipt of the same content",
        &confirmed.content_sha256,
        &receipt.content_sha256,
    )?;
    let mut handed = work.handed(Vec::new(), receipt);
    handed.confirmations.push(confirmed);
    Ok(handed)
}

async fn withdraw(cast: &Cast, stage: &str) -> Result<Receipt> {
    let person = &cast.doubter;
    let work = Work::new(stage, &person.account, written("Niepewna", 1));
    hand_in(person, &work).await?;
    person
        .clients()
        .entries()
        .withdraw_entry(WithdrawEntryRequest {
            stage: stage.to_owned(),
            entrant: person.account.clone(),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step(format!("{} withdraws", person.name))
}
