//! A challenge in the language that its reader asks for, and in the one that it
//! was written in where there is no other.

use linia_chassis::auth::Caller;
use linia_proto::challenges::v1::{
    self as pb, challenge_service_server::ChallengeService as _,
    search_service_server::SearchService as _,
};

use crate::{
    search::texts,
    world::{World, call, reason},
};

fn languages(wanted: &[&str]) -> Vec<String> {
    wanted.iter().map(ToString::to_string).collect()
}

/// In which language it is given, whether that is a fallback, and all of its
/// titles.
fn told(challenge: pb::Challenge) -> (String, bool, Vec<String>) {
    let given = challenge.given_language.unwrap_or_default();
    let titles = challenge.titles.into_iter().map(|it| it.text).collect();
    (given.language_code, given.fallback, titles)
}

#[tokio::test]
async fn every_read_answers_in_the_language_asked_for_and_says_which() {
    let world = World::new().await;
    let challenge = world
        .published_with(|challenge| {
            challenge.titles = texts(&[("pl", "Lampy"), ("uk", "Лампи")]);
            challenge.descriptions = texts(&[("pl", "Uliczne"), ("uk", "Вуличні")]);
        })
        .await;
    let reader = Caller::anonymous();
    for (wanted, expected) in [
        (&["uk-UA", "pl"][..], ("uk", false, "Лампи")),
        (&["de", "en"], ("pl", true, "Lampy")),
    ] {
        let request = pb::GetChallengeRequest {
            name: challenge.name.clone(),
            languages: languages(wanted),
        };
        let found = world.challenges.get_challenge(call(&reader, request));
        let found = found.await.expect("is public").into_inner();
        let request = pb::ListChallengesRequest {
            languages: languages(wanted),
            ..pb::ListChallengesRequest::default()
        };
        let listed = world.challenges.list_challenges(call(&reader, request));
        let mut listed = listed.await.expect("is public").into_inner();
        let request = pb::SearchChallengesRequest {
            query: "lampy".to_owned(),
            languages: languages(wanted),
            ..pb::SearchChallengesRequest::default()
        };
        let searched = world.search.search_challenges(call(&reader, request));
        let mut searched = searched.await.expect("is public").into_inner();
        let (language, fallback, title) = expected;
        let expected = (language.to_owned(), fallback, vec![title.to_owned()]);
        for shown in [
            found,
            listed.challenges.remove(0),
            searched.challenges.remove(0),
        ] {
            assert_eq!(told(shown), expected, "{wanted:?}");
        }
    }
}

#[tokio::test]
async fn what_was_shown_in_one_language_cannot_be_sent_back() {
    let world = World::new().await;
    let draft = world.draft().await;
    let request = pb::GetChallengeRequest {
        name: draft.name.clone(),
        languages: languages(&["en"]),
    };
    let shown = world.challenges.get_challenge(call(&world.editor, request));
    let shown = shown.await.expect("staff see it").into_inner();
    let request = pb::UpdateChallengeRequest {
        challenge: Some(shown),
        update_mask: None,
    };
    let updated = world
        .challenges
        .update_challenge(call(&world.editor, request));
    assert_eq!(reason(updated.await), "INVALID_FIELDS");
    let kept = world.get(&world.editor, &draft.name).await;
    assert_eq!(kept.expect("staff see it").titles, draft.titles);
}
