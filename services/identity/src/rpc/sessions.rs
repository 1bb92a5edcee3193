//! `SessionService`.

use std::sync::Arc;

use linia_chassis::auth::Caller;
use linia_proto::identity::v1::{self as pb, session_service_server::SessionService};
use time::OffsetDateTime;
use tonic::{Request, Response, Status, async_trait};

use crate::app::{Context, opaque_token::OpaqueToken, sessions};

/// Tokens do not travel in time: services verify them without a database.
fn real_time() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// `SessionService`.
pub struct SessionRpc(pub Arc<Context>);

#[async_trait]
impl SessionService for SessionRpc {
    async fn create_session(
        &self,
        request: Request<pb::CreateSessionRequest>,
    ) -> Result<Response<pb::TokenPair>, Status> {
        let caller = Caller::of(&request);
        let command = request.into_inner().into();
        let pair = sessions::create_session(&self.0, &caller, command, real_time()).await?;
        Ok(Response::new(pair.into()))
    }

    async fn refresh_session(
        &self,
        request: Request<pb::RefreshSessionRequest>,
    ) -> Result<Response<pb::TokenPair>, Status> {
        let caller = Caller::of(&request);
        let token = OpaqueToken::presented(request.into_inner().refresh_token);
        let pair = sessions::refresh_session(&self.0, &caller, token, real_time()).await?;
        Ok(Response::new(pair.into()))
    }

    async fn revoke_session(
        &self,
        request: Request<pb::RevokeSessionRequest>,
    ) -> Result<Response<pb::RevokeSessionResponse>, Status> {
        let caller = Caller::of(&request);
        let token = OpaqueToken::presented(request.into_inner().refresh_token);
        sessions::revoke_session(&self.0, &caller, token).await?;
        Ok(Response::new(pb::RevokeSessionResponse {}))
    }

    async fn issue_service_token(
        &self,
        request: Request<pb::IssueServiceTokenRequest>,
    ) -> Result<Response<pb::IssueServiceTokenResponse>, Status> {
        let caller = Caller::of(&request);
        let command = request.into_inner().into();
        let token = sessions::issue_service_token(&self.0, &caller, &command, real_time())?;
        Ok(Response::new(token.into()))
    }
}
