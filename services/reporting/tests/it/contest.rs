//! A whole contest as events, and the numbers that it must give.

use linia_chassis::{
    consumer::{EventRecord, Position},
    id::{AccountId, ChallengeId, EntryId, OrganizationId, QuestionId, StageId, WorkId},
};
use linia_proto::{
    challenges::{
        events::v1::{
            ChallengeDrafted, ChallengePublished, PrizesAwarded, QuestionAnswered, QuestionAsked,
            QuestionMerged, RunnerUpCalled,
        },
        v1::{PublishedStage, Stage},
    },
    event::{Event, event_type},
    json::to_json,
    reporting::v1::{ChallengeReport, StageReport},
    submissions::events::v1::{
        EntryOpened, JurorAppointed, JurorRecused, ProtocolCorrected, RevealedLaureate,
        RunnerUpRevealed, SelectedWork, StageJudged, StageOpened, StageUnmasked,
    },
};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

const START: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

/// A contest: two stages, six questions of which two were answered and with one
/// of them two more, the one merged into the other before, four
/// jurors of whom one left, four entries of which one was withdrawn, one
/// laureate, who lost the prize to another, the award ten days after publication.
pub(crate) struct Contest {
    pub(crate) challenge: ChallengeId,
    pub(crate) authority: OrganizationId,
    stages: [StageId; 2],
    /// Which won, and then lost the prize to another.
    winning: WorkId,
    /// By aggregate, each in its own order.
    pub(crate) chains: Vec<Vec<EventRecord>>,
}

impl Contest {
    pub(crate) fn new() -> Self {
        let mut contest = Self {
            challenge: ChallengeId::new(),
            authority: OrganizationId::new(),
            stages: [StageId::new(), StageId::new()],
            winning: WorkId::random(),
            chains: Vec::new(),
        };
        contest.life();
        contest.questions();
        contest.jurors();
        contest.entries();
        contest.judging();
        contest
    }

    /// The numbers that follow.
    pub(crate) fn report(&self) -> ChallengeReport {
        let [first, second] = self.stages.map(|stage| stage.to_string());
        ChallengeReport {
            challenge: self.challenge.to_string(),
            authority: self.authority.to_string(),
            question_count: 6,
            answered_question_count: 4,
            stages: vec![
                StageReport {
                    stage: first,
                    entry_count: 3,
                    withdrawn_count: 1,
                    work_count: 3,
                    review_count: 9,
                    selected_count: 1,
                },
                StageReport {
                    stage: second,
                    ..StageReport::default()
                },
            ],
            juror_count: 3,
            laureate_count: 1,
            awarded: true,
            publication_to_award_seconds: 10 * 24 * 60 * 60,
        }
    }

    pub(crate) fn drafted(&self) -> ChallengeDrafted {
        ChallengeDrafted {
            challenge: self.challenge.to_string(),
            authority: self.authority.to_string(),
        }
    }

    fn life(&mut self) {
        let stage = |(stage, ordinal): (StageId, i32)| PublishedStage {
            ordinal,
            stage: Some(Stage {
                name: stage.to_string(),
                ..Stage::default()
            }),
            ..PublishedStage::default()
        };
        let published = ChallengePublished {
            challenge: self.challenge.to_string(),
            authority: self.authority.to_string(),
            stages: self.stages.into_iter().zip(1..).map(stage).collect(),
            ..ChallengePublished::default()
        };
        let awarded = PrizesAwarded {
            challenge: self.challenge.to_string(),
            authority: self.authority.to_string(),
            laureates: Vec::new(),
        };
        let called = RunnerUpCalled {
            challenge: self.challenge.to_string(),
            authority: self.authority.to_string(),
            work: self.winning.to_string(),
            ..RunnerUpCalled::default()
        };
        let id = self.challenge.as_uuid();
        self.chains.push(vec![
            event(id, 1, 0, &self.drafted()),
            event(id, 2, 1, &published),
            event(id, 3, 11, &awarded),
            event(id, 4, 12, &called),
        ]);
    }

    /// Two are answered, one is not; two are left to the first, one after the
    /// other, and one to the one that has no answer.
    fn questions(&mut self) {
        let ids: [_; 6] = std::array::from_fn(|_| QuestionId::new());
        let [first, second, third, fourth, fifth, sixth] = ids;
        for (question, answered, into) in [
            (first, true, None),
            (second, true, None),
            (third, false, None),
            (fourth, false, Some(first)),
            (fifth, false, Some(fourth)),
            (sixth, false, Some(third)),
        ] {
            let asked = QuestionAsked {
                question: question.to_string(),
                challenge: self.challenge.to_string(),
                authority: self.authority.to_string(),
            };
            let mut chain = vec![event(question.as_uuid(), 1, 2, &asked)];
            if answered {
                let answered = QuestionAnswered {
                    question: question.to_string(),
                    challenge: self.challenge.to_string(),
                    authority: self.authority.to_string(),
                    asker: AccountId::new().to_string(),
                    ..QuestionAnswered::default()
                };
                chain.push(event(question.as_uuid(), 2, 3, &answered));
            }
            if let Some(into) = into {
                let merged = QuestionMerged {
                    question: question.to_string(),
                    challenge: self.challenge.to_string(),
                    authority: self.authority.to_string(),
                    into: into.to_string(),
                    asker: AccountId::new().to_string(),
                };
                chain.push(event(question.as_uuid(), 2, 3, &merged));
            }
            self.chains.push(chain);
        }
    }

    fn jurors(&mut self) {
        let (challenge, account) = (self.challenge.to_string(), AccountId::new().to_string());
        let appointed = JurorAppointed {
            challenge: challenge.clone(),
            account: account.clone(),
        };
        let recused = JurorRecused {
            challenge,
            account,
            ..JurorRecused::default()
        };
        // One stays, one leaves, one comes back, one stays.
        for changes in [1, 2, 3, 1] {
            let juror = Uuid::now_v7();
            let change = |version: i64| match version {
                2 => event(juror, 2, 5, &recused),
                version => event(juror, version, 4, &appointed),
            };
            self.chains.push((1..=changes).map(change).collect());
        }
    }

    fn entries(&mut self) {
        for withdrawn in [false, true, false, false] {
            let entry = EntryId::new();
            let opened = EntryOpened {
                entry: entry.to_string(),
                stage: self.stages[0].to_string(),
                challenge: self.challenge.to_string(),
                accounts: vec![AccountId::new().to_string()],
                withdrawn,
                ..EntryOpened::default()
            };
            self.chains
                .push(vec![event(entry.as_uuid(), 1, 6, &opened)]);
        }
    }

    fn judging(&mut self) {
        let (stage, challenge) = (self.stages[0].to_string(), self.challenge.to_string());
        let work = self.winning.to_string();
        let opened = StageOpened {
            stage: stage.clone(),
            challenge: challenge.clone(),
            work_count: 3,
            jurors: Vec::new(),
        };
        let judged = StageJudged {
            stage: stage.clone(),
            challenge: challenge.clone(),
            protocol_sha256: vec![7; 32].into(),
            last: true,
            selected: vec![SelectedWork {
                work: work.clone(),
                rank: 1,
            }],
            review_count: 12,
        };
        // A juror has left since: the corrected protocol counts.
        let corrected = ProtocolCorrected {
            stage: stage.clone(),
            challenge: challenge.clone(),
            number: 2,
            protocol_sha256: vec![8; 32].into(),
            superseded_sha256: vec![7; 32].into(),
            selected: vec![SelectedWork {
                work: work.clone(),
                rank: 1,
            }],
            review_count: 9,
        };
        let unmasked = StageUnmasked {
            stage,
            challenge,
            laureates: vec![RevealedLaureate {
                rank: 1,
                work,
                entry: EntryId::new().to_string(),
                entrant: AccountId::new().to_string(),
                accounts: Vec::new(),
            }],
        };
        let stepped_in = RunnerUpRevealed {
            challenge: self.challenge.to_string(),
            work: self.winning.to_string(),
            runners_up: vec![RevealedLaureate {
                rank: 2,
                work: WorkId::random().to_string(),
                ..RevealedLaureate::default()
            }],
            ..RunnerUpRevealed::default()
        };
        let id = self.stages[0].as_uuid();
        self.chains.push(vec![
            event(id, 1, 6, &opened),
            event(id, 2, 7, &judged),
            event(id, 3, 7, &corrected),
            event(id, 4, 8, &unmasked),
            event(id, 5, 12, &stepped_in),
        ]);
    }
}

/// The event as it comes from the broker, so many days after the start.
pub(crate) fn event<E: Event>(aggregate: Uuid, version: i64, day: i64, message: &E) -> EventRecord {
    let kind = event_type::<E>();
    EventRecord {
        id: Uuid::now_v7(),
        kind: kind.name.clone(),
        service: kind.service.clone(),
        aggregate: kind.aggregate.clone(),
        aggregate_id: aggregate,
        version,
        time: START + Duration::days(day),
        traceparent: None,
        data: to_json(message).into(),
        position: Position {
            epoch: 1,
            sequence: 1,
        },
    }
}
