//! What of an awarded work everybody may read: as much as its authors let them.

use linia_proto::{
    challenges::v1::Challenge,
    submissions::v1::{
        DisclosureScope, EntryState, ListDisclosedWorksRequest, ListDisclosedWorksResponse,
        ListMyEntriesRequest, StateDisclosureRequest,
    },
};
use tonic::{Response, Status};

use super::Cast;
use crate::story::{
    Person, Result, World,
    error::{Step, must_be_refused, must_equal},
};

/// The start-up lets the title of its prototype be published, and the team nothing.
pub(super) async fn disclose(world: &World, cast: &mut Cast, challenge: &Challenge) -> Result<()> {
    world
        .wait_for("the award is heard of", async || {
            let published = disclosed(world, challenge).await.ok()?.into_inner();
            published.works.is_empty().then_some(())
        })
        .await?;
    cast.founder.sign_in(world).await?;
    cast.citizen.sign_in(world).await?;
    let entry = winning_entry(&cast.founder, challenge).await?;
    let consent = StateDisclosureRequest {
        entry,
        scope: DisclosureScope::Title.into(),
    };
    must_be_refused(
        "nobody consents for others",
        cast.citizen
            .clients()
            .disclosures()
            .state_disclosure(consent.clone())
            .await,
        "NOT_FOUND",
    )?;
    for _ in ["said", "said again"] {
        let mut author = cast.founder.clients().disclosures();
        let stated = author.state_disclosure(consent.clone()).await;
        let stated = stated.step("the founder consents")?;
        must_equal(
            "all authors agree",
            &stated.agreed_scope(),
            &DisclosureScope::Title,
        )?;
    }
    let published = disclosed(world, challenge).await;
    let published = published.step("anybody reads what is published")?.works;
    let told: Vec<_> = published
        .iter()
        .map(|it| (it.rank, it.title.is_empty(), it.text.as_str()))
        .collect();
    must_equal(
        "the title of the first work is published and nothing else",
        &told,
        &vec![(1, false, "")],
    )?;
    world.narrator.say(format!(
        "with its author's consent everybody reads the title of the winning work: {}",
        published[0].title
    ));
    Ok(())
}

async fn disclosed(
    world: &World,
    challenge: &Challenge,
) -> std::result::Result<Response<ListDisclosedWorksResponse>, Status> {
    let request = ListDisclosedWorksRequest {
        challenge: challenge.name.clone(),
        ..ListDisclosedWorksRequest::default()
    };
    let mut anyone = world.anonymous.disclosures();
    anyone.list_disclosed_works(request).await
}

async fn winning_entry(person: &Person, challenge: &Challenge) -> Result<String> {
    let request = ListMyEntriesRequest {
        page_size: 1000,
        ..ListMyEntriesRequest::default()
    };
    let mine = person.clients().entries().list_my_entries(request).await;
    let mine = mine.step("the founder lists entries")?.entries;
    let won: Vec<_> = mine
        .into_iter()
        .filter(|it| it.challenge == challenge.name && it.state() == EntryState::Laureate)
        .map(|it| it.name)
        .collect();
    must_equal("one entry won", &won.len(), &1)?;
    Ok(won.concat())
}
