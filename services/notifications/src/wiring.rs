//! The composition root: the one place that knows everything.

use std::sync::Arc;

use linia_chassis::erasure::ReportErasure;
use linia_chassis::process::{App, BootError, NoCommand, Platform, Service};
use linia_proto::notifications::v1::{
    following_service_server::FollowingServiceServer, inbox_service_server::InboxServiceServer,
    preference_service_server::PreferenceServiceServer,
};
use sqlx::migrate::Migrator;

use crate::{
    app::{Access, NothingKept, SendMail},
    clients::{Contacts, Mailer},
    config::NotificationsSettings,
    events::TellPeople,
    rpc::{Followings, Inbox, Preferences},
    texts::Texts,
};

/// The service.
pub struct Notifications;

impl Service for Notifications {
    const NAME: &'static str = "notifications";
    type Settings = NotificationsSettings;
    type Command = NoCommand;

    fn migrator() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn build(settings: NotificationsSettings, platform: Platform) -> Result<App, BootError> {
        let access = Arc::new(
            Access::try_new(platform.database.clone())
                .map_err(|error| BootError::service("policies", error))?,
        );
        let send_mail = SendMail {
            contacts: Contacts::new(platform.peers.identity()),
            mailer: Mailer::try_new(&settings.smtp)
                .map_err(|error| BootError::service("mailer", error))?,
            texts: Texts::try_new().map_err(|error| BootError::service("texts", error))?,
            public_url: settings.public_url.trim_end_matches('/').to_owned(),
        };
        let inbox = Inbox {
            access: Arc::clone(&access),
        };
        let followings = Followings {
            access: Arc::clone(&access),
        };
        Ok(App::new()
            .grpc(FollowingServiceServer::new(followings))
            .grpc(InboxServiceServer::new(inbox))
            .grpc(PreferenceServiceServer::new(Preferences { access }))
            .reaction(TellPeople)
            .due(ReportErasure::new(NothingKept, platform.peers.identity()))
            .due(send_mail))
    }

    async fn command(
        _: NotificationsSettings,
        command: NoCommand,
        _: Platform,
    ) -> Result<(), BootError> {
        match command {}
    }
}
