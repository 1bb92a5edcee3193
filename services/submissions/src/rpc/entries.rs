//! `EntryService`.

use linia_chassis::{auth::Caller, paging::Page, problem::Problem};
use linia_proto::submissions::v1::{
    ConfirmCoAuthorshipRequest, Draft, ExportMyEntriesRequest, ExportMyEntriesResponse,
    GetDraftRequest, GetMyResultRequest, ListMyEntriesRequest, ListMyEntriesResponse, MyResult,
    Receipt, SaveDraftRequest, SubmitEntryRequest, WithdrawCoAuthorshipRequest,
    WithdrawEntryRequest, entry_service_server::EntryService,
};
use tonic::{Request, Response, Status};

use crate::{
    app::{
        Context, accept::Place, co_authorship::state_co_authorship, drafts,
        export_my_entries::export_my_entries, get_my_result::get_my_result, hand_in::hand_in,
        list_my_entries::list_my_entries,
    },
    rpc::{
        convert::{DraftRequest, draft_name, results},
        error::refuse,
    },
};

/// Takes entries.
pub struct Entries(pub Context);

#[tonic::async_trait]
impl EntryService for Entries {
    async fn save_draft(
        &self,
        request: Request<SaveDraftRequest>,
    ) -> Result<Response<Draft>, Status> {
        let caller = Caller::of(&request);
        let DraftRequest {
            stage,
            entrant,
            content,
        } = request.into_inner().try_into()?;
        let draft = drafts::save_draft(&self.0, &caller, stage, entrant, content);
        Ok(Response::new(draft.await.map_err(refuse)?.into()))
    }

    async fn get_draft(
        &self,
        request: Request<GetDraftRequest>,
    ) -> Result<Response<Draft>, Status> {
        let caller = Caller::of(&request);
        let (stage, entrant) = draft_name(request.get_ref())?;
        let draft = drafts::get_draft(&self.0, &caller, stage, entrant);
        Ok(Response::new(draft.await.map_err(refuse)?.into()))
    }

    async fn export_my_entries(
        &self,
        request: Request<ExportMyEntriesRequest>,
    ) -> Result<Response<ExportMyEntriesResponse>, Status> {
        let caller = Caller::of(&request);
        let exported = export_my_entries(&self.0, &caller).await;
        let sections = exported.map_err(refuse)?;
        Ok(Response::new(ExportMyEntriesResponse { sections }))
    }

    async fn submit_entry(
        &self,
        request: Request<SubmitEntryRequest>,
    ) -> Result<Response<Receipt>, Status> {
        let caller = Caller::of(&request);
        let place = place_of(&request)?;
        let command = request.into_inner().try_into()?;
        let receipt = hand_in(&self.0, &caller, place, command);
        Ok(Response::new(receipt.await.map_err(refuse)?.into()))
    }

    async fn withdraw_entry(
        &self,
        request: Request<WithdrawEntryRequest>,
    ) -> Result<Response<Receipt>, Status> {
        let caller = Caller::of(&request);
        let place = place_of(&request)?;
        let command = request.into_inner().try_into()?;
        let receipt = hand_in(&self.0, &caller, place, command);
        Ok(Response::new(receipt.await.map_err(refuse)?.into()))
    }

    async fn confirm_co_authorship(
        &self,
        request: Request<ConfirmCoAuthorshipRequest>,
    ) -> Result<Response<Receipt>, Status> {
        let caller = Caller::of(&request);
        let place = place_of(&request)?;
        let command = request.into_inner().try_into()?;
        let receipt = state_co_authorship(&self.0, &caller, place, command);
        Ok(Response::new(receipt.await.map_err(refuse)?.into()))
    }

    async fn withdraw_co_authorship(
        &self,
        request: Request<WithdrawCoAuthorshipRequest>,
    ) -> Result<Response<Receipt>, Status> {
        let caller = Caller::of(&request);
        let place = place_of(&request)?;
        let command = request.into_inner().try_into()?;
        let receipt = state_co_authorship(&self.0, &caller, place, command);
        Ok(Response::new(receipt.await.map_err(refuse)?.into()))
    }

    async fn get_my_result(
        &self,
        request: Request<GetMyResultRequest>,
    ) -> Result<Response<MyResult>, Status> {
        let caller = Caller::of(&request);
        let proof = results::proof(request.into_inner())?;
        let result = get_my_result(&self.0, &caller, &proof).await;
        Ok(Response::new(result.map_err(refuse)?.into()))
    }

    async fn list_my_entries(
        &self,
        request: Request<ListMyEntriesRequest>,
    ) -> Result<Response<ListMyEntriesResponse>, Status> {
        let caller = Caller::of(&request);
        let page = Page::of(&request)?;
        let listed = list_my_entries(&self.0, &caller, page).await;
        let (entries, next_page_token) = listed.map_err(refuse)?;
        Ok(Response::new(ListMyEntriesResponse {
            entries: entries.into_iter().map(Into::into).collect(),
            next_page_token,
        }))
    }
}

/// The caller's place in the line, which the gate of these methods gives.
fn place_of<T>(request: &Request<T>) -> Result<Place, Problem> {
    let place = request.extensions().get().cloned();
    place.ok_or_else(Problem::internal)
}
