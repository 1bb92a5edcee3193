//! What resembles a draft is offered before it is published.

use linia_chassis::auth::Caller;
use linia_proto::challenges::v1::{self as pb, search_service_server::SearchService as _};

use crate::{
    search::texts,
    world::{World, call, person, reason},
};

async fn similar(
    world: &World,
    caller: &Caller,
    challenge: &str,
) -> Result<Vec<pb::SimilarChallenge>, tonic::Status> {
    let request = pb::ListSimilarChallengesRequest {
        challenge: challenge.to_owned(),
        page_size: 0,
    };
    let listed = world
        .search
        .list_similar_challenges(call(caller, request))
        .await;
    listed.map(|listed| listed.into_inner().similar)
}

#[tokio::test]
async fn similar_challenges_are_offered_for_a_draft() {
    let world = World::new().await;
    let about = |title: &'static str, description: &'static str| {
        move |challenge: &mut pb::Challenge| {
            challenge.titles = texts(&[("pl", title)]);
            challenge.descriptions = texts(&[("pl", description)]);
        }
    };
    let same = world.published_with(about(
        "Oświetlenie ulic",
        "Lampy uliczne mają świecić jaśniej, kiedy jadą samochody.",
    ));
    let same = same.await.name;
    let near = world.published_with(about(
        "Parkowanie",
        "Kierowcy samochodów szukają miejsc przy ulicach.",
    ));
    let near = near.await.name;
    world
        .published_with(about("Wizyty wideo", "Sprawy urzędowe bez kolejki."))
        .await;
    let unpublished = about("Oświetlenie ulic", "Lampy uliczne.");
    world.draft_with(unpublished).await;
    let draft = world.draft_with(about(
        "Inteligentne oświetlenie ulicy",
        "Lampa świeci, kiedy jedzie samochód.",
    ));
    let draft = draft.await.name;

    let found = similar(&world, &world.editor, &draft)
        .await
        .expect("is staff");
    let names: Vec<_> = found.iter().map(|s| s.challenge.as_str()).collect();
    assert_eq!(names, [&same, &near].map(String::as_str));
    let shared = &found[0].shared_words;
    for word in ["oświetlenie", "ulicy", "lampa", "samochód"] {
        assert!(shared.contains(&word.to_owned()), "{word} in {shared:?}");
    }
    assert_eq!(found[0].titles[0].text, "Oświetlenie ulic");
    assert!(found[0].score_basis_points > found[1].score_basis_points);
    assert!((500..=10_000).contains(&found[1].score_basis_points));

    let refused = similar(&world, &person(|_| ()), &draft).await;
    assert_eq!(reason(refused), "NOT_FOUND");
}

#[tokio::test]
async fn challenge_that_says_the_same_is_wholly_similar() {
    let world = World::new().await;
    let published = world.published().await.name;
    let draft = world.draft().await.name;
    let found = similar(&world, &world.editor, &draft)
        .await
        .expect("is staff");
    assert_eq!(found[0].challenge, published);
    assert_eq!(found[0].score_basis_points, 10_000);
    let found = similar(&world, &Caller::anonymous(), &published).await;
    assert_eq!(found.expect("is public"), [], "neither itself nor drafts");
}
