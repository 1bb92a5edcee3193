//! The composition root: the one place that knows everything.

use linia_chassis::process::{App, BootError, NoCommand, Platform, Service};
use linia_proto::reporting::v1::report_service_server::ReportServiceServer;
use sqlx::migrate::Migrator;

use crate::{app::Access, config::ReportingSettings, events::ReportingProjection, rpc::Reports};

/// The service.
pub struct Reporting;

impl Service for Reporting {
    const NAME: &'static str = "reporting";
    type Settings = ReportingSettings;
    type Command = NoCommand;

    fn migrator() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn build(_: ReportingSettings, platform: Platform) -> Result<App, BootError> {
        let access = Access::try_new(platform.database)
            .map_err(|error| BootError::service("policies", error))?;
        Ok(App::new()
            .grpc(ReportServiceServer::new(Reports { access }))
            .projection(ReportingProjection))
    }

    async fn command(
        _: ReportingSettings,
        command: NoCommand,
        _: Platform,
    ) -> Result<(), BootError> {
        match command {}
    }
}
