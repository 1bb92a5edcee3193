//! `AccountService`.

use std::sync::Arc;

use linia_chassis::auth::Caller;
use linia_proto::identity::v1::{self as pb, account_service_server::AccountService};
use tonic::{Request, Response, Status, async_trait};

use crate::app::{
    Context, accounts,
    accounts::{RecordAssurance, SignUp, VerifyEmail},
    opaque_token::OpaqueToken,
};

/// `AccountService`.
pub struct AccountRpc(pub Arc<Context>);

#[async_trait]
impl AccountService for AccountRpc {
    async fn sign_up(
        &self,
        request: Request<pb::SignUpRequest>,
    ) -> Result<Response<pb::SignUpResponse>, Status> {
        let caller = Caller::of(&request);
        let command = SignUp::try_from(request.into_inner())?;
        accounts::sign_up(&self.0, &caller, command).await?;
        Ok(Response::new(pb::SignUpResponse {}))
    }

    async fn verify_email(
        &self,
        request: Request<pb::VerifyEmailRequest>,
    ) -> Result<Response<pb::VerifyEmailResponse>, Status> {
        let caller = Caller::of(&request);
        let command = VerifyEmail::try_from(request.into_inner())?;
        accounts::verify_email(&self.0, &caller, command).await?;
        Ok(Response::new(pb::VerifyEmailResponse {}))
    }

    async fn get_my_account(
        &self,
        request: Request<pb::GetMyAccountRequest>,
    ) -> Result<Response<pb::Account>, Status> {
        let caller = Caller::of(&request);
        let account = accounts::get_my_account(&self.0, &caller).await?;
        Ok(Response::new(account.into()))
    }

    async fn claim_operator_role(
        &self,
        request: Request<pb::ClaimOperatorRoleRequest>,
    ) -> Result<Response<pb::Account>, Status> {
        let caller = Caller::of(&request);
        let secret = OpaqueToken::presented(request.into_inner().secret);
        let account = accounts::claim_operator_role(&self.0, &caller, secret).await?;
        Ok(Response::new(account.into()))
    }

    async fn record_assurance(
        &self,
        request: Request<pb::RecordAssuranceRequest>,
    ) -> Result<Response<pb::RecordAssuranceResponse>, Status> {
        let caller = Caller::of(&request);
        let command = RecordAssurance::try_from(request.into_inner())?;
        accounts::record_assurance(&self.0, &caller, command).await?;
        Ok(Response::new(pb::RecordAssuranceResponse {}))
    }
}
