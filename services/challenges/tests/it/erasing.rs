//! What is erased of a person (GDPR art. 17), what stays because procurement law
//! orders it (PZP art. 78; GDPR art. 17(3)(b)), and what of both they are told.

use std::{collections::BTreeMap, path::PathBuf, time::Duration as StdDuration};

use linia_challenges::events::consumed::ContestRecords;
use linia_chassis::{
    auth::Caller,
    erasure::{Keeper as _, Kept},
    grpc::timestamp,
    id::{AccountId, ErasureId, StageId},
};
use linia_proto::{
    challenges::v1::{
        self as pb, EnrolmentState, challenge_service_server::ChallengeService as _,
        extension_service_server::ExtensionService as _,
        participation_service_server::ParticipationService as _,
        question_service_server::QuestionService as _,
    },
    identity::{events::v1::AccountErasureBegun, v1::ReportErasureRequest},
};
use linia_tests::stack::{Service, ServiceProcess, ports::free_port, retry::poll_until};
use prost_types::value::Kind;
use sqlx::AssertSqlSafe;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    enrolling::name_of,
    world::{MASTER_KEY, World, call, person, reason, time},
};

/// How long anything may take here.
const LIMIT: StdDuration = StdDuration::from_secs(30);
/// What names a person and belongs to a contest: the law orders to keep it.
const KEPT: [&str; 4] = [
    "SELECT count(*) FROM act WHERE actor = 'accounts/' || $1",
    "SELECT count(*) FROM individual_extension WHERE entrant = 'accounts/' || $1",
    "SELECT count(*) FROM opening_attempt WHERE caller = 'accounts/' || $1",
    "SELECT count(*) FROM question_asker WHERE account = $1::uuid",
];
const ANSWERS: &str = "SELECT count(*) FROM request_answer WHERE principal = 'accounts/' || $1";

fn account_of(caller: &Caller) -> AccountId {
    caller.account().expect("is a person")
}

impl World {
    async fn count(&self, sql: &str, whose: &Caller) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
            .bind(account_of(whose).as_uuid().to_string())
            .fetch_one(self.database.pool())
            .await
            .expect(sql)
    }

    async fn kept_rows(&self, of: &Caller) -> Vec<i64> {
        let mut counts = Vec::new();
        for sql in KEPT {
            counts.push(self.count(sql, of).await);
        }
        counts
    }

    /// When the report of an erasure falls due, if it does.
    async fn report_due(&self) -> Vec<OffsetDateTime> {
        sqlx::query_scalar("SELECT due_time FROM due_work WHERE kind = 'report_erasure'")
            .fetch_all(self.database.pool())
            .await
            .expect("is there")
    }

    async fn ask(&self, caller: &Caller, challenge: &str) {
        let request = pb::AskQuestionRequest {
            challenge: challenge.to_owned(),
            text: "Czy jest prąd?".to_owned(),
            request_id: Uuid::new_v4().to_string(),
        };
        let asked = self.questions.ask_question(call(caller, request)).await;
        asked.expect("runs");
    }

    async fn extend_for(&self, entrant: &Caller, stage: &pb::Stage) {
        let request = pb::GrantExtensionRequest {
            stage: stage.name.clone(),
            entrant: name_of(entrant),
            close_time: Some(timestamp(time(stage.close_time) + Duration::HOUR)),
            reason: "The power was cut".to_owned(),
        };
        let granted = self.extensions.grant_extension(call(&self.head, request));
        granted.await.expect("is open");
    }

    async fn cancel(&self, challenge: &str) -> OffsetDateTime {
        let request = pb::CancelChallengeRequest {
            name: challenge.to_owned(),
            reason: "no money".into(),
        };
        let cancelled = self.challenges.cancel_challenge(call(&self.head, request));
        time(cancelled.await.expect("runs").into_inner().update_time)
    }

    /// Identity's event, as often as it is delivered.
    async fn erase(&self, erasure: ErasureId, whom: &Caller, deliveries: usize) {
        let begun = AccountErasureBegun {
            erasure: erasure.to_string(),
            account: name_of(whom),
        };
        for _ in 0..deliveries {
            let heard = self.hear(&erasure.to_string(), &begun).await;
            heard.expect("is identity's");
        }
    }

    async fn kept(&self, of: &Caller) -> Kept {
        let mut conn = self.database.read().await.expect("is there");
        let now = self.now().await;
        let kept = ContestRecords.kept(&mut conn, account_of(of), now).await;
        kept.expect("reads").expect("hides nothing")
    }

    /// The process itself, which does what falls due. The broker is down.
    async fn start(&self) -> ServiceProcess {
        let port = free_port().expect("a free port");
        let service = Service::Challenges;
        let environment: BTreeMap<String, String> = [
            ("DATABASE__URL", self.service_url()),
            ("GRPC__LISTEN", format!("127.0.0.1:{port}")),
            ("NATS__URL", "nats://127.0.0.1:1".into()),
            ("PEERS__IDENTITY", self.identity.start().await),
            ("CREDENTIALS__CLIENT_SECRET", "secret".into()),
            ("MASTER_KEY", MASTER_KEY.into()),
        ]
        .map(|(key, value)| (service.variable(key), value))
        .into();
        let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("challenges-{}.log", Uuid::new_v4()));
        let program = PathBuf::from(env!("CARGO_BIN_EXE_linia-challenges"));
        let name = service.name().to_owned();
        let mut process = ServiceProcess::new(service, name, program, port, environment, log);
        process
            .start()
            .await
            .unwrap_or_else(|error| panic!("{}", error.report()));
        process
    }

    /// Waits until so much was reported, and nothing is to be reported by now.
    async fn reports(&self, count: usize) -> Vec<ReportErasureRequest> {
        let reported = async || {
            let reports = self.identity.kept().reports.clone();
            let (due, now) = (self.report_due().await, self.now().await);
            (reports.len() >= count && due.iter().all(|it| *it > now)).then_some(reports)
        };
        let reports = poll_until(LIMIT, reported).await;
        let reports = reports.unwrap_or_else(|| panic!("{:?}", self.identity.kept().reports));
        assert_eq!(reports.len(), count, "{reports:?}");
        reports
    }
}

#[tokio::test]
async fn erased_person_leaves_every_programme_once_and_what_belongs_to_a_contest_stays() {
    let world = World::new().await;
    let (full, other) = (
        world.running_programme(|_| ()).await.name,
        world.running_programme(|_| ()).await.name,
    );
    let [leaver, stayer, waiting] = [0, 1, 2].map(|_| person(|_| ()));
    for (programme, people) in [
        (&full, [&leaver, &stayer, &waiting]),
        (&other, [&stayer, &waiting, &leaver]),
    ] {
        for who in people {
            world.enrol(who, programme).await.expect("fits");
        }
    }
    let contest = world.published().await;
    let stage = &contest.stages[0];
    for who in [&leaver, &stayer] {
        world.ask(who, &contest.name).await;
        world.extend_for(who, stage).await;
        let refused = world.approve_opening(who, &stage.name).await;
        assert_eq!(reason(refused), "STAGE_NOT_CLOSED");
    }
    let [of_leaver, of_stayer] = [&leaver, &stayer].map(|who| world.kept_rows(who));
    let kept = (of_leaver.await, of_stayer.await);
    assert_eq!(kept.0[1..], [1, 1, 1]);

    world.erase(ErasureId::random(), &leaver, 2).await;
    let enrolled = EnrolmentState::Enrolled;
    for (programme, expected) in [
        (
            &full,
            [
                (&leaver, EnrolmentState::Left),
                (&stayer, enrolled),
                (&waiting, enrolled),
            ],
        ),
        (
            &other,
            [
                (&stayer, enrolled),
                (&waiting, enrolled),
                (&leaver, EnrolmentState::Left),
            ],
        ),
    ] {
        let roll = world.roll(&world.head, programme).await;
        let expected = expected.map(|(who, state)| (name_of(who), state));
        assert_eq!(roll, expected);
        let told = world.told(programme).await;
        let left = told.iter().filter(|(kind, _)| kind == "EntrantLeft");
        assert_eq!(left.count(), 1, "{told:?}");
    }
    assert_eq!(world.count(ANSWERS, &leaver).await, 0);
    assert_eq!(world.count(ANSWERS, &stayer).await, 1);
    let now = (
        world.kept_rows(&leaver).await,
        world.kept_rows(&stayer).await,
    );
    assert_eq!(now, kept, "it belongs to the contest (PZP art. 78)");
    assert_eq!(world.report_due().await.len(), 1, "one report of both");
}

#[tokio::test]
async fn erasure_is_confirmed_once_and_again_when_the_term_is_known() {
    let world = World::new().await;
    let contest = world.published().await;
    let [entrant, stranger] = [0, 1].map(|_| person(|_| ()));
    world.extend_for(&entrant, &contest.stages[0]).await;
    let [kept, nothing] = [0, 1].map(|_| ErasureId::random());
    world.erase(nothing, &stranger, 2).await;

    let _process = world.start().await;
    let reports = world.reports(1).await;
    assert_eq!(reports[0].erasure, nothing.to_string());
    assert!(!reports[0].kept && reports[0].keep_until.is_none());
    assert!(world.report_due().await.is_empty());

    world.erase(kept, &entrant, 1).await;
    let reports = world.reports(2).await;
    assert_eq!(reports[1].erasure, kept.to_string());
    assert!(
        reports[1].kept && reports[1].keep_until.is_none(),
        "it runs"
    );
    let end = world.cancel(&contest.name).await;
    world.travel_to(world.report_due().await[0]).await;
    let reports = world.reports(3).await;
    let until = end.replace_year(end.year() + 4).expect("is no leap day");
    assert_eq!(reports[2].erasure, kept.to_string());
    assert_eq!(reports[2].keep_until, Some(timestamp(until)));
    assert!(world.report_due().await.is_empty());
}

#[tokio::test]
async fn whoever_asked_for_an_opening_is_kept_until_the_term_of_that_contest_ends() {
    let world = World::new().await;
    let contest = world.published().await;
    let [asker, elsewhere, other] = [0, 1, 2].map(|_| person(|_| ()));
    let stage = &contest.stages[0].name;
    for (who, stage, refusal) in [
        (&asker, stage, "STAGE_NOT_CLOSED"),
        (&elsewhere, &StageId::new().to_string(), "NOT_FOUND"),
    ] {
        let refused = world.approve_opening(who, stage).await;
        assert_eq!(reason(refused), refusal);
    }
    assert_eq!(world.kept(&asker).await, Kept::Open);
    for who in [&elsewhere, &other] {
        assert_eq!(world.kept(who).await, Kept::Nothing);
    }
    let end = world.cancel(&contest.name).await;
    let until = end.replace_year(end.year() + 4).expect("is no leap day");
    assert_eq!(world.kept(&asker).await, Kept::Until(until));

    // Of the last minute the row itself can still be had, and after it no more.
    let delete = "DELETE FROM opening_attempt";
    world.travel_to(until - Duration::minutes(1)).await;
    let violated = world.constraint_violated_by(delete).await;
    assert_eq!(violated.as_deref(), Some("opening_attempt_is_retained"));
    world.travel_to(until + Duration::SECOND).await;
    assert_eq!(world.constraint_violated_by(delete).await, None);
    assert_eq!(world.kept(&asker).await, Kept::Nothing);
}

#[tokio::test]
async fn whoever_asked_for_an_opening_gets_that_and_nobody_elses() {
    let world = World::new().await;
    let stage = world.published().await.stages.remove(0);
    let [citizen, other] = [0, 1].map(|_| person(|_| ()));
    let refused = world.approve_opening(&citizen, &stage.name).await;
    assert_eq!(reason(refused), "STAGE_NOT_CLOSED");
    world.travel_to(time(stage.close_time)).await;
    for who in [&citizen, &world.editor] {
        let approved = world.approve_opening(who, &stage.name).await;
        approved.expect("has closed");
    }
    let id = stage.name.parse::<StageId>().expect("is a name").as_uuid();
    for (who, expected) in [
        (
            &citizen,
            &[("STAGE_NOT_CLOSED", false), ("APPROVED", false)][..],
        ),
        (&world.editor, &[("APPROVED", true)]),
        (&other, &[]),
    ] {
        let request = call(who, pb::ExportMyParticipationsRequest::default());
        let exported = world.participations.export_my_participations(request).await;
        let sections = exported.expect("is their own").into_inner().sections;
        let openings = sections.iter().find(|it| it.name == "openings");
        let records = &openings.expect("is a section").records;
        let text = |text: String| Some(Kind::StringValue(text));
        for (record, (outcome, of_authority)) in records.iter().zip(expected) {
            let field = |name: &str| record.fields[name].kind.clone();
            assert_eq!(field("caller"), text(name_of(who)));
            assert_eq!(field("stage"), text(id.to_string()));
            assert_eq!(field("outcome"), text((*outcome).to_owned()));
            assert_eq!(field("of_authority"), Some(Kind::BoolValue(*of_authority)));
            let names: Vec<_> = record.fields.keys().map(String::as_str).collect();
            let all = ["caller", "of_authority", "outcome", "stage", "time"];
            assert_eq!(names, all, "the number in the table is nobody's data");
        }
        assert_eq!(records.len(), expected.len());
    }
}
