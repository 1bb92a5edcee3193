//! The composition root: the one place that knows everything.

use std::sync::Arc;

use linia_chassis::process::{App, BootError, NoCommand, Platform, Service};
use linia_proto::reporting::v1::{
    open_data_service_server::OpenDataServiceServer, report_service_server::ReportServiceServer,
};
use sqlx::migrate::Migrator;

use crate::{
    app::{Access, OpenData},
    clients::Names,
    config::ReportingSettings,
    events::ReportingProjection,
    rpc::Reports,
};

/// The service.
pub struct Reporting;

impl Service for Reporting {
    const NAME: &'static str = "reporting";
    type Settings = ReportingSettings;
    type Command = NoCommand;

    fn migrator() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn build(settings: ReportingSettings, platform: Platform) -> Result<App, BootError> {
        let names = Names::new(platform.peers.identity());
        let access = Access::try_new(platform.database)
            .map_err(|error| BootError::service("policies", error))?;
        let access = Arc::new(access);
        let open_data = OpenData {
            access: Arc::clone(&access),
            names,
            settings: settings.open_data,
        };
        Ok(App::new()
            .grpc(ReportServiceServer::new(Reports { access }))
            .grpc(OpenDataServiceServer::new(open_data))
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
