//! `PersonalDataService` and `ErasureService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, grpc::timestamp};
use linia_proto::identity::v1::{
    self as pb, erasure_service_server::ErasureService,
    personal_data_service_server::PersonalDataService,
};
use tonic::{Request, Response, Status, async_trait};
use zeroize::Zeroizing;

use crate::{
    app::{
        Context,
        erasures::{self, ReportErasure},
    },
    domain::password::PasswordAttempt,
};

/// `PersonalDataService`.
pub struct PersonalDataRpc(pub Arc<Context>);

#[async_trait]
impl PersonalDataService for PersonalDataRpc {
    async fn export_my_account(
        &self,
        request: Request<pb::ExportMyAccountRequest>,
    ) -> Result<Response<pb::ExportMyAccountResponse>, Status> {
        let caller = Caller::of(&request);
        let sections = erasures::export_my_account(&self.0, &caller).await?;
        Ok(Response::new(pb::ExportMyAccountResponse { sections }))
    }

    async fn erase_my_account(
        &self,
        request: Request<pb::EraseMyAccountRequest>,
    ) -> Result<Response<pb::EraseMyAccountResponse>, Status> {
        let caller = Caller::of(&request);
        let text = Zeroizing::new(request.into_inner().password);
        let attempt = PasswordAttempt::new(&text);
        let erasure = erasures::erase_my_account(&self.0, &caller, attempt).await?;
        Ok(Response::new(pb::EraseMyAccountResponse {
            erasure: erasure.id.to_string(),
            request_time: Some(timestamp(erasure.request_time)),
            begin_time: Some(timestamp(erasure.begin_time)),
        }))
    }
}

/// `ErasureService`.
pub struct ErasureRpc(pub Arc<Context>);

#[async_trait]
impl ErasureService for ErasureRpc {
    async fn report_erasure(
        &self,
        request: Request<pb::ReportErasureRequest>,
    ) -> Result<Response<pb::ReportErasureResponse>, Status> {
        let caller = Caller::of(&request);
        let report = ReportErasure::try_from(request.into_inner())?;
        erasures::report_erasure(&self.0, &caller, report).await?;
        Ok(Response::new(pb::ReportErasureResponse {}))
    }
}
