//! Whoever looks for a need finds it in the words that they use, and a city that has the same one
//! learns of it before publication.

use linia_proto::challenges::v1::{
    Challenge, ListSimilarChallengesRequest, ListSimilarChallengesResponse,
    SearchChallengesRequest, SimilarChallenge,
};
use tonic::{Response, Status};

use super::{Cast, publishing};
use crate::story::{
    Clients, Result, World,
    error::{Step, must_be_refused, must_equal},
    samples,
};

/// Białystok drafts a contest about lighting, is shown that of Tychy, and publishes it all the same.
pub(super) async fn before_publication(
    world: &World,
    cast: &Cast,
    tychy: &Challenge,
    visits: &Challenge,
) -> Result<Challenge> {
    let authority = &cast.bialystok;
    let editor = authority.editor.clients();
    let draft = samples::crossings(&authority.organization, world.now().await?);
    let draft = publishing::create(editor, draft).await?;
    let anyone = &world.anonymous;
    for (words, needs) in [
        ("oświetlenia ulicy", vec![tychy]),
        ("OSWIETLENIEM", vec![tychy]),
        ("dokumentów", vec![visits]),
        ("oświetlenie tramwajów", vec![]),
    ] {
        finds(anyone, words, &needs).await?;
    }
    finds(editor, "przejścia dla pieszego", &[&draft]).await?;
    finds(anyone, "przejścia dla pieszego", &[]).await?;
    world
        .narrator
        .say("whoever looks for `oświetlenia` finds Tychy's `Oświetlenie`, and no draft");

    must_be_refused(
        "a stranger learns nothing of a draft",
        list_similar(cast.citizen.clients(), &draft).await,
        "NOT_FOUND",
    )?;
    let similar = list_similar(editor, &draft).await;
    let similar = similar.step("the editor asks who had this need before")?;
    offered(world, &similar.similar, tychy)?;

    let published = publishing::drafted(authority, &draft.name).await?;
    finds(anyone, "oświetlenia", &[&published, tychy]).await?;
    Ok(published)
}

/// What is found by these words: exactly that, in this order.
async fn finds(reader: &Clients, words: &str, needs: &[&Challenge]) -> Result<()> {
    let request = SearchChallengesRequest {
        query: words.to_owned(),
        ..SearchChallengesRequest::default()
    };
    let needs: Vec<_> = needs.iter().map(|it| it.name.clone()).collect();
    must_equal(words, &search(reader, request).await?, &needs)
}

/// The names of what fulfils the conditions.
pub(super) async fn search(
    reader: &Clients,
    request: SearchChallengesRequest,
) -> Result<Vec<String>> {
    let step = format!("somebody looks for `{}`", request.query);
    let found = reader.searches().search_challenges(request).await;
    let found = found.step(step)?.challenges.into_iter();
    Ok(found.map(|it| it.name).collect())
}

async fn list_similar(
    reader: &Clients,
    challenge: &Challenge,
) -> std::result::Result<Response<ListSimilarChallengesResponse>, Status> {
    let request = ListSimilarChallengesRequest {
        challenge: challenge.name.clone(),
        page_size: 0,
    };
    reader.searches().list_similar_challenges(request).await
}

/// The contest of Tychy comes first, and is told by the words that both have.
fn offered(world: &World, similar: &[SimilarChallenge], tychy: &Challenge) -> Result<()> {
    let names: Vec<_> = similar.iter().map(|it| it.challenge.as_str()).collect();
    must_equal(
        "what resembles a draft is offered before its publication",
        &names.first(),
        &Some(&tychy.name.as_str()),
    )?;
    let first = &similar[0];
    let shared: Vec<_> = first.shared_words.iter().map(String::as_str).collect();
    must_equal(
        "the words that both have say why",
        &shared.contains(&"oświetlenie"),
        &true,
    )?;
    world.narrator.say(format!(
        "of what Białystok's draft about crossings says, Tychy's contest says {} %, too ({}); it was \
         published all the same",
        first.score_basis_points / 100,
        shared.join(", ")
    ));
    Ok(())
}
