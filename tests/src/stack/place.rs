//! Where a system runs, as far as a story has to know: in processes of our own, or in containers
//! of a Compose project.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::sync::Arc;

use async_nats::Client;

use super::clock::Clock;
use super::error::{Result, StackError};
use super::mail::Mail;
use super::nats_users::NatsUser;
use super::otlp_sink::SpanRecord;
use super::service::Service;
use super::system::System;

/// Whether a mail is the one that is waited for.
pub type Wanted<'a> = &'a (dyn Fn(&Mail) -> bool + Sync);

/// What a story needs beyond the services' calls: the clock, and what people and operators see.
#[tonic::async_trait]
pub trait Place: Debug + Send + Sync {
    /// URL of the database's superuser.
    fn superuser_url(&self) -> String;

    /// The one clock.
    fn clock(&self) -> Clock {
        Clock::new(self.superuser_url())
    }

    /// What the services were given and must not tell: their own secrets, and the broker's
    /// passwords.
    ///
    /// # Errors
    /// When they cannot be read.
    fn secrets(&self) -> Result<Vec<String>>;

    /// A secret by which somebody becomes the installation's first operator.
    ///
    /// # Errors
    /// When identity's command fails.
    async fn operator_secret(&self) -> Result<String>;

    /// All mails so far.
    ///
    /// # Errors
    /// When whoever keeps them does not answer.
    async fn mails(&self) -> Result<Vec<Arc<Mail>>>;

    /// Waits for the first mail, come or yet to come, of which `wanted` is true. It waits for ever:
    /// put a timeout around it.
    ///
    /// # Errors
    /// As [`Place::mails`].
    async fn await_mail(&self, wanted: Wanted<'_>) -> Result<Arc<Mail>>;

    /// The spans so far of a trace (its id in hexadecimal).
    ///
    /// # Errors
    /// When whoever keeps them does not answer.
    async fn trace(&self, trace_id: &str) -> Result<Vec<Arc<SpanRecord>>>;

    /// The spans so far of every trace in which a service has made a span of this name.
    ///
    /// # Errors
    /// As [`Place::trace`].
    async fn traces_with(&self, service: Service, span: &str) -> Result<Vec<Arc<SpanRecord>>>;

    /// What a service has logged so far.
    ///
    /// # Errors
    /// When it cannot be read.
    async fn log(&self, service: Service) -> Result<String>;

    /// A connection to the broker, as the one who may read every internal stream.
    ///
    /// # Errors
    /// [`StackError::Broker`].
    async fn broker(&self) -> Result<Client>;
}

#[tonic::async_trait]
impl Place for System {
    fn superuser_url(&self) -> String {
        self.postgres.superuser_url(self.database())
    }

    fn secrets(&self) -> Result<Vec<String>> {
        Ok(self.given_secrets())
    }

    async fn operator_secret(&self) -> Result<String> {
        let identity = self.service(Service::Identity);
        identity.run_for_output(&["bootstrap-operator"]).await
    }

    async fn mails(&self) -> Result<Vec<Arc<Mail>>> {
        Ok(self.smtp.mails())
    }

    async fn await_mail(&self, wanted: Wanted<'_>) -> Result<Arc<Mail>> {
        Ok(self.smtp.wait_for(wanted).await)
    }

    async fn trace(&self, trace_id: &str) -> Result<Vec<Arc<SpanRecord>>> {
        Ok(self.otlp.trace(trace_id))
    }

    async fn traces_with(&self, service: Service, span: &str) -> Result<Vec<Arc<SpanRecord>>> {
        let spans = self.otlp.spans();
        let made = |it: &&Arc<SpanRecord>| it.service == service.name() && it.span.name == span;
        let traces: BTreeSet<_> = spans.iter().filter(made).map(|it| &it.trace_id).collect();
        let within = |it: &&Arc<SpanRecord>| traces.contains(&it.trace_id);
        Ok(spans.iter().filter(within).cloned().collect())
    }

    async fn log(&self, service: Service) -> Result<String> {
        let path = self.logs().join(format!("{service}.log"));
        fs::read_to_string(&path).map_err(StackError::file("reading", &path))
    }

    async fn broker(&self) -> Result<Client> {
        let client = self.nats.connect(&NatsUser::admin()).await;
        client.map_err(|source| StackError::Broker { source })
    }
}
