//! What the toy services live in.

use std::{net::SocketAddr, time::Duration};

use linia_chassis::{
    auth::{Claims, TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_TYPE},
    config::{DatabaseSettings, GrpcSettings, NatsSettings, PeerSettings},
    crypto::Signer,
    id::{AccountId, ChallengeId},
    limits::{LimitSettings, Rate},
    process::{self, BootError, Command, NoCommand, Service},
};
use linia_proto::challenges::v1::{
    AskQuestionRequest, Question, question_service_client::QuestionServiceClient,
};
use linia_tests::{
    service_test::{TestDatabase, TestNats},
    stack::{NatsUser, ports, retry::poll_until},
};
use sqlx::{Connection, PgConnection};
use time::OffsetDateTime;
use tokio::{net::TcpStream, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::{
    Request, Status,
    transport::{Channel, Endpoint},
};
use uuid::Uuid;

use crate::toys::{Ledger, Reader, ToySettings};

const WITHOUT_LIMIT: Rate = Rate {
    per_minute: u32::MAX,
    burst: u32::MAX,
};

/// How long a state is waited for: ample, for machines under load.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// A database and a broker, set up for both toys.
pub(crate) struct World {
    pub(crate) database: TestDatabase,
    pub(crate) nats: TestNats,
    /// Signs tokens as identity would.
    pub(crate) identity: Signer,
}

impl World {
    pub(crate) async fn new() -> Self {
        // `RUST_LOG=linia_chassis=debug` shows what happens.
        tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
            .with_test_writer()
            .try_init()
            .ok();
        let world = Self {
            database: TestDatabase::create(Ledger::NAME).await,
            nats: TestNats::start().await,
            identity: Signer::generate(),
        };
        world.run::<Ledger>(Command::Migrate).await;
        world.run::<Reader>(Command::Migrate).await;
        world.run::<Ledger>(Command::Streams).await;
        for service in [Ledger::NAME, Reader::NAME] {
            world.trust(service, &world.identity, "identity").await;
        }
        world
    }

    /// Settings under which a service runs here.
    pub(crate) fn settings(&self, service: &str) -> ToySettings {
        let password = |user: &NatsUser| self.nats.password(user).into();
        let (user, public) = (NatsUser::service(service), NatsUser::public(service));
        let (admin, public_admin) = (NatsUser::admin(), NatsUser::public_admin());
        let port = ports::free_port().expect("a port is free");
        ToySettings {
            database: DatabaseSettings {
                url: self.database.url(service).as_str().into(),
                owner_url: self
                    .database
                    .url(&format!("{service}_owner"))
                    .as_str()
                    .into(),
                ..DatabaseSettings::default()
            },
            grpc: GrpcSettings {
                listen: format!("127.0.0.1:{port}"),
                // Tests write quicker than people.
                limits: LimitSettings {
                    entrance: WITHOUT_LIMIT,
                    change: WITHOUT_LIMIT,
                    outreach: WITHOUT_LIMIT,
                    ..LimitSettings::default()
                },
                ..GrpcSettings::default()
            },
            nats: NatsSettings {
                url: self.nats.url(),
                user: user.name().to_owned(),
                password: password(&user),
                public_user: public.name().to_owned(),
                public_password: password(&public),
                admin_user: admin.name().to_owned(),
                admin_password: password(&admin),
                public_admin_user: public_admin.name().to_owned(),
                public_admin_password: password(&public_admin),
                ..NatsSettings::default()
            },
            peers: PeerSettings {
                // Nobody listens there: identity is down.
                identity: "http://127.0.0.1:1".to_owned(),
                ..PeerSettings::default()
            },
            ..ToySettings::default()
        }
    }

    /// Does one command of a service.
    pub(crate) async fn run<S>(&self, command: Command<NoCommand>)
    where
        S: Service<Settings = ToySettings, Command = NoCommand>,
    {
        let done = process::execute::<S>(self.settings(S::NAME), command, CancellationToken::new());
        done.await.expect("the command succeeds");
    }

    /// Starts a service and waits until it listens.
    pub(crate) async fn serve<S>(&self) -> Running
    where
        S: Service<Settings = ToySettings, Command = NoCommand>,
    {
        self.serve_with::<S>(self.settings(S::NAME)).await
    }

    /// As [`serve`](Self::serve), with settings of one's own.
    pub(crate) async fn serve_with<S>(&self, settings: ToySettings) -> Running
    where
        S: Service<Settings = ToySettings, Command = NoCommand>,
    {
        let address: SocketAddr = settings.grpc.listen.parse().expect("an address");
        let shutdown = CancellationToken::new();
        let serving = process::execute::<S>(settings, Command::Serve, shutdown.clone());
        let task = tokio::spawn(serving);
        poll_until(LIMIT, async || TcpStream::connect(address).await.ok())
            .await
            .expect("it listens");
        Running {
            address,
            shutdown,
            task,
        }
    }

    /// Makes a service accept what a key signs.
    pub(crate) async fn trust(&self, service: &str, key: &Signer, as_whose: &str) {
        let mut conn = self.connect(service).await;
        sqlx::query(
            "INSERT INTO verification_key (key_id, service, public_key) VALUES ($1, $2, $3)",
        )
        .bind(key.key_id())
        .bind(as_whose)
        .bind(key.public_key().as_slice())
        .execute(&mut conn)
        .await
        .expect("inserts");
    }

    /// An access token of a person, changed as a test likes.
    pub(crate) fn token(&self, change: impl FnOnce(&mut Claims)) -> String {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let mut claims = Claims {
            iss: TOKEN_ISSUER.to_owned(),
            aud: TOKEN_AUDIENCE.to_owned(),
            sub: AccountId::new().to_string(),
            iat: now,
            exp: now + 300,
            jti: Uuid::new_v4().to_string(),
            operator: false,
            heads: [].into(),
            editors: [].into(),
            representatives: [].into(),
            teams: [].into(),
            standing: linia_chassis::standing::Standing::UNKNOWN,
        };
        change(&mut claims);
        self.identity.sign_jws(TOKEN_TYPE, &claims)
    }

    /// Connects as a service's own role.
    pub(crate) async fn connect(&self, service: &str) -> PgConnection {
        PgConnection::connect(&self.database.url(service))
            .await
            .expect("connects")
    }

    /// Connects as whom everything is allowed.
    pub(crate) async fn superuser(&self) -> PgConnection {
        PgConnection::connect(&self.database.superuser_url)
            .await
            .expect("connects")
    }

    /// A number that a statement of a service's own role counts.
    pub(crate) async fn count(&self, service: &str, sql: &'static str) -> i64 {
        let mut conn = self.connect(service).await;
        sqlx::query_scalar(sql)
            .fetch_one(&mut conn)
            .await
            .expect("counts")
    }

    /// Waits until a statement of a service's own role counts that many.
    pub(crate) async fn wait_for_count(&self, service: &str, sql: &'static str, wanted: i64) {
        let mut seen = -1;
        let reached = poll_until(LIMIT, async || {
            seen = self.count(service, sql).await;
            (seen == wanted).then_some(())
        });
        if reached.await.is_none() {
            panic!("{sql} counts {seen}, not {wanted}");
        }
    }
}

/// A service that runs in this process.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) shutdown: CancellationToken,
    task: JoinHandle<Result<(), BootError>>,
}

impl Running {
    /// A connection of its own to the service.
    pub(crate) fn channel(&self) -> Channel {
        Endpoint::from_shared(format!("http://{}", self.address))
            .expect("an address")
            .connect_lazy()
    }

    /// Calls of the ledger.
    pub(crate) fn ledger(&self) -> QuestionServiceClient<Channel> {
        QuestionServiceClient::new(self.channel())
    }

    /// Enters something into an account of the ledger.
    pub(crate) async fn enter(&self, account: ChallengeId, text: &str) -> Result<Question, Status> {
        let answer = self.ledger().ask_question(entry(account, text)).await?;
        Ok(answer.into_inner())
    }

    /// Tells it to end, as SIGTERM does, and waits until it has ended.
    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        self.ended().await;
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(self) {
        let ended = tokio::time::timeout(LIMIT, self.task).await;
        let served = ended.expect("it ends in time").expect("it does not panic");
        served.expect("it ends well");
    }
}

/// A request to enter something.
pub(crate) fn entry(account: ChallengeId, text: &str) -> AskQuestionRequest {
    AskQuestionRequest {
        challenge: account.to_string(),
        text: text.to_owned(),
        request_id: String::new(),
    }
}

/// A request with an access token.
pub(crate) fn with_token<T>(message: T, token: &str) -> Request<T> {
    let mut request = Request::new(message);
    let bearer = format!("Bearer {token}").parse().expect("a header value");
    request.metadata_mut().insert("authorization", bearer);
    request
}
