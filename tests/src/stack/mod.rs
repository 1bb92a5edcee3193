//! The stack, part by part: each starts, stops, can be killed, and ends when it is dropped.

pub mod authority;
pub mod clock;
pub mod error;
pub mod layout;
pub mod mail;
pub mod nats;
pub mod nats_users;
pub mod otlp_sink;
pub mod ports;
pub mod postgres;
pub mod postgres_admin;
pub mod postgres_files;
pub mod process;
pub mod retry;
pub mod secrets;
pub mod service;
pub mod service_env;
pub mod smtp_session;
pub mod smtp_sink;
pub mod system;
pub mod tools;

pub use authority::{Authority, CertificateFiles};
pub use clock::Clock;
pub use error::StackError;
pub use layout::{Layout, RunDir};
pub use mail::Mail;
pub use nats::Nats;
pub use nats_users::NatsUser;
pub use otlp_sink::{OtlpSink, SpanRecord};
pub use postgres::{Auth, Postgres, PostgresOptions};
pub use process::{Process, ProcessSpec, Signal};
pub use service::{Service, ServiceProcess};
pub use smtp_sink::{SmtpReply, SmtpSink};
pub use system::{Options, System};
