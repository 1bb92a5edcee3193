use linia_chassis::{
    consumer::Position,
    id::{AccountId, ChallengeId, EntryId, OrganizationId, QuestionId, StageId, TeamId, WorkId},
};
use linia_proto::{
    challenges::{
        events::v1::ChallengeCancelled,
        v1::{PublishedStage as PublishedStageMessage, Stage},
    },
    event::{Event, event_type},
    json::to_json,
    submissions::events::v1::{RevealedLaureate as RevealedLaureateMessage, SelectedWork},
};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

use super::*;

const TIME: OffsetDateTime = datetime!(2026-12-01 11:00 UTC);

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
        time: TIME,
        traceparent: None,
        data: to_json(message).into(),
        position: Position {
            epoch: 1,
            sequence: 1,
        },
    }
}

fn line(event: &EventRecord, challenge: ChallengeId) -> Vec<LedgerLine> {
    vec![LedgerLine {
        challenge,
        event_time: TIME,
        event_id: event.id,
        event_type: event.kind.clone(),
        aggregate_id: event.aggregate_id,
    }]
}

fn facts_of(event: &EventRecord) -> Facts {
    let mut facts = Facts::default();
    read(event, &mut facts).expect("a view reads what the message writes");
    facts
}

#[test]
fn verified_account_and_organization_are_facts_without_a_ledger_line() {
    let account = AccountId::new();
    let event = record(&AccountVerified {
        account: account.to_string(),
    });
    let expected = Facts {
        verified_accounts: vec![VerifiedAccount {
            account,
            verify_time: TIME,
        }],
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);

    let organization = OrganizationId::new();
    let event = record(&OrganizationVerified {
        organization: organization.to_string(),
    });
    let expected = Facts {
        verified_organizations: vec![VerifiedOrganization {
            organization,
            verify_time: TIME,
        }],
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);
}

#[test]
fn drafted_and_awarded_challenge_are_facts() {
    let (challenge, authority) = (ChallengeId::new(), OrganizationId::new());
    let event = record(&ChallengeDrafted {
        challenge: challenge.to_string(),
        authority: authority.to_string(),
    });
    let expected = Facts {
        drafted_challenges: vec![DraftedChallenge {
            challenge,
            authority,
        }],
        ledger: line(&event, challenge),
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);

    let event = record(&PrizesAwarded {
        challenge: challenge.to_string(),
        authority: authority.to_string(),
        laureates: Vec::new(),
    });
    let expected = Facts {
        awarded_challenges: vec![AwardedChallenge {
            challenge,
            award_time: TIME,
        }],
        ledger: line(&event, challenge),
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);
}

#[test]
fn published_challenge_is_a_fact_with_each_of_its_stages() {
    let (challenge, authority) = (ChallengeId::new(), OrganizationId::new());
    let stages = [StageId::new(), StageId::new()];
    let published = |(stage, ordinal): (&StageId, i32)| PublishedStageMessage {
        challenge: challenge.to_string(),
        ordinal,
        stage_count: 2,
        stage: Some(Stage {
            name: stage.to_string(),
            ..Stage::default()
        }),
        ..PublishedStageMessage::default()
    };
    let event = record(&ChallengePublished {
        challenge: challenge.to_string(),
        authority: authority.to_string(),
        stages: stages.iter().zip(1..).map(published).collect(),
        ..ChallengePublished::default()
    });
    let stage = |(stage, ordinal): (StageId, i32)| PublishedStage {
        challenge,
        ordinal,
        stage,
    };
    let expected = Facts {
        published_challenges: vec![PublishedChallenge {
            challenge,
            authority,
            publish_time: TIME,
        }],
        published_stages: stages.into_iter().zip(1..).map(stage).collect(),
        ledger: line(&event, challenge),
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);
}

#[test]
fn asked_answered_and_merged_questions_are_facts() {
    let (challenge, question) = (ChallengeId::new(), QuestionId::new());
    let event = record(&QuestionAsked {
        question: question.to_string(),
        challenge: challenge.to_string(),
        authority: OrganizationId::new().to_string(),
    });
    let expected = Facts {
        asked_questions: vec![AskedQuestion {
            challenge,
            question,
        }],
        ledger: line(&event, challenge),
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);

    let event = record(&QuestionAnswered {
        question: question.to_string(),
        challenge: challenge.to_string(),
        authority: OrganizationId::new().to_string(),
        asker: AccountId::new().to_string(),
        ..QuestionAnswered::default()
    });
    let expected = Facts {
        answered_questions: vec![AnsweredQuestion {
            challenge,
            question,
        }],
        ledger: line(&event, challenge),
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);

    let into = QuestionId::new();
    let event = record(&QuestionMerged {
        question: question.to_string(),
        challenge: challenge.to_string(),
        authority: OrganizationId::new().to_string(),
        into: into.to_string(),
        asker: AccountId::new().to_string(),
    });
    let expected = Facts {
        merged_questions: vec![MergedQuestion {
            challenge,
            question,
            into,
        }],
        ledger: line(&event, challenge),
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);
}

#[test]
fn opened_and_judged_stages_are_facts_even_if_nothing_was_in_them() {
    let (challenge, stage) = (ChallengeId::new(), StageId::new());
    for work_count in [0, 7] {
        let event = record(&StageOpened {
            stage: stage.to_string(),
            challenge: challenge.to_string(),
            work_count,
            jurors: vec![AccountId::new().to_string()],
        });
        let expected = Facts {
            opened_stages: vec![OpenedStage { stage, work_count }],
            ledger: line(&event, challenge),
            ..Facts::default()
        };
        assert_eq!(facts_of(&event), expected);
    }
    for count in [0, 2] {
        let selected = |rank| SelectedWork {
            work: WorkId::random().to_string(),
            rank,
        };
        let event = record(&StageJudged {
            stage: stage.to_string(),
            challenge: challenge.to_string(),
            protocol_sha256: vec![0_u8; 32].into(),
            last: true,
            selected: (1..=count).map(selected).collect(),
            review_count: 3 * count,
        });
        let expected = Facts {
            judged_stages: vec![JudgedStage {
                stage,
                version: event.version,
                review_count: 3 * count,
                selected_count: count,
            }],
            ledger: line(&event, challenge),
            ..Facts::default()
        };
        assert_eq!(facts_of(&event), expected);
    }
}

#[test]
fn corrected_protocol_is_a_judgement_of_a_later_version() {
    let (challenge, stage) = (ChallengeId::new(), StageId::new());
    let event = record(&ProtocolCorrected {
        stage: stage.to_string(),
        challenge: challenge.to_string(),
        number: 2,
        selected: vec![SelectedWork {
            work: WorkId::random().to_string(),
            rank: 1,
        }],
        review_count: 6,
        ..ProtocolCorrected::default()
    });
    let expected = Facts {
        judged_stages: vec![JudgedStage {
            stage,
            version: event.version,
            review_count: 6,
            selected_count: 1,
        }],
        ledger: line(&event, challenge),
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);
}

#[test]
fn opened_entry_is_a_fact_withdrawn_or_not() {
    let (challenge, stage, entry) = (ChallengeId::new(), StageId::new(), EntryId::new());
    for withdrawn in [false, true] {
        let event = record(&EntryOpened {
            entry: entry.to_string(),
            stage: stage.to_string(),
            challenge: challenge.to_string(),
            accounts: vec![AccountId::new().to_string()],
            withdrawn,
            ..EntryOpened::default()
        });
        let expected = Facts {
            opened_entries: vec![OpenedEntry {
                stage,
                entry,
                withdrawn,
            }],
            ledger: line(&event, challenge),
            ..Facts::default()
        };
        assert_eq!(facts_of(&event), expected);
    }
}

#[test]
fn each_revealed_laureate_is_a_fact() {
    let challenge = ChallengeId::new();
    let works = [WorkId::random(), WorkId::random()];
    let laureate = |(work, rank): (&WorkId, i32)| RevealedLaureateMessage {
        rank,
        work: work.to_string(),
        entry: EntryId::new().to_string(),
        entrant: TeamId::new().to_string(),
        accounts: vec![AccountId::new().to_string()],
    };
    let event = record(&StageUnmasked {
        stage: StageId::new().to_string(),
        challenge: challenge.to_string(),
        laureates: works.iter().zip(1..).map(laureate).collect(),
    });
    let expected = Facts {
        revealed_laureates: works
            .map(|work| RevealedLaureate { challenge, work })
            .to_vec(),
        ledger: line(&event, challenge),
        ..Facts::default()
    };
    assert_eq!(facts_of(&event), expected);
}

#[test]
fn whoever_steps_in_is_a_laureate_and_a_fallen_prize_is_a_fact() {
    let (challenge, lost, won) = (ChallengeId::new(), WorkId::random(), WorkId::random());
    let called = record(&RunnerUpCalled {
        challenge: challenge.to_string(),
        work: lost.to_string(),
        prize_rank: 1,
        ..RunnerUpCalled::default()
    });
    let expected = Facts {
        lost_prizes: vec![LostPrize {
            challenge,
            work: lost,
        }],
        ledger: line(&called, challenge),
        ..Facts::default()
    };
    assert_eq!(facts_of(&called), expected);

    let revealed = |runners_up| {
        record(&RunnerUpRevealed {
            challenge: challenge.to_string(),
            work: lost.to_string(),
            runners_up,
            ..RunnerUpRevealed::default()
        })
    };
    let laureate = RevealedLaureateMessage {
        rank: 2,
        work: won.to_string(),
        ..RevealedLaureateMessage::default()
    };
    for (runners_up, laureates) in [
        (Vec::new(), Vec::new()),
        (
            vec![laureate],
            vec![RevealedLaureate {
                challenge,
                work: won,
            }],
        ),
    ] {
        let event = revealed(runners_up);
        let expected = Facts {
            revealed_laureates: laureates,
            ledger: line(&event, challenge),
            ..Facts::default()
        };
        assert_eq!(facts_of(&event), expected);
    }
}

#[test]
fn appointed_and_recused_jurors_are_facts() {
    let challenge = ChallengeId::new();
    let events = [
        record(&JurorAppointed {
            challenge: challenge.to_string(),
            account: AccountId::new().to_string(),
        }),
        record(&JurorRecused {
            challenge: challenge.to_string(),
            account: AccountId::new().to_string(),
            ..JurorRecused::default()
        }),
    ];
    for (event, serving) in events.iter().zip([true, false]) {
        let expected = Facts {
            juror_changes: vec![JurorChange {
                challenge,
                juror: event.aggregate_id,
                version: 3,
                serving,
            }],
            ledger: line(event, challenge),
            ..Facts::default()
        };
        assert_eq!(facts_of(event), expected);
    }
}

#[test]
fn event_that_is_no_fact_still_has_its_ledger_line() {
    let challenge = ChallengeId::new();
    let known = record(&ChallengeCancelled {
        challenge: challenge.to_string(),
        authority: OrganizationId::new().to_string(),
        reason: "Brak środków".into(),
    });
    let unknown = EventRecord {
        kind: "linia.challenges.events.v2.ChallengePublished".into(),
        ..known.clone()
    };
    for event in [known, unknown] {
        let expected = Facts {
            ledger: line(&event, challenge),
            ..Facts::default()
        };
        assert_eq!(facts_of(&event), expected);
    }
}

#[test]
fn event_that_cannot_be_read_is_parked_by_name() {
    let good = record(&PrizesAwarded {
        challenge: ChallengeId::new().to_string(),
        ..PrizesAwarded::default()
    });
    for data in [&b"not json"[..], b"{}", br#"{"challenge":"stages/1"}"#] {
        let bad = EventRecord {
            data: data.into(),
            ..good.clone()
        };
        let error = read(&bad, &mut Facts::default()).expect_err("unreadable");
        let named = matches!(error, HandlerError::Park { event: Some(id), .. } if id == bad.id);
        assert!(named, "{error:?}");
    }
}
