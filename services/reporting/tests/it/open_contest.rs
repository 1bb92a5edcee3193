//! A contest as its events tell of it in full, from publication to the award of a
//! runner-up.

use linia_chassis::{
    consumer::EventRecord,
    id::{AccountId, ChallengeId, OrganizationId, StageId, WorkId},
};
use linia_proto::{
    challenges::{
        events::v1::{
            ChallengeAmended, ChallengePublished, PrizesAwarded, ResultApproved, ResultPublished,
            RunnerUpAwarded, RunnerUpCalled, StageExtended,
        },
        v1::{Criterion, Laureate, Prize, PrizeKind, PublishedStage, Stage},
    },
    event::Event,
    identity::{events::v1::OrganizationRegistered, v1::OrganizationIdentifier},
    r#type::v1::{LocalizedText, Money},
};
use prost_types::Timestamp;

use crate::contest::event;

/// An anonymous contest that a person won, who dropped out for a company.
pub(crate) struct OpenContest {
    pub(crate) challenge: ChallengeId,
    pub(crate) authority: OrganizationId,
    pub(crate) company: OrganizationId,
    pub(crate) person: AccountId,
    /// The person's, then the company's.
    pub(crate) works: [WorkId; 2],
    stage: StageId,
    /// Of the challenge, in order.
    pub(crate) events: Vec<EventRecord>,
}

impl OpenContest {
    pub(crate) fn new() -> Self {
        let mut contest = Self {
            challenge: ChallengeId::new(),
            authority: OrganizationId::new(),
            company: OrganizationId::new(),
            person: AccountId::new(),
            works: [WorkId::random(), WorkId::random()],
            stage: StageId::new(),
            events: Vec::new(),
        };
        contest.course();
        contest.result();
        contest
    }

    /// Of the organizations that take part.
    pub(crate) fn organizations(&self) -> Vec<EventRecord> {
        let identifier = |scheme: &str, id: &str| OrganizationIdentifier {
            scheme: scheme.into(),
            id: id.into(),
        };
        let registered = |organization: OrganizationId, name: &str, identifiers| {
            let message = OrganizationRegistered {
                organization: organization.to_string(),
                display_name: name.into(),
                identifiers,
                ..OrganizationRegistered::default()
            };
            event(organization.as_uuid(), 1, 0, &message)
        };
        let both = vec![
            identifier("PL-NIP", "8567346215"),
            identifier("PL-REGON", "192598184"),
        ];
        let one = vec![identifier("PL-NIP", "7740001454")];
        vec![
            registered(self.authority, "Miasto Tychy", both),
            registered(self.company, "Firma", one),
        ]
    }

    fn happened<E: Event>(&mut self, message: &E) {
        let version = i64::try_from(self.events.len()).expect("there are few") + 1;
        let id = self.challenge.as_uuid();
        self.events.push(event(id, version, version, message));
    }

    fn course(&mut self) {
        let (challenge, authority) = (self.challenge.to_string(), self.authority.to_string());
        let text = |language: &str, text: &str| LocalizedText {
            language_code: language.into(),
            text: text.into(),
        };
        let moment = |seconds| Some(Timestamp { seconds, nanos: 0 });
        let stage = Stage {
            name: self.stage.to_string(),
            titles: vec![text("pl", "Prace")],
            open_time: moment(1_800_000_000),
            close_time: moment(1_801_000_000),
            question_close_time: moment(1_800_500_000),
            criteria: vec![
                Criterion {
                    key: "cost".into(),
                    titles: vec![text("pl", "Koszt")],
                    weight_basis_points: 3_750,
                    ..Criterion::default()
                },
                Criterion {
                    key: "light".into(),
                    weight_basis_points: 6_250,
                    ..Criterion::default()
                },
            ],
            ..Stage::default()
        };
        let prize = |kind: PrizeKind, money| Prize {
            rank: 1,
            kind: kind.into(),
            money,
        };
        self.happened(&ChallengePublished {
            challenge: challenge.clone(),
            authority: authority.clone(),
            titles: vec![text("pl", "Oświetlenie ulic"), text("en", "Street lights")],
            source_language: "pl".into(),
            stages: vec![PublishedStage {
                ordinal: 1,
                stage: Some(stage),
                runner_up_allowed: true,
                ..PublishedStage::default()
            }],
            prizes: vec![
                prize(
                    PrizeKind::Money,
                    Some(Money {
                        currency_code: "PLN".into(),
                        amount_minor: 5_000_000,
                    }),
                ),
                prize(PrizeKind::ContractInvitation, None),
            ],
            descriptions: vec![text("pl", "Mniej prądu."), text("uk", "Менше струму.")],
            cpv_codes: vec!["34993000".into(), "72000000".into()],
            ..ChallengePublished::default()
        });
        self.happened(&ChallengeAmended {
            challenge: challenge.clone(),
            authority: authority.clone(),
            number: 1,
            reason: "Jaśniej.".into(),
            titles: vec![text("pl", "Oświetlenie ulic Tychów")],
            source_language: "pl".into(),
            ..ChallengeAmended::default()
        });
        self.happened(&StageExtended {
            challenge,
            authority,
            stage: self.stage.to_string(),
            close_time: moment(1_802_000_000),
            reason: "Awaria.".into(),
            ordinal: 1,
            ..StageExtended::default()
        });
    }

    fn result(&mut self) {
        let (challenge, authority) = (self.challenge.to_string(), self.authority.to_string());
        let [winning, next] = self.works.map(|work| work.to_string());
        let laureates = vec![Laureate {
            rank: 1,
            work: winning.clone(),
            entrant: self.person.to_string(),
        }];
        let runners_up = vec![Laureate {
            rank: 2,
            work: next,
            entrant: self.company.to_string(),
        }];
        self.happened(&ResultApproved {
            challenge: challenge.clone(),
            authority: authority.clone(),
            ..ResultApproved::default()
        });
        self.happened(&ResultPublished {
            challenge: challenge.clone(),
            authority: authority.clone(),
            laureates: laureates.clone(),
            ..ResultPublished::default()
        });
        self.happened(&PrizesAwarded {
            challenge: challenge.clone(),
            authority: authority.clone(),
            laureates,
        });
        self.happened(&RunnerUpCalled {
            challenge: challenge.clone(),
            authority: authority.clone(),
            work: winning.clone(),
            prize_rank: 1,
            reason: "Rezygnacja.".into(),
            ..RunnerUpCalled::default()
        });
        self.happened(&RunnerUpAwarded {
            challenge,
            authority,
            work: winning,
            runners_up,
        });
    }
}
