//! `ParticipationService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, paging::Page};
use linia_proto::challenges::v1::{
    ExportMyParticipationsRequest, ExportMyParticipationsResponse,
    participation_service_server::ParticipationService,
};
use tonic::{Request, Response, Status};

use super::status;
use crate::app::Context;

/// Serves `ParticipationService`.
pub struct Participations {
    /// The use cases.
    pub context: Arc<Context>,
}

#[tonic::async_trait]
impl ParticipationService for Participations {
    async fn export_my_participations(
        &self,
        request: Request<ExportMyParticipationsRequest>,
    ) -> Result<Response<ExportMyParticipationsResponse>, Status> {
        let caller = Caller::of(&request);
        let page = Page::of(&request)?;
        let exported = self.context.export_my_participations(&caller, &page).await;
        exported.map(Response::new).map_err(status)
    }
}
