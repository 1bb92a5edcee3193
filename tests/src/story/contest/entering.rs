//! Entrants hand in, replace, withdraw, and come too late.

use linia_proto::{
    challenges::v1::{Challenge, ExtendStageRequest},
    submissions::v1::{
        Draft, EntryContent, GetDraftRequest, Receipt, SaveDraftRequest, SubmitEntryRequest,
        WithdrawEntryRequest,
    },
};
use time::Duration;
use tonic::{Response, Status};
use uuid::Uuid;

use super::Cast;
use crate::story::{
    Clients, Person, Result, World,
    error::{Step, StoryError, must_be_refused, must_equal, reason_of},
    receipts::{PublishedKeys, verify_receipt},
    world::{moment, timestamp},
};

/// Something that was handed in and not withdrawn.
#[derive(Debug)]
pub struct Handed {
    /// Who entered.
    pub entrant: String,
    /// What was handed in last.
    pub content: EntryContent,
    /// The receipt of it.
    pub receipt: Receipt,
}

/// What a stage got.
#[derive(Debug)]
pub struct StageEntries {
    /// The stage's resource name.
    pub stage: String,
    /// In the jury's hands after the opening.
    pub handed: Vec<Handed>,
}

/// Stage I: three hand in, one of them twice; one withdraws; one comes too late.
pub(super) async fn first_stage(
    world: &World,
    cast: &Cast,
    challenge: &Challenge,
) -> Result<StageEntries> {
    let stage = &challenge.stages[0];
    must_be_refused(
        "nothing is taken before the stage opens",
        submit(
            cast.citizen.clients(),
            &stage.name,
            &cast.citizen.account,
            &work("Za wcześnie", 0),
        )
        .await,
        "STAGE_NOT_OPEN",
    )?;
    world.travel_to(moment(stage.open_time)).await?;

    let keys = PublishedKeys::fetch(&world.anonymous).await?;
    draft(&cast.citizen, &stage.name).await?;
    let mut handed = Vec::new();
    for (person, entrant, title) in [
        (
            &cast.founder,
            &cast.startup,
            "Lampy, które słuchają deszczu",
        ),
        (&cast.students[0], &cast.team, "Cień na żądanie"),
        (&cast.citizen, &cast.citizen.account, "Latarnia sąsiadów"),
    ] {
        let content = work(title, 1);
        let receipt = hand_in(person, &stage.name, entrant, &content).await?;
        verify_receipt(&keys, &receipt, &content)?;
        handed.push(Handed {
            entrant: entrant.clone(),
            content,
            receipt,
        });
    }
    replace(cast, &stage.name, &keys, &mut handed[1]).await?;
    must_be_refused(
        "nobody enters for an organization that they do not speak for",
        submit(
            cast.citizen.clients(),
            &stage.name,
            &cast.startup,
            &work("Cudze", 1),
        )
        .await,
        "NOT_PERMITTED",
    )?;
    withdraw(cast, &stage.name).await?;
    world.narrator.say(
        "a start-up, a team and a citizen handed in; the team replaced its work, one entrant \
         withdrew; every receipt was verified offline",
    );

    let close = moment(stage.close_time) + Duration::days(2);
    extend(cast, &stage.name, close).await?;
    world
        .travel_to(moment(stage.close_time) + Duration::hours(1))
        .await?;
    let again = hand_in(
        &cast.citizen,
        &stage.name,
        &cast.citizen.account,
        &handed[2].content,
    )
    .await?;
    must_equal(
        "a replacement in the extension is version 2",
        &again.version,
        &2,
    )?;
    handed[2].receipt = again;
    world.travel_to(close).await?;
    must_be_refused(
        "a late entry is refused",
        submit(
            cast.latecomer.clients(),
            &stage.name,
            &cast.latecomer.account,
            &work("Spóźniona", 1),
        )
        .await,
        "DEADLINE_PASSED",
    )?;
    world
        .narrator
        .say("the deadline was extended for all, then passed; a late entry was refused");
    Ok(StageEntries {
        stage: stage.name.clone(),
        handed,
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
        let content = work(title, 2);
        let receipt = hand_in(person, &stage.name, entrant, &content).await?;
        handed.push(Handed {
            entrant: entrant.clone(),
            content,
            receipt,
        });
    }
    // Any member acts for the team, and whoever handed in is told.
    let team = &mut handed[1];
    team.receipt = hand_in(&cast.students[0], &stage.name, &cast.team, &team.content).await?;
    must_be_refused(
        "who is no finalist is refused",
        submit(
            cast.citizen.clients(),
            &stage.name,
            &cast.citizen.account,
            &work("Bez zaproszenia", 2),
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
    })
}

fn work(title: &str, version: u32) -> EntryContent {
    EntryContent {
        title: title.to_owned(),
        text: format!(
            "{title}. Opis rozwiązania, wersja {version}: \"czujniki\" i sterowanie\ndla każdej ulicy."
        ),
        ..EntryContent::default()
    }
}

async fn submit(
    clients: &Clients,
    stage: &str,
    entrant: &str,
    content: &EntryContent,
) -> std::result::Result<Response<Receipt>, Status> {
    clients
        .entries()
        .submit_entry(SubmitEntryRequest {
            stage: stage.to_owned(),
            entrant: entrant.to_owned(),
            content: Some(content.clone()),
            request_id: Uuid::new_v4().to_string(),
            co_authors: Vec::new(),
        })
        .await
}

/// Hands in, and repeats the call: the same receipt comes back.
async fn hand_in(
    person: &Person,
    stage: &str,
    entrant: &str,
    content: &EntryContent,
) -> Result<Receipt> {
    let request = SubmitEntryRequest {
        stage: stage.to_owned(),
        entrant: entrant.to_owned(),
        content: Some(content.clone()),
        request_id: Uuid::new_v4().to_string(),
        co_authors: Vec::new(),
    };
    let mut entries = person.clients().entries();
    let receipt = entries
        .submit_entry(request.clone())
        .await
        .step(format!("{} hands in", person.name))?;
    let again = entries
        .submit_entry(request.clone())
        .await
        .step(format!("{} repeats the call", person.name))?;
    must_equal("a repeated call gets the first receipt", &again, &receipt)?;
    let other = SubmitEntryRequest {
        content: Some(work("Inna praca", 9)),
        ..request
    };
    must_be_refused(
        "a request_id does not serve two works",
        entries.submit_entry(other).await,
        "REQUEST_ID_REUSED",
    )?;
    Ok(receipt)
}

async fn draft(person: &Person, stage: &str) -> Result<()> {
    let content = work("Szkic", 0);
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

async fn replace(
    cast: &Cast,
    stage: &str,
    keys: &PublishedKeys,
    handed: &mut Handed,
) -> Result<()> {
    let content = work("Cień na żądanie, poprawiony", 2);
    // Any member acts for the team.
    let receipt = hand_in(&cast.students[1], stage, &handed.entrant, &content).await?;
    must_equal("a replacement is version 2", &receipt.version, &2)?;
    must_equal(
        "it is the same entry",
        &receipt.entry,
        &handed.receipt.entry,
    )?;
    verify_receipt(keys, &receipt, &content)?;
    handed.content = content;
    handed.receipt = receipt;
    Ok(())
}

async fn withdraw(cast: &Cast, stage: &str) -> Result<()> {
    let person = &cast.doubter;
    hand_in(person, stage, &person.account, &work("Niepewna", 1)).await?;
    person
        .clients()
        .entries()
        .withdraw_entry(WithdrawEntryRequest {
            stage: stage.to_owned(),
            entrant: person.account.clone(),
            request_id: Uuid::new_v4().to_string(),
        })
        .await
        .step(format!("{} withdraws", person.name))?;
    Ok(())
}

async fn extend(cast: &Cast, stage: &str, close: time::OffsetDateTime) -> Result<()> {
    let extended = cast
        .tychy
        .editor
        .clients()
        .challenges()
        .extend_stage(ExtendStageRequest {
            stage: stage.to_owned(),
            close_time: Some(timestamp(close)),
            reason: "Awaria dostawcy internetu w mieście.".to_owned(),
        })
        .await;
    match extended {
        Ok(_) => Ok(()),
        Err(status) => Err(StoryError::Differs {
            step: "the deadline is extended for all".to_owned(),
            expected: "an answer".to_owned(),
            got: reason_of(&status),
        }),
    }
}
