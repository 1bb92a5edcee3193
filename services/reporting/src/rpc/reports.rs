//! `ReportService`.

use std::sync::Arc;

use linia_chassis::{auth::Caller, paging::Page, problem::both};
use linia_proto::reporting::v1::{
    ChallengeReport, GetChallengeReportRequest, GetPlatformReportRequest, LedgerLine,
    ListChallengeLedgerRequest, ListChallengeLedgerResponse, PlatformReport,
    report_service_server::ReportService,
};
use tonic::{Request, Response, Status};

use super::convert::{challenge_name, status};
use crate::app::{self, Access};

/// Answers from the facts.
pub(crate) struct Reports {
    /// Who may see what.
    pub(crate) access: Arc<Access>,
}

#[tonic::async_trait]
impl ReportService for Reports {
    async fn get_challenge_report(
        &self,
        request: Request<GetChallengeReportRequest>,
    ) -> Result<Response<ChallengeReport>, Status> {
        let caller = Caller::of(&request);
        let challenge = challenge_name(&request.into_inner().challenge)?;
        let report = app::get_challenge_report(&self.access, &caller, challenge)
            .await
            .map_err(status)?;
        Ok(Response::new(report.into()))
    }

    async fn get_platform_report(
        &self,
        request: Request<GetPlatformReportRequest>,
    ) -> Result<Response<PlatformReport>, Status> {
        let caller = Caller::of(&request);
        let report = app::get_platform_report(&self.access, &caller)
            .await
            .map_err(status)?;
        Ok(Response::new(report.into()))
    }

    async fn list_challenge_ledger(
        &self,
        request: Request<ListChallengeLedgerRequest>,
    ) -> Result<Response<ListChallengeLedgerResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = challenge_name(&request.get_ref().challenge);
        let (challenge, page) = both(challenge, Page::of(&request))?;
        let (lines, next_page_token) =
            app::list_challenge_ledger(&self.access, &caller, challenge, &page)
                .await
                .map_err(status)?;
        Ok(Response::new(ListChallengeLedgerResponse {
            lines: lines.into_iter().map(LedgerLine::from).collect(),
            next_page_token,
        }))
    }
}
