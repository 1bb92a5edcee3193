//! `ScreeningService`.

use linia_chassis::auth::Caller;
use linia_proto::submissions::v1::{
    CureWorkRequest, ExcludeWorkRequest, Exclusion, GetMyScreeningRequest, ReportDefectsRequest,
    ReportDefectsResponse, Screening, screening_service_server::ScreeningService,
};
use tonic::{Request, Response, Status};

use crate::{
    app::{
        Context,
        cure_work::{cure_work, get_my_screening},
        exclude_work::exclude_work,
        report_defects::report_defects,
    },
    convert::timestamp,
    rpc::{
        convert::screenings::{cure, excluded, exclusion, findings, proof},
        error::refuse,
    },
};

/// Screens works by their form.
pub struct Screenings(pub Context);

#[tonic::async_trait]
impl ScreeningService for Screenings {
    async fn report_defects(
        &self,
        request: Request<ReportDefectsRequest>,
    ) -> Result<Response<ReportDefectsResponse>, Status> {
        let caller = Caller::of(&request);
        let (stage, findings) = findings(request.into_inner())?;
        let end = report_defects(&self.0, &caller, stage, findings).await;
        Ok(Response::new(ReportDefectsResponse {
            cure_end_time: Some(timestamp(end.map_err(refuse)?)),
        }))
    }

    async fn get_my_screening(
        &self,
        request: Request<GetMyScreeningRequest>,
    ) -> Result<Response<Screening>, Status> {
        let caller = Caller::of(&request);
        let proof = proof(request.into_inner())?;
        let standing = get_my_screening(&self.0, &caller, &proof).await;
        Ok(Response::new(standing.map_err(refuse)?.into()))
    }

    async fn cure_work(
        &self,
        request: Request<CureWorkRequest>,
    ) -> Result<Response<Screening>, Status> {
        let caller = Caller::of(&request);
        let (proof, supplement) = cure(request.into_inner())?;
        let standing = cure_work(&self.0, &caller, &proof, &supplement).await;
        Ok(Response::new(standing.map_err(refuse)?.into()))
    }

    async fn exclude_work(
        &self,
        request: Request<ExcludeWorkRequest>,
    ) -> Result<Response<Exclusion>, Status> {
        let caller = Caller::of(&request);
        let (work, ground, reason) = exclusion(request.into_inner())?;
        let exclusion = exclude_work(&self.0, &caller, work, ground, reason).await;
        Ok(Response::new(excluded(work, exclusion.map_err(refuse)?)))
    }
}
