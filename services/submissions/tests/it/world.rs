//! A world of its own for each test: a database, the use cases on it, and
//! people.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use linia_chassis::{
    auth::{Caller, Claims, TOKEN_AUDIENCE, TOKEN_ISSUER},
    config::DatabaseSettings,
    crypto::MasterKey,
    database::Database,
    id::{AccountId, ChallengeId, EntrantName, OrganizationId, StageId, TeamId},
    idempotency::RequestKey,
    problem::Problem,
    process::{Service, chassis_migrator},
    standing::Standing,
};
use linia_proto::submissions::v1;
use linia_submissions::{
    Submissions,
    app::{
        Context,
        accept::{Acceptor, Place},
        appoint_juror::{Appointment, appoint_juror},
        close_stage::{Attempt, close_stage_in_tx, prepare},
        declare_impartiality::declare_impartiality,
        error::AppError,
        hand_in::{HandIn, Receipt, hand_in},
        judge_stage::judge_stage,
        open_stage::{save_opening_in_tx, unseal},
        signing_key,
    },
    clients::{Challenges, Identity, Objects},
    config::{AcceptSettings, StorageSettings},
    domain::{
        acceptance::NewVersion,
        content::WrittenContent,
        entry_tag::EntryTag,
        hand_in::{AttachmentRules, HandInField, HandInRules},
        rules::StageRules,
        stage::{Criterion, Stage},
    },
    wiring::policies,
};
use linia_tests::service_test::{TestDatabase, TestDirectory};
use rand::{SeedableRng, rngs::StdRng};
use sqlx::{Connection, PgConnection};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::peers::Peers;

/// Real seconds are never waited for: the one clock is moved.
pub(crate) const HOUR: Duration = Duration::from_secs(3600);

pub(crate) const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Everything a test acts on.
pub(crate) struct World {
    pub(crate) ctx: Context,
    pub(crate) peers: Arc<Peers>,
    pub(crate) database: TestDatabase,
    pub(crate) authority: OrganizationId,
    /// Where files are.
    pub(crate) storage: TestDirectory,
}

impl World {
    pub(crate) async fn create() -> Self {
        let database = TestDatabase::create("submissions").await;
        let mut owner = PgConnection::connect(&database.owner_url)
            .await
            .expect("connects");
        for migrator in [chassis_migrator(), Submissions::migrator()] {
            migrator
                .run_direct(None, &mut owner, false)
                .await
                .expect("migrates");
        }
        let settings = DatabaseSettings {
            url: database.service_url.as_str().into(),
            max_connections: 8,
            ..DatabaseSettings::default()
        };
        let pool = Database::open("submissions", &settings).expect("opens");
        let master_key = MasterKey::try_from_base64(MASTER_KEY).expect("is a key");
        let signer = signing_key::load_or_create(&pool, &master_key)
            .await
            .expect("signs");
        // However slow the machine is, nobody is turned away who can wait.
        let accept = AcceptSettings {
            longest_wait_ms: 60_000,
            ..AcceptSettings::default()
        };
        let acceptor = Acceptor::start(&pool, &accept);
        let peers = Arc::new(Peers::default());
        let (challenges, identity) = (
            Arc::clone(&peers) as Arc<dyn Challenges>,
            Arc::clone(&peers) as Arc<dyn Identity>,
        );
        let policies = policies().expect("are valid");
        let storage = TestDirectory::create("objects");
        let settings = StorageSettings {
            directory: storage.path().join("objects").display().to_string(),
            ..StorageSettings::default()
        };
        let ctx = Context::new(
            pool,
            policies,
            (master_key, signer),
            acceptor,
            challenges,
            identity,
            Objects::open(&settings).expect("opens"),
        );
        Self {
            ctx,
            peers,
            database,
            authority: OrganizationId::new(),
            storage,
        }
    }

    /// Publishes a contest whose stages are all open: the first for an hour, each
    /// other for two more.
    pub(crate) async fn publish(&self, stage_count: i32) -> Vec<Stage> {
        let challenge = ChallengeId::new();
        let now = self.now().await;
        (1..=stage_count)
            .map(|ordinal| {
                let last = ordinal == stage_count;
                self.peers.publish(Stage {
                    id: StageId::new(),
                    challenge,
                    authority: self.authority,
                    ordinal,
                    stage_count,
                    open_time: now,
                    close_time: now + HOUR * u32::try_from(2 * ordinal - 1).expect("positive"),
                    criteria: vec![Criterion {
                        key: "idea".into(),
                        weight_basis_points: 10_000,
                        max_points: 10,
                    }],
                    finalist_count: i32::from(!last),
                    laureate_count: 1,
                    sealing_recipient: String::new(),
                    unmasking_recipient: String::new(),
                    cancelled: false,
                    challenge_version: 1,
                    hand_in: hand_in_rules(),
                    rules: StageRules::default(),
                    individual_closings: Vec::new(),
                    settled: true,
                })
            })
            .collect()
    }

    /// A world in which a stage is open, and somebody has handed in a work that
    /// says "a".
    pub(crate) async fn with_entry() -> (Self, Stage, Person) {
        let world = Self::create().await;
        let stage = world.publish(1).await.remove(0);
        let person = Person::new();
        let receipt = person.submit(&world, stage.id, "a", Uuid::new_v4()).await;
        receipt.expect("in time");
        (world, stage, person)
    }

    /// Publishes a contest of one stage by these rules.
    pub(crate) async fn publish_by(&self, rules: StageRules) -> Stage {
        let stage = self.publish(1).await.remove(0);
        self.peers
            .amend(stage.id, |stage| stage.rules = rules.clone());
        Stage { rules, ..stage }
    }

    pub(crate) async fn now(&self) -> OffsetDateTime {
        self.database.clock().now().await.expect("has a clock")
    }

    /// A place in the line, as the gate gives it.
    pub(crate) fn place(&self) -> Result<Place, AppError> {
        Ok(self.ctx.acceptor.admit()?)
    }

    pub(crate) async fn travel(&self, by: Duration) {
        self.database.clock().advance(by).await.expect("moves");
    }

    pub(crate) async fn travel_to(&self, to: OffsetDateTime) {
        self.database.clock().advance_to(to).await.expect("moves");
    }

    /// Closes and opens a stage whose time has come.
    pub(crate) async fn close_and_open(&self, stage: StageId) {
        assert_eq!(self.close(stage).await, Attempt::Done);
        self.open(stage).await;
    }

    /// Opens a closed stage.
    pub(crate) async fn open(&self, stage: StageId) {
        let unsealed = unseal(&self.ctx, stage, &mut seeded())
            .await
            .expect("unseals");
        let mut tx = self.ctx.database.begin_write().await.expect("begins");
        save_opening_in_tx(&self.ctx, &mut tx, unsealed.expect("is closed"))
            .await
            .expect("opens");
        tx.commit().await.expect("commits");
    }

    pub(crate) async fn close(&self, stage: StageId) -> Attempt {
        let seen = prepare(&self.ctx, stage).await.expect("asks");
        let mut tx = self.ctx.database.begin_write().await.expect("begins");
        let attempt = close_stage_in_tx(&mut tx, stage, seen)
            .await
            .expect("closes");
        tx.commit().await.expect("commits");
        attempt
    }

    /// A number out of the database, as its superuser sees it.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let mut conn = PgConnection::connect(&self.database.superuser_url)
            .await
            .expect("connects");
        sqlx::query_scalar(sql)
            .fetch_one(&mut conn)
            .await
            .expect("counts")
    }

    /// The only version that is stored.
    pub(crate) async fn sealed_version(&self) -> Vec<u8> {
        let mut conn = PgConnection::connect(&self.database.superuser_url)
            .await
            .expect("connects");
        sqlx::query_scalar("SELECT sealed FROM submissions.entry_version")
            .fetch_one(&mut conn)
            .await
            .expect("is one")
    }

    /// The texts of all works.
    pub(crate) async fn texts(&self) -> BTreeSet<String> {
        let mut conn = PgConnection::connect(&self.database.superuser_url)
            .await
            .expect("connects");
        let texts: Vec<_> = sqlx::query_scalar("SELECT text FROM submissions.work")
            .fetch_all(&mut conn)
            .await
            .expect("reads");
        texts.into_iter().collect()
    }

    /// What is stored of uploads: what their names open, and their objects.
    pub(crate) async fn uploads(&self) -> Vec<(Vec<u8>, Uuid)> {
        let mut conn = PgConnection::connect(&self.database.superuser_url)
            .await
            .expect("connects");
        sqlx::query_as("SELECT wrapped, object FROM submissions.upload")
            .fetch_all(&mut conn)
            .await
            .expect("reads")
    }

    /// Appoints three jurors, the first of whom leads.
    pub(crate) async fn appoint_jury(&self, challenge: ChallengeId) -> Vec<Person> {
        self.appoint_jurors(challenge, 3).await
    }

    /// Appoints jurors, the first of whom leads.
    pub(crate) async fn appoint_jurors(&self, challenge: ChallengeId, count: usize) -> Vec<Person> {
        let head = Person::heading(self.authority);
        let jurors: Vec<_> = (0..count).map(|_| Person::new()).collect();
        for (index, juror) in jurors.iter().enumerate() {
            let appointment = Appointment {
                challenge,
                account: juror.account,
                chair: index == 0,
                qualified: true,
            };
            appoint_juror(&self.ctx, &head.caller, appointment)
                .await
                .expect("appoints");
        }
        jurors
    }

    pub(crate) async fn declare_all(&self, jurors: &[Person], stage: StageId) {
        for juror in jurors {
            declare_impartiality(&self.ctx, &juror.caller, stage, Vec::new())
                .await
                .expect("declares");
        }
    }

    pub(crate) async fn judge(
        &self,
        chair: &Person,
        stage: StageId,
    ) -> Result<v1::Protocol, AppError> {
        let request = v1::JudgeStageRequest {
            stage: stage.to_string(),
            request_id: Uuid::new_v4().to_string(),
            reasons: "the idea scored less".into(),
        };
        let id = &request.request_id;
        let key = RequestKey::try_new(&chair.caller, "JudgeStage", id, &request)?;
        judge_stage(&self.ctx, &chair.caller, key, stage, request.reasons).await
    }
}

/// One optional text, and a few small files.
fn hand_in_rules() -> HandInRules {
    HandInRules {
        fields: vec![HandInField {
            key: "cost".into(),
            required: false,
            max_length: 100,
        }],
        attachments: Some(AttachmentRules {
            media_types: ["application/pdf", "text/plain"].map(Into::into).into(),
            max_count: 3,
            max_octets: 5 << 20,
            max_total_octets: 8 << 20,
        }),
    }
}

/// Somebody with an account.
pub(crate) struct Person {
    pub(crate) account: AccountId,
    pub(crate) caller: Caller,
}

impl Person {
    pub(crate) fn new() -> Self {
        Self::with_heads(BTreeSet::new())
    }

    pub(crate) fn heading(organization: OrganizationId) -> Self {
        Self::with_heads(BTreeSet::from([organization]))
    }

    /// The same person, once they head an organization.
    pub(crate) fn promoted(&self, organization: OrganizationId) -> Self {
        Self::with_roles(
            self.account,
            BTreeSet::from([organization]),
            BTreeSet::new(),
        )
    }

    /// Somebody who belongs to a team.
    pub(crate) fn of_team(team: TeamId) -> Self {
        Self::with_roles(AccountId::random(), BTreeSet::new(), BTreeSet::from([team]))
    }

    /// Somebody of whom this is known.
    pub(crate) fn standing(standing: Standing) -> Self {
        let (account, none) = (AccountId::new(), BTreeSet::new());
        Self::with_claims(account, none, BTreeSet::new(), standing)
    }

    fn with_heads(heads: BTreeSet<OrganizationId>) -> Self {
        Self::with_roles(AccountId::random(), heads, BTreeSet::new())
    }

    fn with_roles(
        account: AccountId,
        heads: BTreeSet<OrganizationId>,
        teams: BTreeSet<TeamId>,
    ) -> Self {
        Self::with_claims(account, heads, teams, Standing::UNKNOWN)
    }

    fn with_claims(
        account: AccountId,
        heads: BTreeSet<OrganizationId>,
        teams: BTreeSet<TeamId>,
        standing: Standing,
    ) -> Self {
        let claims = Claims {
            iss: TOKEN_ISSUER.into(),
            aud: TOKEN_AUDIENCE.into(),
            sub: account.to_string(),
            iat: 0,
            exp: 0,
            jti: String::new(),
            operator: false,
            heads,
            editors: BTreeSet::new(),
            representatives: BTreeSet::new(),
            teams,
            standing,
        };
        let caller = Caller::from_claims(claims).expect("is a person");
        Self { account, caller }
    }

    pub(crate) fn entrant(&self) -> EntrantName {
        EntrantName::Account(self.account)
    }

    /// Hands a work in under a request id.
    pub(crate) async fn submit(
        &self,
        world: &World,
        stage: StageId,
        text: &str,
        request_id: Uuid,
    ) -> Result<Receipt, AppError> {
        let content = Some(WrittenContent {
            title: "a work".into(),
            text: text.into(),
            ..WrittenContent::default()
        });
        self.hand_in(world, stage, content, request_id).await
    }

    pub(crate) async fn withdraw(
        &self,
        world: &World,
        stage: StageId,
    ) -> Result<Receipt, AppError> {
        self.hand_in(world, stage, None, Uuid::new_v4()).await
    }

    /// Hands a work in for a team.
    pub(crate) async fn submit_for(
        &self,
        world: &World,
        stage: StageId,
        team: TeamId,
    ) -> Result<Receipt, AppError> {
        let content = Some(WrittenContent {
            title: "a work".into(),
            text: "of a team".into(),
            ..WrittenContent::default()
        });
        let command = HandIn {
            stage,
            entrant: EntrantName::Team(team),
            co_authors: BTreeSet::new(),
            content,
            request_id: None,
        };
        hand_in(&world.ctx, &self.caller, world.place()?, command).await
    }

    pub(crate) async fn hand_in(
        &self,
        world: &World,
        stage: StageId,
        content: Option<WrittenContent>,
        request_id: Uuid,
    ) -> Result<Receipt, AppError> {
        let command = HandIn {
            stage,
            entrant: self.entrant(),
            co_authors: BTreeSet::new(),
            content,
            request_id: Some(request_id),
        };
        hand_in(&world.ctx, &self.caller, world.place()?, command).await
    }
}

/// The reason that a caller would be told.
pub(crate) fn reason<T>(result: Result<T, AppError>) -> &'static str {
    match result {
        Ok(_) => "OK",
        Err(error) => Problem::from(error).reason(),
    }
}

/// A version as an accept stores it; what is sealed in it, nobody can tell.
pub(crate) fn sealed_version(stage: StageId) -> NewVersion {
    let tag = EntryTag::from(Uuid::new_v4());
    NewVersion {
        stage,
        entry: tag,
        subject: tag,
        request_tag: [1; 32],
        body_tag: [2; 32],
        sealed: vec![0; 5000],
        withdraws: false,
    }
}

/// Randomness that is the same in every run.
pub(crate) fn seeded() -> StdRng {
    StdRng::seed_from_u64(20_221_130)
}
