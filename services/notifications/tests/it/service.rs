//! The service as a process, with a mail server to send to. The broker is down:
//! what happens is handed to the reaction by the test.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use linia_chassis::id::AccountId;
use linia_proto::notifications::v1::{
    following_service_client::FollowingServiceClient, inbox_service_client::InboxServiceClient,
    preference_service_client::PreferenceServiceClient,
};
use linia_tests::stack::{Service, ServiceProcess, SmtpSink, ports::free_port};
use tonic::{
    Request, Status,
    metadata::AsciiMetadataValue,
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};
use uuid::Uuid;

use crate::{identity::Identity, world::World};

/// How long anything may take here.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// A running service and all around it.
pub(crate) struct Running {
    pub(crate) world: World,
    pub(crate) identity: Identity,
    pub(crate) mails: SmtpSink,
    process: ServiceProcess,
}

type Speaking = InterceptedService<Channel, Token>;

/// Adds a person's token to each call.
pub(crate) struct Token(AsciiMetadataValue);

impl Interceptor for Token {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        metadata.insert("authorization", self.0.clone());
        Ok(request)
    }
}

impl Running {
    pub(crate) async fn start() -> Self {
        let world = World::new().await;
        let identity = Identity::start().await;
        let mails = SmtpSink::start().await.expect("a free port");
        let port = free_port().expect("a free port");
        let service = Service::Notifications;
        let environment: BTreeMap<String, String> = [
            ("DATABASE__URL", world.files.service_url.clone()),
            ("GRPC__LISTEN", format!("127.0.0.1:{port}")),
            ("NATS__URL", "nats://127.0.0.1:1".into()),
            ("PEERS__IDENTITY", identity.address.clone()),
            ("CREDENTIALS__CLIENT_SECRET", "secret".into()),
            ("PUBLIC_URL", "https://linia.example/".into()),
            ("SMTP__HOST", "127.0.0.1".into()),
            ("SMTP__PORT", mails.address().port().to_string()),
            ("SMTP__FROM", "Linia <no-reply@linia.example>".into()),
        ]
        .map(|(key, value)| (service.variable(key), value))
        .into();
        let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("notifications-{}.log", Uuid::new_v4()));
        let program = PathBuf::from(env!("CARGO_BIN_EXE_linia-notifications"));
        let name = service.name().to_owned();
        let mut process = ServiceProcess::new(service, name, program, port, environment, log);
        process
            .start()
            .await
            .unwrap_or_else(|error| panic!("{}", error.report()));
        Self {
            world,
            identity,
            mails,
            process,
        }
    }

    /// The inbox, for a person.
    pub(crate) fn inbox(&self, account: AccountId) -> InboxServiceClient<Speaking> {
        InboxServiceClient::with_interceptor(self.process.channel(), self.token(account))
    }

    /// What a person follows.
    pub(crate) fn followings(&self, account: AccountId) -> FollowingServiceClient<Speaking> {
        FollowingServiceClient::with_interceptor(self.process.channel(), self.token(account))
    }

    /// The preferences, for a person.
    pub(crate) fn preferences(&self, account: AccountId) -> PreferenceServiceClient<Speaking> {
        PreferenceServiceClient::with_interceptor(self.process.channel(), self.token(account))
    }

    fn token(&self, account: AccountId) -> Token {
        let bearer = format!("Bearer {}", self.identity.token(&account.to_string()));
        Token(bearer.parse().expect("visible ASCII"))
    }

    /// Everything the process has said.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.process.log()).expect("the log is there")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // What a failed test said is shown; the file is not needed any more.
        if std::thread::panicking() {
            std::io::Write::write_all(&mut std::io::stderr(), self.log().as_bytes()).ok();
        }
        std::fs::remove_file(self.process.log()).ok();
    }
}
