//! The service without its network: a fresh database, a stand-in for identity,
//! and people who call.

use std::sync::Arc;

use linia_challenges::{
    ChallengesService,
    app::{Context, access::policies},
    clients::identity::IdentityClient,
    events::consumed::Results,
    rpc::{
        Admissions, Amendments, Appeals, Challenges, Enrolments, Extensions, Participations,
        Programmes, Questions, RunnersUp, SearchChallenges, StageKeys,
    },
};
use linia_chassis::{
    auth::{Caller, Claims},
    config::{CredentialSettings, DatabaseSettings, PeerSettings, Secret},
    consumer::{EventRecord, HandlerError, Position, Reaction},
    crypto::MasterKey,
    database::Database,
    grpc::{Peers, offset_date_time},
    id::{AccountId, OrganizationId},
    paging::PageKey,
    process::{Service, chassis_migrator},
};
use linia_proto::{
    challenges::v1::{self as pb, challenge_service_server::ChallengeService},
    event::{Event, event_type},
    identity::v1::OrganizationKind,
    json::to_json,
};
use linia_tests::service_test::TestDatabase;
use sqlx::{Connection, PgConnection};
use time::OffsetDateTime;
use tonic::{Request, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::{fake_identity::FakeIdentity, samples};

/// What this service's shares of the stage keys are wrapped with.
pub(crate) const MASTER_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// Everything that a test acts on.
pub(crate) struct World {
    pub(crate) challenges: Challenges,
    pub(crate) amendments: Amendments,
    pub(crate) admissions: Admissions,
    pub(crate) extensions: Extensions,
    pub(crate) programmes: Programmes,
    pub(crate) enrolments: Enrolments,
    pub(crate) participations: Participations,
    pub(crate) questions: Questions,
    pub(crate) search: SearchChallenges,
    pub(crate) appeals: Appeals,
    pub(crate) runners_up: RunnersUp,
    pub(crate) stage_keys: StageKeys,
    pub(crate) identity: FakeIdentity,
    pub(crate) database: Database,
    pub(crate) authority: OrganizationId,
    pub(crate) head: Caller,
    pub(crate) editor: Caller,
    test_database: TestDatabase,
}

fn caller(subject: String, change: impl FnOnce(&mut Claims)) -> Caller {
    let mut claims = Claims {
        iss: "linia".to_owned(),
        aud: "linia".to_owned(),
        sub: subject,
        iat: 0,
        exp: 0,
        jti: String::new(),
        operator: false,
        heads: [].into(),
        editors: [].into(),
        representatives: [].into(),
        teams: [].into(),
        standing: linia_chassis::standing::Standing::UNKNOWN,
    };
    change(&mut claims);
    Caller::from_claims(claims).expect("the subject is well-formed")
}

/// A person with roles.
pub(crate) fn person(change: impl FnOnce(&mut Claims)) -> Caller {
    caller(AccountId::new().to_string(), change)
}

/// Another service.
pub(crate) fn service(name: &str) -> Caller {
    caller(format!("services/{name}"), |_| ())
}

/// A call in somebody's name.
pub(crate) fn call<T>(caller: &Caller, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(caller.clone());
    request.extensions_mut().insert(PageKey::new("a secret"));
    request
}

/// The reason of a refusal.
pub(crate) fn reason<T>(answer: Result<T, Status>) -> String {
    let status = answer.err().expect("is refused");
    let info = status.get_details_error_info();
    info.expect("every refusal has a reason").reason
}

/// A time of a message.
pub(crate) fn time(timestamp: Option<prost_types::Timestamp>) -> OffsetDateTime {
    offset_date_time(&timestamp.expect("is set")).expect("is in range")
}

impl World {
    /// A fresh one with one authority that the replica does not know yet.
    pub(crate) async fn new() -> Self {
        let test_database = TestDatabase::create("challenges").await;
        migrate(&test_database.owner_url).await;
        let settings = DatabaseSettings {
            url: Secret::from(test_database.service_url.as_str()),
            ..DatabaseSettings::default()
        };
        let database = Database::open("challenges", &settings).expect("the address is well-formed");

        let identity = FakeIdentity::default();
        let authority = OrganizationId::new();
        let kind = OrganizationKind::ContractingAuthority;
        identity
            .kept()
            .organizations
            .insert(authority.to_string(), kind);
        let peers = PeerSettings {
            identity: identity.start().await,
            ..PeerSettings::default()
        };
        let peers = Peers::new("challenges", &peers, &CredentialSettings::default())
            .expect("the addresses are well-formed");

        let context = Arc::new(Context {
            database: database.clone(),
            policy: policies().expect("policies fit their schema"),
            identity: IdentityClient::new(peers.identity()),
            master_key: MasterKey::try_from_base64(MASTER_KEY).expect("is 32 octets"),
        });
        Self {
            challenges: Challenges {
                context: Arc::clone(&context),
            },
            amendments: Amendments {
                context: Arc::clone(&context),
            },
            admissions: Admissions {
                context: Arc::clone(&context),
            },
            extensions: Extensions {
                context: Arc::clone(&context),
            },
            programmes: Programmes {
                context: Arc::clone(&context),
            },
            enrolments: Enrolments {
                context: Arc::clone(&context),
            },
            participations: Participations {
                context: Arc::clone(&context),
            },
            questions: Questions {
                context: Arc::clone(&context),
            },
            search: SearchChallenges {
                context: Arc::clone(&context),
            },
            appeals: Appeals {
                context: Arc::clone(&context),
            },
            runners_up: RunnersUp {
                context: Arc::clone(&context),
            },
            stage_keys: StageKeys { context },
            identity,
            database,
            authority,
            head: person(|claims| claims.heads = [authority].into()),
            editor: person(|claims| claims.editors = [authority].into()),
            test_database,
        }
    }

    pub(crate) async fn now(&self) -> OffsetDateTime {
        self.test_database.clock().now().await.expect("has a clock")
    }

    /// How the service reaches its database.
    pub(crate) fn service_url(&self) -> String {
        self.test_database.service_url.clone()
    }

    /// Makes stages as they were before they had secrets.
    pub(crate) async fn forget_secrets(&self) {
        let mut owner = PgConnection::connect(&self.test_database.owner_url)
            .await
            .expect("is there");
        let forget = "ALTER TABLE stage_secret DISABLE TRIGGER USER; DELETE FROM stage_secret";
        let forgotten = sqlx::raw_sql(forget).execute(&mut owner).await;
        forgotten.expect("is the owner's");
    }

    pub(crate) async fn travel_to(&self, time: OffsetDateTime) {
        let clock = self.test_database.clock();
        clock.advance_to(time).await.expect("has a clock");
    }

    /// A draft without defects.
    pub(crate) async fn draft(&self) -> pb::Challenge {
        self.draft_with(|_| ()).await
    }

    /// A draft that differs from the usual one.
    pub(crate) async fn draft_with(
        &self,
        change: impl FnOnce(&mut pb::Challenge),
    ) -> pb::Challenge {
        let mut challenge = samples::draft(self.authority, self.now().await);
        change(&mut challenge);
        let request = pb::CreateChallengeRequest {
            challenge: Some(challenge),
            request_id: String::new(),
        };
        let created = self
            .challenges
            .create_challenge(call(&self.editor, request))
            .await;
        created.expect("can be drafted").into_inner()
    }

    /// A contest that runs and admits its entrants in this way; applications
    /// are taken until its first stage opens.
    pub(crate) async fn published_for(&self, mode: pb::AdmissionMode) -> pb::Challenge {
        let draft = self.draft().await;
        let restricted = mode == pb::AdmissionMode::Restricted;
        let request = pb::UpdateChallengeRequest {
            challenge: Some(pb::Challenge {
                name: draft.name.clone(),
                admission: mode.into(),
                application_deadline: draft.stages[0].open_time.filter(|_| restricted),
                ..pb::Challenge::default()
            }),
            update_mask: None,
        };
        let updated = self
            .challenges
            .update_challenge(call(&self.editor, request))
            .await;
        updated.expect("is a draft");
        self.approve(draft.name.clone()).await;
        self.publish(&draft.name, "").await.expect("is approved")
    }

    /// A challenge that can be published.
    pub(crate) async fn approved(&self) -> pb::Challenge {
        let draft = self.draft().await.name;
        self.approve(draft).await
    }

    /// Brings a draft to where it can be published.
    pub(crate) async fn approve(&self, name: String) -> pb::Challenge {
        let etag = String::new();
        let request = pb::RequestApprovalRequest {
            name: name.clone(),
            etag: etag.clone(),
        };
        let requested = self
            .challenges
            .request_approval(call(&self.editor, request))
            .await;
        requested.expect("has no defects");
        let request = pb::ApproveChallengeRequest { name, etag };
        let approved = self
            .challenges
            .approve_challenge(call(&self.head, request))
            .await;
        approved.expect("is pending").into_inner()
    }

    pub(crate) async fn publish(
        &self,
        name: &str,
        request_id: &str,
    ) -> Result<pb::Challenge, Status> {
        let request = pb::PublishChallengeRequest {
            name: name.to_owned(),
            etag: String::new(),
            request_id: request_id.to_owned(),
        };
        let published = self
            .challenges
            .publish_challenge(call(&self.editor, request))
            .await;
        published.map(tonic::Response::into_inner)
    }

    /// A contest that runs.
    pub(crate) async fn published(&self) -> pb::Challenge {
        let approved = self.approved().await;
        self.publish(&approved.name, "").await.expect("is approved")
    }

    /// A contest that differs from the usual one.
    pub(crate) async fn published_with(
        &self,
        change: impl FnOnce(&mut pb::Challenge),
    ) -> pb::Challenge {
        let draft = self.draft_with(change).await.name;
        let approved = self.approve(draft).await;
        self.publish(&approved.name, "").await.expect("is approved")
    }

    pub(crate) async fn get(&self, caller: &Caller, name: &str) -> Result<pb::Challenge, Status> {
        let request = pb::GetChallengeRequest {
            name: name.to_owned(),
            languages: Vec::new(),
        };
        let found = self.challenges.get_challenge(call(caller, request)).await;
        found.map(tonic::Response::into_inner)
    }

    /// Types, versions and audiences of what was told about an aggregate, in
    /// order.
    pub(crate) async fn told(&self, name: &str) -> Vec<(String, i64)> {
        let id = Uuid::parse_str(name.split('/').nth(1).expect("is a name")).expect("is a UUID");
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT type, version FROM outbox_event WHERE aggregate_id = $1 ORDER BY position",
        )
        .bind(id)
        .fetch_all(self.database.pool())
        .await
        .expect("is there");
        let short = |name: String| name.rsplit('.').next().unwrap_or_default().to_owned();
        rows.into_iter()
            .map(|(kind, version)| (short(kind), version))
            .collect()
    }

    /// Hands an event about this aggregate over, as the chassis would.
    pub(crate) async fn hear<E: Event>(&self, name: &str, event: &E) -> Result<(), HandlerError> {
        let kind = event_type::<E>();
        let record = EventRecord {
            id: Uuid::now_v7(),
            kind: kind.name.clone(),
            service: kind.service.clone(),
            aggregate: kind.aggregate.clone(),
            aggregate_id: name
                .split('/')
                .nth(1)
                .expect("is a name")
                .parse()
                .expect("is a UUID"),
            version: 1,
            time: self.now().await,
            traceparent: None,
            data: to_json(event).into(),
            position: Position {
                epoch: 1,
                sequence: 1,
            },
        };
        let mut tx = self.database.begin_write().await.expect("is there");
        Results.handle(&mut tx, &record).await?;
        tx.commit().await.expect("is there");
        Ok(())
    }

    /// Runs a statement as the service itself and returns the violated
    /// constraint.
    pub(crate) async fn constraint_violated_by(&self, statement: &'static str) -> Option<String> {
        let done = sqlx::raw_sql(statement).execute(self.database.pool()).await;
        let error = done.err()?;
        Some(error.as_database_error()?.constraint()?.to_owned())
    }
}

async fn migrate(owner_url: &str) {
    let mut owner = PgConnection::connect(owner_url).await.expect("is there");
    for migrator in [chassis_migrator(), ChallengesService::migrator()] {
        let migrated = migrator.run_direct(None, &mut owner, false).await;
        migrated.expect("migrations fit");
    }
}
