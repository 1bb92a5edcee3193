//! `InboxService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, paging::Page};
use linia_proto::notifications::v1::{
    ExportMyInboxRequest, ExportMyInboxResponse, ListNotificationsRequest,
    ListNotificationsResponse, MarkNotificationReadRequest, Notification,
    inbox_service_server::InboxService,
};
use tonic::{Request, Response, Status};

use super::convert::{notification_name, status};
use crate::app::{self, Access};

/// Shows people their notifications.
pub(crate) struct Inbox {
    /// Who may see what.
    pub(crate) access: Arc<Access>,
}

#[tonic::async_trait]
impl InboxService for Inbox {
    async fn list_notifications(
        &self,
        request: Request<ListNotificationsRequest>,
    ) -> Result<Response<ListNotificationsResponse>, Status> {
        let caller = Caller::of(&request);
        let page = Page::of(&request)?;
        let (entries, next_page_token) = app::list_notifications(&self.access, &caller, &page)
            .await
            .map_err(status)?;
        Ok(Response::new(ListNotificationsResponse {
            notifications: entries.into_iter().map(Notification::from).collect(),
            next_page_token,
        }))
    }

    async fn export_my_inbox(
        &self,
        request: Request<ExportMyInboxRequest>,
    ) -> Result<Response<ExportMyInboxResponse>, Status> {
        let caller = Caller::of(&request);
        let page = Page::of(&request)?;
        let (sections, next_page_token) = app::export_my_inbox(&self.access, &caller, &page)
            .await
            .map_err(status)?;
        Ok(Response::new(ExportMyInboxResponse {
            sections,
            next_page_token,
        }))
    }

    async fn mark_notification_read(
        &self,
        request: Request<MarkNotificationReadRequest>,
    ) -> Result<Response<Notification>, Status> {
        let caller = Caller::of(&request);
        let name = notification_name(&request.into_inner().name)?;
        let entry = app::mark_read(&self.access, &caller, name)
            .await
            .map_err(status)?;
        Ok(Response::new(entry.into()))
    }
}
