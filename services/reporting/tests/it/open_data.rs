//! Notices of contests as open data. Identity is away: names of people are not
//! known.

use linia_chassis::id::ChallengeId;
use linia_proto::{
    challenges::events::v1::{ChallengeCancelled, ResultAnnulled},
    reporting::v1::{GetReleasePackageRequest, ListReleasesRequest, ListReleasesResponse},
};
use linia_tests::{ocds, script::Verdict};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tonic::Code;

use crate::{
    contest::{Contest, event},
    open_contest::OpenContest,
    world::World,
};

fn of(challenge: ChallengeId) -> GetReleasePackageRequest {
    GetReleasePackageRequest {
        challenge: challenge.to_string(),
        ..GetReleasePackageRequest::default()
    }
}

async fn package(world: &World, challenge: ChallengeId) -> Value {
    let answer = world.open_data().get_release_package(of(challenge)).await;
    let answer = answer.expect("is public").into_inner();
    assert_eq!(answer.next_page_token, "");
    serde_json::from_str(&answer.package_json).expect("is JSON")
}

async fn page(world: &World, page_size: i32, page_token: &str) -> ListReleasesResponse {
    let request = ListReleasesRequest {
        page_size,
        page_token: page_token.to_owned(),
    };
    let answer = world.open_data().list_releases(request).await;
    answer.expect("is public").into_inner()
}

fn releases(package_json: &str) -> Vec<Value> {
    let package: Value = serde_json::from_str(package_json).expect("is JSON");
    package["releases"].as_array().expect("is a list").clone()
}

fn holds(packages: &[Value]) -> String {
    match ocds::check(packages).expect("can be checked") {
        Verdict::Holds(told) => told,
        Verdict::Wrong(wrong) => panic!("{wrong}"),
    }
}

#[tokio::test]
async fn contest_is_told_from_publication_to_award_as_the_standard_says() {
    let world = World::start().await;
    let contest = OpenContest::new();
    world.apply(&contest.organizations()).await;
    for event in &contest.events {
        world.apply(std::slice::from_ref(event)).await;
    }
    let shown = package(&world, contest.challenge).await;
    assert_eq!(
        holds(std::slice::from_ref(&shown)).trim(),
        "7 releases of 1 contests hold"
    );
    let releases = shown["releases"].as_array().expect("is a list");
    let tags: Vec<_> = releases.iter().map(|it| it["tag"][0].clone()).collect();
    let expected = json!([
        "tender",
        "tenderAmendment",
        "tenderAmendment",
        "award",
        "awardUpdate",
        "awardCancellation",
        "award"
    ]);
    assert_eq!(json!(tags), expected);
    let last = &releases[6];
    let ocid = format!("ocds-213czf-{}", contest.challenge.as_uuid());
    assert_eq!(last["ocid"], json!(ocid));
    let buyer = json!({"id": contest.authority.to_string(), "name": "Miasto Tychy"});
    assert_eq!(last["buyer"], buyer);
    let nip = json!({"scheme": "PL-NIP", "id": "8567346215", "legalName": "Miasto Tychy"});
    assert_eq!(last["parties"][0]["identifier"], nip);
    // The person has an id, the company a name as well.
    let [work, _] = contest.works;
    let company = json!({"id": contest.company.to_string(), "name": "Firma"});
    assert_eq!(
        last["awards"][0]["suppliers"][0],
        json!({"id": work.to_string()})
    );
    assert_eq!(last["awards"][1]["suppliers"][0], company);
    assert_eq!(
        last["awards"][1]["value"],
        json!({"amount": 50_000.0, "currency": "PLN"})
    );
    assert!(
        !shown
            .to_string()
            .contains(&contest.person.as_uuid().to_string())
    );
}

#[tokio::test]
async fn contest_that_ends_without_a_winner_is_told_as_the_standard_says_and_why() {
    let world = World::start().await;
    let (cancelled, annulled) = (OpenContest::new(), OpenContest::new());
    let ended = [
        (
            &cancelled,
            event(
                cancelled.challenge.as_uuid(),
                2,
                2,
                &ChallengeCancelled {
                    challenge: cancelled.challenge.to_string(),
                    authority: cancelled.authority.to_string(),
                    reason: "Brak środków".into(),
                },
            ),
        ),
        (
            &annulled,
            event(
                annulled.challenge.as_uuid(),
                2,
                2,
                &ResultAnnulled {
                    challenge: annulled.challenge.to_string(),
                    authority: annulled.authority.to_string(),
                    reason: "Wada nieusuwalna".into(),
                },
            ),
        ),
    ];
    for (contest, end) in &ended {
        world.apply(&contest.organizations()).await;
        world.apply(&contest.events[..1]).await;
        world.apply(std::slice::from_ref(end)).await;
    }
    let shown = [
        package(&world, cancelled.challenge).await,
        package(&world, annulled.challenge).await,
    ];
    assert_eq!(holds(&shown).trim(), "4 releases of 2 contests hold");
    let [cancelled, annulled] = shown.each_ref().map(|it| &it["releases"][1]);
    assert_eq!(cancelled["tag"], json!(["tenderCancellation"]));
    let rationale = &cancelled["tender"]["amendments"][0]["rationale"];
    assert_eq!(rationale, "Brak środków");
    assert_eq!(annulled["tag"], json!(["award"]));
    assert_eq!(annulled["awards"][0]["description"], "Wada nieusuwalna");
}

/// Rule 3, over every release of a whole contest.
#[tokio::test]
async fn no_release_before_the_result_names_an_entrant() {
    let world = World::start().await;
    let contest = OpenContest::new();
    world.apply(&contest.organizations()).await;
    world.apply(&contest.events).await;
    let shown = package(&world, contest.challenge).await;
    let entrants = [
        contest.person.as_uuid(),
        contest.company.as_uuid(),
        contest.works[0].as_uuid(),
        contest.works[1].as_uuid(),
    ];
    let mut published = false;
    let releases = shown["releases"].as_array().expect("is a list");
    for release in releases {
        published |= release["tag"] == json!(["award"]);
        let told = release.to_string();
        let named = entrants.iter().any(|it| told.contains(&it.to_string()));
        assert_eq!(named, published, "{told}");
    }
    assert!(published);
}

#[tokio::test]
async fn mirror_gets_every_release_once_in_order_however_it_turns_pages() {
    let world = World::start().await;
    let empty = page(&world, 3, "").await;
    assert_eq!(
        (empty.next_page_token.as_str(), empty.resume_token.as_str()),
        ("", "")
    );
    let (one, other) = (OpenContest::new(), OpenContest::new());
    let happened = one.events.iter().zip(&other.events);
    let happened: Vec<_> = happened
        .flat_map(|(one, other)| [one.clone(), other.clone()])
        .collect();
    let (early, late) = happened.split_at(9);

    let mut mirrored: Vec<Value> = Vec::new();
    let mut token = String::new();
    for events in [early, late, &[]] {
        world.apply(events).await;
        // What comes twice changes nothing.
        world.apply(events).await;
        loop {
            let answer = page(&world, 3, &token).await;
            let shown = releases(&answer.package_json);
            assert!(shown.len() <= 3);
            mirrored.extend(shown);
            token.clone_from(&answer.resume_token);
            if answer.next_page_token.is_empty() {
                break;
            }
            assert_eq!(answer.next_page_token, answer.resume_token);
        }
    }
    let ids: Vec<_> = mirrored.iter().map(|it| it["id"].clone()).collect();
    let expected = happened
        .iter()
        .filter(|it| !it.kind.ends_with("ResultApproved"));
    let expected: Vec<_> = expected.map(|it| json!(it.id.to_string())).collect();
    assert_eq!(ids, expected);
    let mut all = package(&world, one.challenge).await;
    all["releases"] = json!(mirrored);
    all["publishedDate"] = json!("9999-01-01T00:00:00Z");
    assert_eq!(holds(&[all]).trim(), "14 releases of 2 contests hold");
}

#[tokio::test]
async fn pages_of_one_contest_meet() {
    let world = World::start().await;
    let contest = OpenContest::new();
    world.apply(&contest.events).await;
    let whole = package(&world, contest.challenge).await;
    let (mut request, mut seen) = (of(contest.challenge), Vec::new());
    request.page_size = 2;
    loop {
        let answer = world.open_data().get_release_package(request.clone()).await;
        let answer = answer.expect("is public").into_inner();
        seen.extend(releases(&answer.package_json));
        if answer.next_page_token.is_empty() {
            break;
        }
        request.page_token = answer.next_page_token;
    }
    assert_eq!(json!(seen), whole["releases"]);
    request.challenge = ChallengeId::new().to_string();
    let refused = world.open_data().get_release_package(request).await;
    assert_eq!(
        refused.expect_err("another list").code(),
        Code::InvalidArgument
    );
}

#[tokio::test]
async fn rebuilt_releases_are_the_same_and_whoever_follows_gets_them_again() {
    let world = World::start().await;
    let contest = OpenContest::new();
    world.apply(&contest.events).await;
    let before = package(&world, contest.challenge).await;
    let token = page(&world, 100, "").await.resume_token;

    let mut owner = PgConnection::connect(&world.database.owner_url)
        .await
        .expect("connects");
    sqlx::query("DELETE FROM release")
        .execute(&mut owner)
        .await
        .expect("is emptied");
    for event in &contest.events {
        world.apply(std::slice::from_ref(event)).await;
    }
    assert_eq!(package(&world, contest.challenge).await, before);
    let again = releases(&page(&world, 100, &token).await.package_json);
    assert_eq!(json!(again), before["releases"]);
}

#[tokio::test]
async fn database_itself_refuses_to_change_a_release() {
    let world = World::start().await;
    world.apply(&OpenContest::new().events).await;
    let mut owner = PgConnection::connect(&world.database.owner_url)
        .await
        .expect("connects");
    let changed = sqlx::query("UPDATE release SET release_date = release_date + interval '1 s'");
    let refused = changed.execute(&mut owner).await.expect_err("is immutable");
    let refused = refused.into_database_error().expect("by the database");
    assert_eq!(refused.constraint(), Some("release_is_immutable"));
}

/// Contests from before events told of texts, dates and results.
#[tokio::test]
async fn old_events_make_valid_releases_too() {
    let world = World::start().await;
    let contest = Contest::new();
    world.apply(&contest.chains.concat()).await;
    let shown = package(&world, contest.challenge).await;
    let tags: Vec<_> = shown["releases"]
        .as_array()
        .expect("is a list")
        .iter()
        .map(|it| it["tag"][0].clone())
        .collect();
    assert_eq!(json!(tags), json!(["tender", "award"]));
    assert_eq!(holds(&[shown]).trim(), "2 releases of 1 contests hold");
}

#[tokio::test]
async fn nothing_is_told_of_what_was_not_published() {
    let world = World::start().await;
    let contest = OpenContest::new();
    let draft = Contest::new();
    let id = draft.challenge.as_uuid();
    world.apply(&[event(id, 1, 0, &draft.drafted())]).await;
    for challenge in [contest.challenge, draft.challenge] {
        let refused = world.open_data().get_release_package(of(challenge)).await;
        assert_eq!(refused.expect_err("is none").code(), Code::NotFound);
    }
}

/// A check that finds nothing wrong with anything would prove nothing.
#[tokio::test]
async fn what_is_not_as_the_standard_says_is_found() {
    let world = World::start().await;
    let contest = OpenContest::new();
    world.apply(&contest.events).await;
    let sound = package(&world, contest.challenge).await;
    type Spoil = fn(&mut Value);
    let spoils: [(&str, Spoil); 9] = [
        ("no version", |it| it["version"] = Value::Null),
        ("no ocid", |it| {
            it["releases"][0]
                .as_object_mut()
                .expect("is one")
                .remove("ocid");
        }),
        ("no date", |it| {
            it["releases"][0]["date"] = json!("yesterday")
        }),
        ("unknown status", |it| {
            it["releases"][0]["tender"]["status"] = json!("running")
        }),
        ("unknown tag", |it| {
            it["releases"][0]["tag"] = json!(["prize"])
        }),
        ("misspelt field", |it| {
            it["releases"][0]["tender"]["tittle"] = json!("?")
        }),
        ("no such party", |it| {
            it["releases"][0]["buyer"]["id"] = json!("nobody")
        }),
        ("an id twice", |it| {
            it["releases"][1]["id"] = it["releases"][0]["id"].clone()
        }),
        ("dates that do not ascend", |it| {
            it["releases"][1]["date"] = it["releases"][0]["date"].clone();
        }),
    ];
    for (what, spoil) in spoils {
        let mut spoilt = sound.clone();
        spoil(&mut spoilt);
        let verdict = ocds::check(&[spoilt]).expect("can be checked");
        assert!(matches!(verdict, Verdict::Wrong(_)), "{what}");
    }
}
