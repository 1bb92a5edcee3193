//! A Compose project that runs already (`deploy/compose.yaml` with `deploy/compose.demo.yaml`),
//! reached and asked as whoever has started it does.

mod http;
mod jaeger;
mod mailpit;
mod project;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_nats::{Client, ConnectOptions};
use tonic::transport::{Channel, Endpoint};

use self::jaeger::Jaeger;
use self::mailpit::Mailpit;
use self::project::Project;
use super::error::{Result, StackError};
use super::mail::Mail;
use super::nats_users::NatsUser;
use super::otlp_sink::SpanRecord;
use super::place::{Place, Wanted};
use super::postgres::DATABASE;
use super::service::Service;

/// What a service has of the secrets beside secrets: a URL, of which the password stands alone too.
const NO_SECRET: &str = "database-url";

/// The running project.
#[derive(Debug)]
pub struct Compose {
    project: Project,
    secrets: PathBuf,
    services: BTreeMap<Service, String>,
    superuser_url: String,
    nats: String,
    mails: Mailpit,
    traces: Jaeger,
}

impl Compose {
    /// Finds out where the parts of a project listen; `secrets` is the directory of
    /// `deploy/secrets.sh` that it was started with.
    ///
    /// # Errors
    /// [`StackError::Compose`] when a part does not run or its port is not published.
    pub async fn find(name: &str, secrets: &Path) -> Result<Self> {
        let project = Project::new(name);
        let password = read(&secrets.join("postgres/PGPASSWORD"))?;
        let postgres = project.address("postgres", 5432).await?;
        let mut services = BTreeMap::new();
        for service in Service::ALL {
            let address = project.address(service.name(), 8080).await?;
            services.insert(service, format!("http://{address}"));
        }
        Ok(Self {
            secrets: secrets.to_owned(),
            services,
            superuser_url: format!("postgres://postgres:{password}@{postgres}/{DATABASE}"),
            nats: project.address("nats", 4222).await?,
            mails: Mailpit::at(project.address("mail", 8025).await?),
            traces: Jaeger::at(project.address("traces", 16686).await?),
            project,
        })
    }

    /// A connection to a service, opened at the first call.
    ///
    /// # Panics
    /// Never: the endpoint is made of an address here.
    #[must_use]
    pub fn channel(&self, service: Service) -> Channel {
        Endpoint::from_shared(self.services[&service].clone())
            .expect("an address and a port make a valid URI")
            .connect_lazy()
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(StackError::file("reading", path))
}

#[tonic::async_trait]
impl Place for Compose {
    fn superuser_url(&self) -> String {
        self.superuser_url.clone()
    }

    fn secrets(&self) -> Result<Vec<String>> {
        let services = Service::ALL.map(Service::name);
        let mut secrets = Vec::new();
        for directory in ["postgres", "nats"].into_iter().chain(services) {
            let path = self.secrets.join(directory);
            let files = fs::read_dir(&path).map_err(StackError::file("reading", &path))?;
            for file in files {
                let file = file.map_err(StackError::file("reading", &path))?;
                if file.file_name() != NO_SECRET {
                    let text = read(&file.path())?;
                    secrets.extend(text.split_whitespace().map(str::to_owned));
                }
            }
        }
        Ok(secrets)
    }

    async fn operator_secret(&self) -> Result<String> {
        let command = ["exec", "-T", "identity", "/linia", "bootstrap-operator"];
        self.project.run(&command).await
    }

    async fn mails(&self) -> Result<Vec<Arc<Mail>>> {
        self.mails.all().await
    }

    async fn await_mail(&self, wanted: Wanted<'_>) -> Result<Arc<Mail>> {
        self.mails.await_one(wanted).await
    }

    async fn trace(&self, trace_id: &str) -> Result<Vec<Arc<SpanRecord>>> {
        self.traces.trace(trace_id).await
    }

    async fn traces_with(&self, service: Service, span: &str) -> Result<Vec<Arc<SpanRecord>>> {
        self.traces.with_span(service.name(), span).await
    }

    async fn log(&self, service: Service) -> Result<String> {
        self.project.log(service.name()).await
    }

    async fn broker(&self) -> Result<Client> {
        let admin = NatsUser::admin();
        let password = read(&self.secrets.join("nats/NATS_ADMIN_PASSWORD"))?;
        let options = ConnectOptions::with_user_and_password(admin.name().to_owned(), password)
            .custom_inbox_prefix(admin.inbox_prefix());
        let client = options.connect(format!("nats://{}", self.nats)).await;
        client.map_err(|source| StackError::Broker { source })
    }
}
