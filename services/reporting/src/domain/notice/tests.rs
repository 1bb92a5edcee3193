//! Contests as events, and the releases that they make.

use linia_chassis::id::{ChallengeId, OrganizationId};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

use super::*;
use crate::domain::notice::contest::{Amended, Contest, Extended, PrizeLost, SteppedIn};

const START: OffsetDateTime = datetime!(2026-12-01 11:00 UTC);

/// Lets a contest happen, an event a day.
fn live(happened: Vec<What>) -> Vec<Issued> {
    let (challenge, authority) = (ChallengeId::new(), OrganizationId::new());
    let mut issued: Vec<Issued> = Vec::new();
    for (what, version) in happened.into_iter().zip(1..) {
        let event = Happening {
            challenge,
            authority,
            version,
            id: Uuid::now_v7(),
            time: START + Duration::days(version),
            what,
        };
        issued.extend(issue(issued.last(), &event));
    }
    issued
}

fn published() -> What {
    let contest: Contest = serde_json::from_value(json!({
        "sourceLanguage": "pl",
        "titles": [{"languageCode": "pl", "text": "Światło"}, {"languageCode": "en", "text": "Light"}],
        "stages": [
            {"stage": {"name": "stages/1", "closeTime": "2027-01-01T00:00:00Z",
                       "questionCloseTime": "2026-12-20T00:00:00Z"}},
            {"stage": {"name": "stages/2", "closeTime": "2027-03-01T00:00:00Z"}},
        ],
        "prizes": [
            {"rank": 1, "kind": "PRIZE_KIND_MONEY", "money": {"currencyCode": "PLN", "amountMinor": "5000000"}},
            {"rank": 2, "kind": "PRIZE_KIND_MONEY", "money": {"currencyCode": "PLN", "amountMinor": "100"}},
            {"rank": 2, "kind": "PRIZE_KIND_CONTRACT_INVITATION"},
        ],
    }))
    .expect("is read");
    What::Published(Box::new(contest))
}

fn won(laureates: &[(i32, &str, &str)]) -> Vec<Laureate> {
    let laureate = |&(rank, work, entrant): &(i32, &str, &str)| Laureate {
        rank,
        work: work.to_owned(),
        entrant: entrant.to_owned(),
    };
    laureates.iter().map(laureate).collect()
}

fn both() -> Vec<Laureate> {
    won(&[
        (1, "works/1", "accounts/anna"),
        (2, "works/2", "organizations/firm"),
    ])
}

fn lost(work: &str) -> What {
    What::PrizeLost(PrizeLost {
        work: work.to_owned(),
        reason: "rezygnacja".to_owned(),
    })
}

fn stepped_in() -> What {
    What::SteppedIn(SteppedIn {
        work: "works/1".to_owned(),
        runners_up: won(&[(3, "works/3", "teams/three")]),
    })
}

fn reason() -> String {
    "wada".to_owned()
}

/// The tag, the status of the tender, and the awards with their status.
fn told(issued: &Issued) -> Value {
    let shown = serde_json::to_value(&issued.release).expect("is JSON");
    let empty = Vec::new();
    let awards = shown["awards"].as_array().unwrap_or(&empty).iter();
    let awards = awards.map(|it| json!([it["id"], it["status"]]));
    json!([
        shown["tag"][0],
        shown["tender"]["status"],
        awards.collect::<Vec<_>>()
    ])
}

#[test]
fn each_event_makes_the_release_that_the_standard_asks_for() {
    let pending = json!([["works/1", "pending"], ["works/2", "pending"]]);
    let active = json!([["works/1", "active"], ["works/2", "active"]]);
    let cancelled = json!([["works/1", "cancelled"], ["works/2", "cancelled"]]);
    let tender = || json!(["tender", "active", []]);
    let award = || json!(["award", "complete", pending]);
    let cases = [
        (
            vec![published(), What::Cancelled(reason())],
            json!([tender(), ["tenderCancellation", "cancelled", []]]),
        ),
        // A draft that nobody knew of.
        (vec![What::Cancelled(reason())], json!([])),
        (
            vec![published(), What::Annulled(reason())],
            json!([
                tender(),
                ["award", "unsuccessful", [["annulment", "unsuccessful"]]]
            ]),
        ),
        (
            vec![
                published(),
                What::ResultPublished(both()),
                What::Awarded(both()),
            ],
            json!([tender(), award(), ["awardUpdate", "complete", active]]),
        ),
        // The journal of a contest from before results were published by an event.
        (
            vec![published(), What::Awarded(both())],
            json!([tender(), ["award", "complete", active]]),
        ),
        // And one that began before releases did.
        (
            vec![What::ResultPublished(both())],
            json!([["award", "complete", pending]]),
        ),
        (
            vec![
                published(),
                What::ResultPublished(both()),
                What::AppealUpheld(reason()),
                What::ResultPublished(won(&[(1, "works/2", "organizations/firm")])),
            ],
            json!([
                tender(),
                award(),
                ["awardCancellation", "complete", cancelled],
                [
                    "awardUpdate",
                    "complete",
                    [["works/1", "cancelled"], ["works/2", "pending"]]
                ],
            ]),
        ),
        (
            vec![
                published(),
                What::ResultPublished(both()),
                What::AppealUpheld(reason()),
                What::Annulled(reason()),
            ],
            json!([
                tender(),
                award(),
                ["awardCancellation", "complete", cancelled],
                [
                    "award",
                    "unsuccessful",
                    [
                        ["works/1", "cancelled"],
                        ["works/2", "cancelled"],
                        ["annulment", "unsuccessful"]
                    ]
                ],
            ]),
        ),
        // An appeal against a runner-up takes no prize back that was awarded.
        (
            vec![
                published(),
                What::ResultPublished(both()),
                What::Awarded(both()),
                lost("works/1"),
                What::AppealUpheld(reason()),
                stepped_in(),
            ],
            json!([
                tender(),
                award(),
                ["awardUpdate", "complete", active],
                [
                    "awardCancellation",
                    "complete",
                    [["works/1", "cancelled"], ["works/2", "active"]]
                ],
                [
                    "award",
                    "complete",
                    [
                        ["works/1", "cancelled"],
                        ["works/2", "active"],
                        ["works/3", "active"]
                    ]
                ],
            ]),
        ),
        // A prize that nobody has heard of.
        (vec![published(), lost("works/9")], json!([tender()])),
    ];
    for (happened, expected) in cases {
        let name = format!("{happened:?}");
        let issued = live(happened);
        let told: Vec<_> = issued.iter().map(told).collect();
        assert_eq!(json!(told), expected, "{name}");
    }
}

#[test]
fn supplier_is_an_organization_or_the_work_that_won() {
    let issued = live(vec![published(), What::ResultPublished(both())]);
    let last = issued.last().expect("is told");
    let shown = serde_json::to_value(&last.release).expect("is JSON");
    let suppliers = json!([
        shown["awards"][0]["suppliers"],
        shown["awards"][1]["suppliers"]
    ]);
    assert_eq!(
        suppliers,
        json!([[{"id": "works/1"}], [{"id": "organizations/firm"}]])
    );
    assert_eq!(last.entrants["works/1"], "accounts/anna");
    assert_eq!(last.entrants.len(), 1);
    assert!(!shown.to_string().contains("anna"));
}

#[test]
fn award_is_worth_the_prizes_of_its_rank_unless_they_are_shared() {
    let amounts = |laureates: &[Laureate]| {
        let issued = live(vec![published(), What::ResultPublished(laureates.to_vec())]);
        let awards = &issued.last().expect("is told").release.awards;
        let amount = |award: &ocds::Award| award.value.as_ref().map(|value| value.amount);
        awards.iter().map(amount).collect::<Vec<_>>()
    };
    assert_eq!(amounts(&both()), [Some(50_000.0), Some(1.0)]);
    let tie = won(&[(1, "works/1", "teams/1"), (1, "works/2", "teams/2")]);
    assert_eq!(amounts(&tie), [None, None]);

    let issued = live(vec![
        published(),
        What::ResultPublished(both()),
        What::Awarded(both()),
        lost("works/1"),
        stepped_in(),
    ]);
    let last = &issued.last().expect("is told").release.awards[2];
    assert_eq!(last.value.as_ref().map(|it| it.amount), Some(50_000.0));
}

#[test]
fn amendments_say_what_they_amend_and_why() {
    let amended = What::Amended(Box::new(Amended {
        reason: "jaśniej".to_owned(),
        source_language: "pl".to_owned(),
        titles: serde_json::from_value(json!([
            {"languageCode": "pl", "text": "Jaśniej"}, {"languageCode": "en", "text": "Brighter"},
        ]))
        .expect("is read"),
        descriptions: Vec::new(),
    }));
    let extended = What::Extended(Extended {
        stage: "stages/1".to_owned(),
        close_time: "2027-01-15T00:00:00Z".to_owned(),
        reason: "awaria".to_owned(),
    });
    let issued = live(vec![published(), amended, extended]);
    let [first, second, third] = &issued[..] else {
        panic!("{issued:?}")
    };
    let shown = serde_json::to_value(&third.release).expect("is JSON");
    let amendments = json!([
        {"id": "1", "date": second.release.date, "rationale": "jaśniej",
         "amendsReleaseID": first.release.id, "releaseID": second.release.id},
        {"id": "2", "date": third.release.date, "rationale": "awaria",
         "amendsReleaseID": second.release.id, "releaseID": third.release.id},
    ]);
    assert_eq!(shown["tender"]["amendments"], amendments);
    assert_eq!(shown["tender"]["title"], "Jaśniej");
    assert_eq!(shown["tender"]["title_en"], "Brighter");
    let end = &shown["tender"]["tenderPeriod"]["endDate"];
    assert_eq!(end, "2027-01-15T00:00:00Z");
    assert_eq!(shown["tender"]["milestones"][0]["dueDate"], *end);
    assert_eq!(shown["tender"]["enquiryPeriod"], Value::Null);
    // What came out before stays.
    assert_eq!(first.release.tender.title.as_deref(), Some("Światło"));
}

#[test]
fn dates_ascend_even_if_clocks_do_not() {
    let (challenge, authority) = (ChallengeId::new(), OrganizationId::new());
    let event = |version, time, what| Happening {
        challenge,
        authority,
        version,
        id: Uuid::now_v7(),
        time,
        what,
    };
    let first = issue(None, &event(1, START, published())).expect("is told");
    for time in [START, START - Duration::HOUR] {
        let next = event(2, time, What::Annulled(reason()));
        let next = issue(Some(&first), &next).expect("is told");
        assert!(next.date > first.date);
        assert!(next.release.date > first.release.date);
    }
}

#[test]
fn release_is_read_as_it_was_written() {
    let issued = live(vec![
        published(),
        What::ResultPublished(both()),
        What::Annulled(reason()),
    ]);
    for release in issued.into_iter().map(|it| it.release) {
        let written = serde_json::to_string(&release).expect("is JSON");
        let read: Release = serde_json::from_str(&written).expect("is read");
        assert_eq!(read, release);
    }
}

#[test]
fn names_and_identifiers_are_filled_in_as_far_as_they_are_known() {
    let issued = live(vec![published(), What::ResultPublished(both())]);
    let last = issued.last().expect("is told").clone();
    let challenge = last.challenge.as_uuid();
    let nobody = Parties::default().show("ocds-213czf", last.clone());
    assert_eq!(nobody.ocid, format!("ocds-213czf-{challenge}"));
    assert!(nobody.parties.iter().all(|party| party.name.is_none()));

    let identifier = |scheme: &str, id: &str| Identifier {
        scheme: scheme.to_owned(),
        id: id.to_owned(),
        legal_name: None,
    };
    let firm = Organization {
        display_name: "Firma".to_owned(),
        identifiers: vec![
            identifier("PL-NIP", "8567346215"),
            identifier("PL-REGON", "192598184"),
        ],
    };
    let known = Parties {
        organizations: [("organizations/firm".to_owned(), firm)].into(),
        names: [("accounts/anna".to_owned(), "Anna".to_owned())].into(),
    };
    let shown = serde_json::to_value(known.show("ocds-213czf", last)).expect("is JSON");
    assert_eq!(
        shown["parties"][1],
        json!({"id": "works/1", "name": "Anna", "roles": ["supplier"]})
    );
    let firm = json!({
        "id": "organizations/firm",
        "name": "Firma",
        "identifier": {"scheme": "PL-NIP", "id": "8567346215", "legalName": "Firma"},
        "additionalIdentifiers": [{"scheme": "PL-REGON", "id": "192598184"}],
        "roles": ["supplier"],
    });
    assert_eq!(shown["parties"][2], firm);
    assert_eq!(shown["awards"][0]["suppliers"][0]["name"], "Anna");
    assert!(shown["buyer"].get("name").is_none());
}
