use linia_chassis::{
    consumer::Position,
    id::{ChallengeId, OrganizationId, StageId, WorkId},
};
use linia_proto::{
    challenges::{
        events::v1::ChallengeDrafted,
        v1::{
            AdmissionMode, AppealDecision, Criterion, Laureate as LaureateMessage, Prize,
            PrizeKind, PublishedStage, Stage,
        },
    },
    event::{Event, event_type},
    json::to_json,
    r#type::v1::{LocalizedText, Money},
};
use prost_types::Timestamp;
use time::macros::datetime;
use uuid::Uuid;

use super::*;
use crate::domain::notice::issue;

/// The event as it comes from the broker.
fn record<E: Event>(message: &E) -> EventRecord {
    let kind = event_type::<E>();
    EventRecord {
        id: Uuid::now_v7(),
        kind: kind.name.clone(),
        service: kind.service.clone(),
        aggregate: kind.aggregate.clone(),
        aggregate_id: Uuid::now_v7(),
        version: 3,
        time: datetime!(2026-12-01 11:00 UTC),
        traceparent: None,
        data: to_json(message).into(),
        position: Position {
            epoch: 1,
            sequence: 1,
        },
    }
}

fn what_of<E: Event>(message: &E) -> Option<What> {
    let event = record(message);
    let read = read_notice(&event).expect("a view reads what the message writes");
    read.map(|it| it.what)
}

fn names() -> (String, String) {
    (
        ChallengeId::new().to_string(),
        OrganizationId::new().to_string(),
    )
}

fn text(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        language_code: "pl".into(),
        text: text.into(),
    }]
}

/// Everything that a release takes from a publication, through the JSON that is
/// on the wire.
#[test]
fn publication_tells_what_a_release_needs() {
    let (challenge, authority) = names();
    let stage = StageId::new().to_string();
    let moment = |seconds| Some(Timestamp { seconds, nanos: 0 });
    let published = ChallengePublished {
        challenge: challenge.clone(),
        authority: authority.clone(),
        titles: text("Oświetlenie"),
        source_language: "pl".into(),
        descriptions: text("Mniej prądu."),
        cpv_codes: vec!["34993000".into()],
        application_deadline: moment(1_800_000_000),
        stages: vec![PublishedStage {
            stage: Some(Stage {
                name: stage.clone(),
                titles: text("Prace"),
                open_time: moment(1_800_100_000),
                close_time: moment(1_800_200_000),
                question_close_time: moment(1_800_150_000),
                criteria: vec![Criterion {
                    key: "cost".into(),
                    titles: text("Koszt"),
                    weight_basis_points: 3_750,
                    ..Criterion::default()
                }],
                ..Stage::default()
            }),
            admission: AdmissionMode::Restricted.into(),
            runner_up_allowed: true,
            ..PublishedStage::default()
        }],
        prizes: vec![
            Prize {
                rank: 2,
                kind: PrizeKind::Money.into(),
                money: Some(Money {
                    currency_code: "PLN".into(),
                    amount_minor: 2_500_050,
                }),
            },
            Prize {
                rank: 1,
                kind: PrizeKind::ContractInvitation.into(),
                money: None,
            },
        ],
        ..ChallengePublished::default()
    };
    let mut event = record(&published);
    event.id = Uuid::from_u128(1);
    let read = read_notice(&event).expect("is read").expect("is told");
    let issued = issue(None, &read).expect("is a release");
    let mut told = serde_json::to_string_pretty(&issued.release).expect("is JSON");
    for (name, fixed) in [
        (challenge, "challenges/…"),
        (authority, "organizations/…"),
        (stage, "stages/…"),
    ] {
        told = told.replace(&name, fixed);
    }
    insta::assert_snapshot!(told);
}

#[test]
fn event_of_few_words_makes_a_release_too() {
    let (challenge, authority) = names();
    let bare = ChallengePublished {
        challenge,
        authority,
        ..ChallengePublished::default()
    };
    let read = read_notice(&record(&bare)).expect("is read");
    assert!(issue(None, &read.expect("is told")).is_some());
}

#[test]
fn reasons_laureates_and_later_times_are_read() {
    let (challenge, authority) = names();
    let (work, stage) = (WorkId::random().to_string(), StageId::new().to_string());
    let laureates = vec![LaureateMessage {
        rank: 1,
        work: work.clone(),
        entrant: "accounts/1".into(),
    }];
    let published = what_of(&ResultPublished {
        challenge: challenge.clone(),
        authority: authority.clone(),
        laureates: laureates.clone(),
        ..ResultPublished::default()
    });
    let awarded = what_of(&PrizesAwarded {
        challenge: challenge.clone(),
        authority: authority.clone(),
        laureates: laureates.clone(),
    });
    let stepped_in = what_of(&RunnerUpAwarded {
        challenge: challenge.clone(),
        authority: authority.clone(),
        work: work.clone(),
        runners_up: laureates,
    });
    for told in [published, awarded, stepped_in] {
        let (What::ResultPublished(found) | What::Awarded(found)) = told.expect("is told") else {
            continue;
        };
        assert_eq!((found[0].rank, &found[0].work), (1, &work));
        assert_eq!(found[0].entrant, "accounts/1");
    }
    let lost = what_of(&RunnerUpCalled {
        challenge: challenge.clone(),
        authority: authority.clone(),
        work: work.clone(),
        reason: "Rezygnacja".into(),
        ..RunnerUpCalled::default()
    });
    assert!(
        matches!(lost, Some(What::PrizeLost(it)) if it.work == work && it.reason == "Rezygnacja")
    );
    let extended = what_of(&StageExtended {
        challenge: challenge.clone(),
        authority: authority.clone(),
        stage: stage.clone(),
        close_time: Some(Timestamp {
            seconds: 0,
            nanos: 0,
        }),
        ..StageExtended::default()
    });
    let moved = |it: &What| match it {
        What::Extended(it) => it.stage == stage && it.close_time == "1970-01-01T00:00:00Z",
        _ => false,
    };
    assert!(extended.as_ref().is_some_and(moved));
    let annulled = what_of(&ResultAnnulled {
        challenge: challenge.clone(),
        authority: authority.clone(),
        reason: "Wada".into(),
    });
    assert!(matches!(annulled, Some(What::Annulled(reason)) if reason == "Wada"));
    let cancelled = what_of(&ChallengeCancelled {
        challenge,
        authority,
        reason: "Brak środków".into(),
    });
    assert!(matches!(cancelled, Some(What::Cancelled(reason)) if reason == "Brak środków"));
}

#[test]
fn only_an_upheld_appeal_takes_anything_back() {
    for (decision, upheld) in [
        (AppealDecision::Unspecified, false),
        (AppealDecision::Dismissed, false),
        (AppealDecision::UpheldResultReturned, true),
        (AppealDecision::UpheldResultAnnulled, true),
    ] {
        let (challenge, authority) = names();
        let told = what_of(&AppealDecided {
            challenge,
            authority,
            decision: decision.into(),
            ..AppealDecided::default()
        });
        assert_eq!(
            matches!(told, Some(What::AppealUpheld(_))),
            upheld,
            "{decision:?}"
        );
    }
}

#[test]
fn what_is_not_public_makes_no_release() {
    let (challenge, authority) = names();
    assert!(
        what_of(&ChallengeDrafted {
            challenge,
            authority
        })
        .is_none()
    );
}
