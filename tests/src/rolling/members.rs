//! The replicas of a service, and how they are reached: by peers through one address or by the
//! addresses of all, from outside by a client that spreads its calls over those that are ready.

use std::collections::VecDeque;
use std::fmt;
use std::path::Path;

use tokio::sync::mpsc;
use tonic::transport::channel::Change;
use tonic::transport::{Channel, Endpoint};

use super::front::Front;
use crate::stack::{Service, ServiceProcess, StackError, System};

/// How many replicas each service has.
pub const REPLICAS: usize = 2;
const CHANGES: usize = 8;

/// The replicas of one service.
pub struct Members {
    service: Service,
    /// What peers of the old build call.
    pub front: Front,
    /// What callers from outside call.
    pub channel: Channel,
    changes: mpsc::Sender<Change<u16, Endpoint>>,
    /// Beside the first process of the old build, which the system has; oldest first.
    serving: VecDeque<ServiceProcess>,
    /// Those of the new build that have not been started.
    waiting: VecDeque<ServiceProcess>,
}

impl fmt::Debug for Members {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Members")
            .field("service", &self.service)
            .field("serving", &self.serving)
            .field("waiting", &self.waiting)
            .finish_non_exhaustive()
    }
}

impl Members {
    /// No replicas yet.
    ///
    /// # Errors
    /// When there is no port for the address in front.
    pub async fn none(service: Service) -> Result<Self, StackError> {
        let (channel, changes) = Channel::balance_channel(CHANGES);
        Ok(Self {
            service,
            front: Front::open().await?,
            channel,
            changes,
            serving: VecDeque::new(),
            waiting: VecDeque::new(),
        })
    }

    /// Takes in the system's own process, starts the other replicas beside it, and prepares as many
    /// of the new build.
    ///
    /// # Errors
    /// When one does not become ready.
    pub async fn fill(&mut self, system: &System, new: &Path) -> Result<(), StackError> {
        let service = self.service;
        self.admit(system.service(service).port()).await;
        for number in 2..=REPLICAS {
            let name = format!("{service}-old-{number}");
            let replica = system.start_replica(service, &name).await?;
            self.admit(replica.port()).await;
            self.serving.push_back(replica);
        }
        let program = service.program_in(new)?;
        for number in 1..=REPLICAS {
            let replica = system.replica(service, &format!("{service}-new-{number}"))?;
            self.waiting
                .push_back(replica.with_program(program.clone()));
        }
        Ok(())
    }

    /// The addresses of all replicas that there ever will be, as a setting of peers.
    #[must_use]
    pub fn addresses(&self, system: &System) -> String {
        let others = self.serving.iter().chain(&self.waiting);
        let all = [system.service(self.service)].into_iter().chain(others);
        all.map(ServiceProcess::endpoint)
            .collect::<Vec<_>>()
            .join(",")
    }

    /// Sets a variable for the replicas that have not been started.
    pub fn set_env(&mut self, name: &str, value: &str) {
        for replica in &mut self.waiting {
            replica.set_env(name, value);
        }
    }

    /// Starts one replica of the new build, and lets calls reach it as soon as it is ready.
    ///
    /// # Errors
    /// When it does not become ready.
    pub async fn surge(&mut self) -> Result<(), StackError> {
        if let Some(mut replica) = self.waiting.pop_front() {
            replica.start().await?;
            self.admit(replica.port()).await;
            self.serving.push_back(replica);
        }
        Ok(())
    }

    /// Ends the oldest replica by SIGTERM, right after callers were told that it is not ready any
    /// more; in a cluster they have seconds.
    ///
    /// # Errors
    /// [`StackError::CommandFailed`] when it does not end properly.
    pub async fn retire(&mut self, system: &mut System) -> Result<(), StackError> {
        let first = system.service_mut(self.service);
        let mut other = None;
        if !first.is_running() {
            other = self.serving.pop_front();
        }
        let oldest = other.as_mut().unwrap_or(first);
        let _ = self.changes.send(Change::Remove(oldest.port())).await;
        self.front.dismiss(oldest.port());
        oldest.end().await
    }

    async fn admit(&self, port: u16) {
        let endpoint = Endpoint::from_shared(format!("http://127.0.0.1:{port}"))
            .expect("an address and a port make a valid URI")
            .tcp_nodelay(true);
        // Cannot fail: the channel lives as long as `self`.
        let _ = self.changes.send(Change::Insert(port, endpoint)).await;
        self.front.admit(port);
    }
}
