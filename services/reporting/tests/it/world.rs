//! A schema of its own and the service as a process on it. The broker is down:
//! what happened is handed to the projection by the test.

use std::{collections::BTreeMap, path::PathBuf};

use linia_chassis::{
    auth::{Claims, TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_TYPE},
    consumer::{EventRecord, Projection},
    crypto::Signer,
    id::AccountId,
    process::{Service as _, chassis_migrator},
};
use linia_proto::reporting::v1::{
    open_data_service_client::OpenDataServiceClient, report_service_client::ReportServiceClient,
};
use linia_reporting::{Reporting, events::ReportingProjection};
use linia_tests::{
    service_test::TestDatabase,
    stack::{Service, ServiceProcess, ports::free_port},
};
use sqlx::{Connection, PgConnection};
use time::OffsetDateTime;
use tonic::{
    Request, Status,
    metadata::AsciiMetadataValue,
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};
use uuid::Uuid;

/// The running service and its schema.
pub(crate) struct World {
    pub(crate) database: TestDatabase,
    process: ServiceProcess,
    signer: Signer,
}

impl World {
    pub(crate) async fn start() -> Self {
        let database = TestDatabase::create("reporting").await;
        let mut owner = PgConnection::connect(&database.owner_url)
            .await
            .expect("connects");
        for migrator in [chassis_migrator(), Reporting::migrator()] {
            let migrated = migrator.run_direct(None, &mut owner, false).await;
            migrated.expect("migrations apply");
        }
        let signer = Signer::generate();
        sqlx::query("INSERT INTO verification_key VALUES ($1, 'identity', $2)")
            .bind(signer.key_id())
            .bind(signer.public_key().to_vec())
            .execute(&mut owner)
            .await
            .expect("inserts");
        let mut process = process(&database);
        process
            .start()
            .await
            .unwrap_or_else(|error| panic!("{}", error.report()));
        Self {
            database,
            process,
            signer,
        }
    }

    /// Lets the projection apply a batch, as the chassis would.
    pub(crate) async fn apply(&self, events: &[EventRecord]) {
        let mut conn = PgConnection::connect(&self.database.service_url)
            .await
            .expect("connects");
        let mut tx = conn.begin().await.expect("begins");
        let applied = ReportingProjection.apply(&mut tx, events).await;
        applied.expect("is applied");
        tx.commit().await.expect("commits");
    }

    /// The reports, for anyone.
    pub(crate) fn anyone(&self) -> ReportServiceClient<Channel> {
        ReportServiceClient::new(self.process.channel())
    }

    /// The open data, for anyone.
    pub(crate) fn open_data(&self) -> OpenDataServiceClient<Channel> {
        OpenDataServiceClient::new(self.process.channel())
    }

    /// The reports, for a person in the roles that `roles` gives.
    pub(crate) fn person(
        &self,
        roles: impl FnOnce(Claims) -> Claims,
    ) -> ReportServiceClient<InterceptedService<Channel, Token>> {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let claims = roles(Claims {
            iss: TOKEN_ISSUER.into(),
            aud: TOKEN_AUDIENCE.into(),
            sub: AccountId::new().to_string(),
            iat: now,
            exp: now + 3600,
            jti: Uuid::now_v7().to_string(),
            operator: false,
            heads: [].into(),
            editors: [].into(),
            representatives: [].into(),
            teams: [].into(),
            standing: linia_chassis::standing::Standing::UNKNOWN,
        });
        let bearer = format!("Bearer {}", self.signer.sign_jws(TOKEN_TYPE, &claims));
        let token = Token(bearer.parse().expect("visible ASCII"));
        ReportServiceClient::with_interceptor(self.process.channel(), token)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        std::fs::remove_file(self.process.log()).ok();
    }
}

/// Adds a person's token to each call.
pub(crate) struct Token(AsciiMetadataValue);

impl Interceptor for Token {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        metadata.insert("authorization", self.0.clone());
        Ok(request)
    }
}

fn process(database: &TestDatabase) -> ServiceProcess {
    let port = free_port().expect("a free port");
    let service = Service::Reporting;
    let environment: BTreeMap<String, String> = [
        ("DATABASE__URL", database.service_url.clone()),
        ("GRPC__LISTEN", format!("127.0.0.1:{port}")),
        ("NATS__URL", "nats://127.0.0.1:1".into()),
        ("PEERS__IDENTITY", "http://127.0.0.1:1".into()),
        ("CREDENTIALS__CLIENT_SECRET", "a secret".into()),
    ]
    .map(|(key, value)| (service.variable(key), value))
    .into();
    let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("reporting-{}.log", Uuid::new_v4()));
    let program = PathBuf::from(env!("CARGO_BIN_EXE_linia-reporting"));
    let name = service.name().to_owned();
    ServiceProcess::new(service, name, program, port, environment, log)
}
