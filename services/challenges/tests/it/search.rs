//! Challenges are found by what they say and by where they stand.

use linia_chassis::{auth::Caller, grpc::timestamp, id::OrganizationId};
use linia_proto::{
    challenges::v1::{self as pb, search_service_server::SearchService as _},
    r#type::v1::LocalizedText,
};
use time::Duration;

use crate::world::{World, call, time};

pub(crate) fn texts(texts: &[(&str, &str)]) -> Vec<LocalizedText> {
    let text = |&(language_code, text): &(&str, &str)| LocalizedText {
        language_code: language_code.to_owned(),
        text: text.to_owned(),
    };
    texts.iter().map(text).collect()
}

/// Names of what is found, in order.
pub(crate) async fn find(
    world: &World,
    caller: &Caller,
    request: pb::SearchChallengesRequest,
) -> Vec<String> {
    let found = world.search.search_challenges(call(caller, request)).await;
    let found = found.expect("can be searched").into_inner();
    found.challenges.into_iter().map(|c| c.name).collect()
}

fn query(query: &str) -> pb::SearchChallengesRequest {
    pb::SearchChallengesRequest {
        query: query.to_owned(),
        ..pb::SearchChallengesRequest::default()
    }
}

/// Street lighting, in three languages.
async fn lighting(world: &World) -> String {
    let challenge = world.published_with(|challenge| {
        challenge.titles = texts(&[
            ("pl", "Inteligentne oświetlenie uliczne"),
            ("en", "Intelligent street lighting"),
            ("uk", "Розумне освітлення вулиць"),
        ]);
        challenge.descriptions = texts(&[(
            "pl",
            "Miasto szuka sposobu na mniejsze koszty energii i mniej zanieczyszczenia światłem.",
        )]);
        challenge.cpv_codes = vec!["34928500".to_owned()];
    });
    challenge.await.name
}

#[tokio::test]
async fn inflected_words_are_found_in_every_language() {
    let world = World::new().await;
    let lighting = lighting(&world).await;
    world.published().await;
    for found in [
        "oświetlenie",
        "oświetlenia",
        "OSWIETLENIEM",
        "kosztów energii",
        "koszt energia",
        "miasta w oświetleniu",
        "street lights",
        "вулиця",
        "вулицями",
        // Some words of a query may be of one language and some of another.
        "lighting koszty",
    ] {
        let names = find(&world, &Caller::anonymous(), query(found)).await;
        assert_eq!(names, [lighting.as_str()], "{found}");
    }
    for nothing in ["oświetlenie tramwajów", "ośw", "lightning"] {
        let names = find(&world, &Caller::anonymous(), query(nothing)).await;
        assert!(names.is_empty(), "{nothing} finds {names:?}");
    }
}

#[tokio::test]
async fn words_of_a_title_come_first_then_the_newest() {
    let world = World::new().await;
    let about = async |title: &str, description: &str| {
        let published = world.published_with(|challenge| {
            challenge.titles = texts(&[("pl", title)]);
            challenge.descriptions = texts(&[("pl", description)]);
        });
        published.await.name
    };
    let both = about("Kamery w tramwajach", "Tychy").await;
    let one = about("Tramwaje", "Kamera w każdym").await;
    let none = about("Transport", "Kamera w tramwaju").await;
    let newest = about("Komunikacja", "Tramwaj z kamerami").await;
    let request = query("kamera tramwaj");
    let found = find(&world, &Caller::anonymous(), request.clone()).await;
    assert_eq!(found, [&both, &one, &newest, &none].map(String::as_str));

    let mut paged = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = pb::SearchChallengesRequest {
            page_size: 1,
            page_token,
            ..request.clone()
        };
        let page = world
            .search
            .search_challenges(call(&world.head, request))
            .await;
        let page = page.expect("can be searched").into_inner();
        paged.extend(page.challenges.into_iter().map(|c| c.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(paged, found);
}

#[tokio::test]
async fn every_condition_must_be_fulfilled() {
    let world = World::new().await;
    let lighting = lighting(&world).await;
    // No two close at once.
    let visits = world.published_with(|challenge| {
        let as_drafted = time(challenge.stages[1].close_time);
        challenge.stages[1].close_time = Some(timestamp(as_drafted + Duration::HOUR));
    });
    let visits = visits.await;
    let close_time = time(visits.stages[1].close_time);
    let cancelled = world.published_with(|challenge| {
        let later = close_time + Duration::DAY;
        challenge.stages[1].close_time = Some(timestamp(later));
    });
    let cancelled = cancelled.await.name;
    let request = pb::CancelChallengeRequest {
        name: cancelled.clone(),
        reason: "Zmiana planów.".to_owned(),
    };
    let done = pb::challenge_service_server::ChallengeService::cancel_challenge(
        &world.challenges,
        call(&world.head, request),
    );
    done.await.expect("runs");
    let visits = visits.name;
    let is = |state: pb::ChallengeState| vec![state.into()];
    let later = move |duration| Some(timestamp(close_time + duration));
    type Narrow = Box<dyn Fn(&mut pb::SearchChallengesRequest)>;
    let all = [&cancelled, &visits, &lighting].map(String::as_str);
    let cases: Vec<(&str, Narrow, &[&str])> = vec![
        ("nothing asked", Box::new(|_| ()), &all),
        (
            "a class of CPV",
            Box::new(|r| r.cpv_prefixes = vec!["34900000".into()]),
            &all[2..],
        ),
        (
            "another class",
            Box::new(|r| r.cpv_prefixes = vec!["349284".into()]),
            &[],
        ),
        (
            "one of two classes",
            Box::new(|r| r.cpv_prefixes = vec!["34".into(), "72".into()]),
            &all,
        ),
        (
            "a state",
            Box::new(move |r| r.states = is(pb::ChallengeState::Cancelled)),
            &all[..1],
        ),
        (
            "a state that nobody else sees",
            Box::new(move |r| r.states = is(pb::ChallengeState::Draft)),
            &[],
        ),
        (
            "another authority",
            Box::new(|r| r.authority = OrganizationId::new().to_string()),
            &[],
        ),
        (
            "closes later",
            Box::new(move |r| r.closes_from = later(Duration::SECOND)),
            &all[..1],
        ),
        (
            "closes before",
            Box::new(move |r| {
                r.closes_from = later(Duration::ZERO);
                r.closes_before = later(Duration::MICROSECOND);
            }),
            &all[1..2],
        ),
        (
            "words and a class that do not go together",
            Box::new(|r| {
                r.query = "oświetlenie".into();
                r.cpv_prefixes = vec!["72".into()];
            }),
            &[],
        ),
    ];
    for (what, narrow, expected) in cases {
        let mut request = pb::SearchChallengesRequest::default();
        narrow(&mut request);
        let found = find(&world, &Caller::anonymous(), request).await;
        assert_eq!(found, expected, "{what}");
    }
}

#[tokio::test]
async fn rewritten_draft_is_found_by_its_new_words_alone() {
    let world = World::new().await;
    let draft = world.draft().await;
    let found = async |words: &str| find(&world, &world.editor, query(words)).await;
    assert_eq!(found("wizyta").await, [draft.name.as_str()]);
    let challenge = pb::Challenge {
        name: draft.name.clone(),
        titles: texts(&[("pl", "Oświetlenie")]),
        ..pb::Challenge::default()
    };
    let request = pb::UpdateChallengeRequest {
        challenge: Some(challenge),
        update_mask: None,
    };
    let updated = pb::challenge_service_server::ChallengeService::update_challenge(
        &world.challenges,
        call(&world.editor, request),
    );
    updated.await.expect("is a draft");
    assert_eq!(found("wizyta").await, Vec::<String>::new());
    assert_eq!(found("oświetlenia").await, [draft.name]);
}

#[tokio::test]
async fn challenges_are_found_by_whom_they_let_in() {
    let world = World::new().await;
    let open = world.published().await.name;
    let teams = world.published_with(|challenge| {
        challenge.eligibility = Some(pb::Eligibility {
            kinds: vec![pb::EntrantKind::Team.into()],
            country_codes: vec!["PL".to_owned(), "UA".to_owned()],
            team_size_min: 3,
            ..pb::Eligibility::default()
        });
    });
    let teams = teams.await;
    let eligibility = teams.eligibility.clone().expect("is shown");
    assert_eq!(eligibility.team_size_min, 3);
    for (kinds, country_code, found) in [
        (vec![], "", vec![&teams.name, &open]),
        (vec![pb::EntrantKind::Team], "", vec![&teams.name, &open]),
        (vec![pb::EntrantKind::Company], "", vec![&open]),
        (
            vec![pb::EntrantKind::Company, pb::EntrantKind::Team],
            "UA",
            vec![&teams.name, &open],
        ),
        (vec![], "DE", vec![&open]),
    ] {
        let request = pb::SearchChallengesRequest {
            entrant_kinds: kinds.iter().map(|kind| i32::from(*kind)).collect(),
            country_code: country_code.to_owned(),
            ..pb::SearchChallengesRequest::default()
        };
        let names = find(&world, &Caller::anonymous(), request).await;
        assert_eq!(
            names.iter().collect::<Vec<_>>(),
            found,
            "{kinds:?} {country_code}"
        );
    }
}

#[tokio::test]
async fn code_with_its_check_digit_is_kept_without_it() {
    let world = World::new().await;
    let challenge = world.draft_with(|challenge| {
        challenge.cpv_codes = vec!["34993000-4".to_owned(), "34993000-5".to_owned()];
    });
    let challenge = challenge.await;
    assert_eq!(challenge.cpv_codes, ["34993000", "34993000-5"]);
    let defects: Vec<_> = challenge
        .defects
        .iter()
        .map(|defect| (defect.field.as_str(), defect.reason.as_str()))
        .collect();
    assert_eq!(defects, [("cpv_codes[1]", "CPV_MALFORMED")]);
}
