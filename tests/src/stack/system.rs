//! The whole system: Postgres, NATS, the sinks and the five services.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use futures::future::{join_all, try_join_all};

use super::authority::{Authority, CertificateFiles};
use super::clock::Clock;
use super::error::{Result, StackError};
use super::layout::{Layout, RunDir};
use super::nats::Nats;
use super::otlp_sink::OtlpSink;
use super::ports;
use super::postgres::{Auth, DATABASE, Postgres, PostgresOptions};
use super::service::{Service, ServiceProcess};
use super::service_env::{ServiceSecrets, Surroundings};
use super::smtp_sink::SmtpSink;
use super::tools;

/// What kind of system to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// Name of the run; its logs are in `target/linia/<name>/logs`.
    pub name: String,
    /// Whether the run has a directory of its own that is gone afterwards, unless it failed.
    pub temporary: bool,
    /// Whether commits reach the disk.
    pub fsync: bool,
    /// Whether services, their callers and the broker prove themselves by certificates.
    pub tls: bool,
    /// Whether services send their traces and metrics to the sink.
    pub telemetry: bool,
    /// Further settings of Postgres.
    pub postgres_settings: Vec<(String, String)>,
    /// Variables for all services, under their full names.
    pub env: BTreeMap<String, String>,
    /// Variables for one service, under their full names.
    pub service_env: BTreeMap<Service, BTreeMap<String, String>>,
    /// Directory of the services' programs; `None`: beside the running program.
    pub programs: Option<PathBuf>,
    /// Directory of the programs that migrate and make streams; `None`: those that serve.
    pub set_up_programs: Option<PathBuf>,
}

/// What the limits of every service count together.
const LIMITS: [&str; 5] = ["ENTRANCE", "SIGN_UP", "CHANGE", "OUTREACH", "VERSION"];
/// How often identity lets a password be tried.
const SIGN_IN_LIMIT: &str = "SIGN_IN__PER_ADDRESS";

impl Options {
    /// As production keeps its promises: data reach the disk, the logs stay. For the demo, the
    /// benchmarks and the fault tests.
    #[must_use]
    pub fn durable(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            temporary: false,
            fsync: true,
            tls: false,
            telemetry: true,
            postgres_settings: Vec::new(),
            env: BTreeMap::new(),
            service_env: BTreeMap::new(),
            programs: None,
            set_up_programs: None,
        }
    }

    /// Quick and leaving nothing behind, for tests that crash no machine. A few people do what a
    /// crowd would, so callers are not limited.
    #[must_use]
    pub fn temporary(name: impl Into<String>) -> Self {
        Self {
            temporary: true,
            fsync: false,
            ..Self::durable(name)
        }
        .without_limits()
        .patient()
    }

    /// Lets entries wait for as long as they must, rather than be turned away: where many things
    /// run at once, nobody knows how fast they are taken.
    #[must_use]
    pub fn patient(mut self) -> Self {
        let variables = self.service_env.entry(Service::Submissions).or_default();
        let name = Service::Submissions.variable("ACCEPT__LONGEST_WAIT_MS");
        variables.insert(name, "60000".to_owned());
        self
    }

    /// Lets each caller call as often as they like.
    #[must_use]
    pub fn without_limits(mut self) -> Self {
        for service in Service::ALL {
            let groups = LIMITS.map(|group| format!("GRPC__LIMITS__{group}"));
            let sign_in = (service == Service::Identity).then(|| SIGN_IN_LIMIT.to_owned());
            for limit in groups.into_iter().chain(sign_in) {
                self = self.limit(service, &limit, u32::MAX);
            }
        }
        self
    }

    /// Lets each caller of a service do what one of its limits counts so often a minute, and so
    /// often at once.
    #[must_use]
    pub fn limit(mut self, service: Service, limit: &str, times: u32) -> Self {
        let variables = self.service_env.entry(service).or_default();
        for key in ["PER_MINUTE", "BURST"] {
            let name = service.variable(&format!("{limit}__{key}"));
            variables.insert(name, times.to_string());
        }
        self
    }
}

/// The running system; dropped, everything ends, the services first.
#[derive(Debug)]
pub struct System {
    services: BTreeMap<Service, ServiceProcess>,
    /// Receives the mails.
    pub smtp: SmtpSink,
    /// Receives traces and metrics.
    pub otlp: OtlpSink,
    /// The broker.
    pub nats: Nats,
    /// The database.
    pub postgres: Postgres,
    ports: BTreeMap<Service, u16>,
    secrets: ServiceSecrets,
    authority: Option<Authority>,
    options: Options,
    layout: Layout,
    run: RunDir,
}

impl System {
    /// The services' own secrets, and the broker's passwords.
    pub(super) fn given_secrets(&self) -> Vec<String> {
        let mut secrets: Vec<_> = self.secrets.all().cloned().collect();
        secrets.extend(self.nats.passwords());
        secrets
    }

    /// Starts everything, in parallel where possible, telling `progress` each step. If a part
    /// fails, or the future is dropped, whatever runs already is ended.
    ///
    /// # Errors
    /// The first part that could not start, with the remedy or the last words of its log.
    pub async fn start(options: Options, progress: &(dyn Fn(&str) + Sync)) -> Result<Self> {
        let mut layout = Layout::discover()?;
        if let Some(programs) = &options.programs {
            layout.programs.clone_from(programs);
        }
        for service in Service::ALL {
            service.program(&layout)?;
        }
        let run = if options.temporary {
            RunDir::temporary(&layout, &options.name)?
        } else {
            RunDir::named(&layout, &options.name)?
        };
        let authority = options.tls.then(|| Authority::found(&options.name));
        let authority = authority.transpose()?;
        let of_postgres = authority.as_ref().map(|it| issue(it, &run, "postgres"));
        let of_postgres = of_postgres.transpose()?;
        progress("starting Postgres and NATS");
        let (smtp, otlp) = tokio::try_join!(SmtpSink::start(), OtlpSink::start())?;
        let (postgres, nats) = tokio::try_join!(
            Postgres::start(&layout, postgres_options(&options, &run, of_postgres)),
            start_nats(&layout, &run, authority.as_ref()),
        )?;
        let ports = Service::ALL
            .into_iter()
            .map(|service| Ok((service, ports::free_port()?)))
            .collect::<Result<_>>()?;
        let mut system = Self {
            services: BTreeMap::new(),
            smtp,
            otlp,
            nats,
            postgres,
            ports,
            secrets: ServiceSecrets::random(),
            authority,
            options,
            layout,
            run,
        };
        progress("starting the services");
        let started = Service::ALL
            .into_iter()
            .map(|service| system.start_first(service, progress));
        let started = try_join_all(started).await?;
        system.services = started.into_iter().map(|it| (it.service(), it)).collect();
        Ok(system)
    }

    /// Where a service listens.
    #[must_use]
    pub fn endpoint(&self, service: Service) -> String {
        self.services[&service].endpoint()
    }

    /// The first process of a service.
    #[must_use]
    pub fn service(&self, service: Service) -> &ServiceProcess {
        &self.services[&service]
    }

    /// The first process of a service, to be stopped, killed or started again.
    ///
    /// # Panics
    /// Never: a system that has started has all services.
    pub fn service_mut(&mut self, service: Service) -> &mut ServiceProcess {
        self.services
            .get_mut(&service)
            .expect("a started system has all services")
    }

    /// One more process of a service on the same schema, on a port of its own; the caller keeps it.
    ///
    /// # Errors
    /// When it does not become ready.
    pub async fn start_replica(&self, service: Service, name: &str) -> Result<ServiceProcess> {
        let mut replica = self.replica(service, name)?;
        replica.start().await?;
        Ok(replica)
    }

    /// One more process of a service that is not started yet; the caller keeps it.
    ///
    /// # Errors
    /// When there is no port for it.
    pub fn replica(&self, service: Service, name: &str) -> Result<ServiceProcess> {
        self.prepare(service, name, ports::free_port()?)
    }

    /// The one clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.postgres.clock()
    }

    /// Directory of the services' logs.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.run.path().join("logs")
    }

    /// The run's directory, for files of the caller; gone afterwards, the logs excepted.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.run.path()
    }

    /// Ends everything properly: services drain, then the servers stop.
    pub async fn stop(mut self) {
        join_all(self.services.values_mut().map(ServiceProcess::stop)).await;
        tokio::join!(self.nats.stop(), self.postgres.stop());
    }

    async fn start_first(
        &self,
        service: Service,
        progress: &(dyn Fn(&str) + Sync),
    ) -> Result<ServiceProcess> {
        let mut process = self.prepare(service, service.name(), self.ports[&service])?;
        match &self.options.set_up_programs {
            Some(programs) => {
                let program = service.program_in(programs)?;
                let process = self.prepare(service, service.name(), self.ports[&service])?;
                set_up(&process.with_program(program)).await?;
            }
            None => set_up(&process).await?,
        }
        process.start().await?;
        progress(&format!("{service} is ready on {}", process.endpoint()));
        Ok(process)
    }

    fn prepare(&self, service: Service, name: &str, port: u16) -> Result<ServiceProcess> {
        let tls = self.authority.as_ref().map(|authority| {
            let files = issue(authority, &self.run, name)?;
            let caller = issue(authority, &self.run, "caller")?.client()?;
            Ok::<_, StackError>((files, caller, ports::free_port()?))
        });
        let tls = tls.transpose()?;
        let surroundings = Surroundings {
            postgres: &self.postgres,
            nats: &self.nats,
            ports: &self.ports,
            secrets: &self.secrets,
            smtp: self.smtp.address(),
            otlp_endpoint: self.options.telemetry.then(|| self.otlp.endpoint()),
            objects: self.run.path().join("objects"),
            tls: tls
                .as_ref()
                .map(|(files, _, health)| (files.clone(), *health)),
        };
        let mut env = surroundings.environment(service, port);
        env.extend(self.options.env.clone());
        env.extend(
            self.options
                .service_env
                .get(&service)
                .cloned()
                .unwrap_or_default(),
        );
        let program = service.program(&self.layout)?;
        let log = self.run.log(name);
        let process = ServiceProcess::new(service, name.to_owned(), program, port, env, log);
        Ok(match tls {
            None => process,
            Some((_, caller, health)) => process.with_tls(caller, health),
        })
    }

    /// The authority whose certificates are accepted, if any are asked for.
    #[must_use]
    pub const fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref()
    }

    /// Name of the database that all services share.
    #[must_use]
    pub const fn database(&self) -> &'static str {
        DATABASE
    }
}

async fn set_up(process: &ServiceProcess) -> Result<()> {
    process.run(&["migrate"]).await?;
    process.run(&["streams"]).await
}

fn postgres_options(
    options: &Options,
    run: &RunDir,
    tls: Option<CertificateFiles>,
) -> PostgresOptions {
    let name = run
        .path()
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    PostgresOptions {
        name,
        port: None,
        auth: Auth::Scram,
        fsync: options.fsync,
        development: false,
        settings: options.postgres_settings.clone(),
        tls,
        log: run.log("postgres"),
    }
}

async fn start_nats(layout: &Layout, run: &RunDir, authority: Option<&Authority>) -> Result<Nats> {
    let server = tools::nats_server(layout)?;
    let tls = authority.map(|authority| issue(authority, run, "nats"));
    let directory = run.path().join("nats");
    Nats::start_with(server, directory, run.log("nats"), false, tls.transpose()?).await
}

/// In a directory of its own, which is gone with the run.
fn issue(authority: &Authority, run: &RunDir, name: &str) -> Result<CertificateFiles> {
    let directory = run.path().join("tls");
    fs::create_dir_all(&directory).map_err(StackError::file("creating", &directory))?;
    authority.issue(&directory, name)
}
