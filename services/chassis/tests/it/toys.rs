//! The services under test. They bear the names of real ones, because rights
//! in the database and in the broker rest on names.

mod ledger;
mod reader;
mod settler;

use linia_chassis::{
    config::{
        CommonSettings, CredentialSettings, DatabaseSettings, GrpcSettings, NatsSettings,
        PeerSettings, Settings, TelemetrySettings,
    },
    tls::TlsSettings,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::{
    AssertSqlSafe, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

pub(crate) use ledger::Ledger;
pub(crate) use reader::Reader;
pub(crate) use settler::Settler;

/// What every service has, and nothing else.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ToySettings {
    pub(crate) database: DatabaseSettings,
    pub(crate) grpc: GrpcSettings,
    pub(crate) nats: NatsSettings,
    pub(crate) telemetry: TelemetrySettings,
    pub(crate) peers: PeerSettings,
    pub(crate) credentials: CredentialSettings,
    pub(crate) tls: TlsSettings,
}

impl Settings for ToySettings {
    fn common(&self) -> CommonSettings<'_> {
        CommonSettings {
            database: &self.database,
            grpc: &self.grpc,
            nats: &self.nats,
            telemetry: &self.telemetry,
            peers: &self.peers,
            credentials: &self.credentials,
            tls: &self.tls,
            page_secret: &self.credentials.client_secret,
        }
    }

    fn problems(&self) -> Vec<String> {
        Vec::new()
    }
}

fn migrator(sql: &'static str) -> Migrator {
    Migrator::with_migrations(vec![Migration::new(
        1,
        "toy".into(),
        MigrationType::Simple,
        AssertSqlSafe(sql).into_sql_str(),
        false,
    )])
}
