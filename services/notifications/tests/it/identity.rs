//! An identity that answers as the contracts say, from memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use linia_chassis::{
    auth::{Claims, TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_TYPE},
    crypto::Signer,
    id::AccountId,
};
use linia_proto::identity::v1::{
    BatchGetDisplayNamesRequest, BatchGetDisplayNamesResponse, Contact, CreateSessionRequest,
    GetContactRequest, IssueEmailVerificationRequest, IssueEmailVerificationResponse,
    IssueServiceTokenRequest, IssueServiceTokenResponse, ListSigningKeysRequest,
    ListSigningKeysResponse, RefreshSessionRequest, RegisterSigningKeyRequest,
    ReportErasureRequest, ReportErasureResponse, RevokeSessionRequest, RevokeSessionResponse,
    SigningKey, TokenPair,
    contact_service_server::{ContactService, ContactServiceServer},
    erasure_service_server::{ErasureService, ErasureServiceServer},
    session_service_server::{SessionService, SessionServiceServer},
    signing_key_service_server::{SigningKeyService, SigningKeyServiceServer},
};
use prost_types::Timestamp;
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

const HOUR: i64 = 3600;

/// Identity; cheap to clone.
#[derive(Clone)]
pub(crate) struct Identity {
    signer: Arc<Signer>,
    contacts: Arc<Mutex<HashMap<String, Contact>>>,
    reports: Arc<Mutex<Vec<ReportErasureRequest>>>,
    pub(crate) address: String,
}

impl Identity {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("is bound").port();
        let identity = Self {
            signer: Arc::new(Signer::generate()),
            contacts: Arc::default(),
            reports: Arc::default(),
            address: format!("http://127.0.0.1:{port}"),
        };
        let server = Server::builder()
            .add_service(ContactServiceServer::new(identity.clone()))
            .add_service(ErasureServiceServer::new(identity.clone()))
            .add_service(SessionServiceServer::new(identity.clone()))
            .add_service(SigningKeyServiceServer::new(identity.clone()))
            .serve_with_incoming(TcpListenerStream::new(listener));
        tokio::spawn(server);
        identity
    }

    /// What was reported of erasures.
    pub(crate) fn reports(&self) -> Vec<ReportErasureRequest> {
        self.reports.lock().expect("nobody panics with it").clone()
    }

    /// Adds or changes a person.
    pub(crate) fn knows(&self, account: AccountId, email: &str, verified: bool) {
        let contact = Contact {
            email: email.into(),
            display_name: "Łucja Nowak".into(),
            language_code: "pl".into(),
            email_verified: verified,
        };
        let mut contacts = self.contacts.lock().expect("nobody panics with it");
        contacts.insert(account.to_string(), contact);
    }

    /// An access token.
    pub(crate) fn token(&self, sub: &str) -> String {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let claims = Claims {
            iss: TOKEN_ISSUER.into(),
            aud: TOKEN_AUDIENCE.into(),
            sub: sub.into(),
            iat: now,
            exp: now + HOUR,
            jti: uuid::Uuid::now_v7().to_string(),
            operator: false,
            heads: [].into(),
            editors: [].into(),
            representatives: [].into(),
            teams: [].into(),
            standing: linia_chassis::standing::Standing::UNKNOWN,
        };
        self.signer.sign_jws(TOKEN_TYPE, &claims)
    }
}

#[tonic::async_trait]
impl ContactService for Identity {
    async fn get_contact(
        &self,
        request: Request<GetContactRequest>,
    ) -> Result<Response<Contact>, Status> {
        let contacts = self.contacts.lock().expect("nobody panics with it");
        contacts
            .get(&request.into_inner().account)
            .map(|contact| Response::new(contact.clone()))
            .ok_or_else(|| Status::not_found("no such account"))
    }

    async fn issue_email_verification(
        &self,
        request: Request<IssueEmailVerificationRequest>,
    ) -> Result<Response<IssueEmailVerificationResponse>, Status> {
        let contact = self
            .get_contact(Request::new(GetContactRequest {
                account: request.into_inner().account,
            }))
            .await?
            .into_inner();
        if contact.email_verified {
            return Err(Status::failed_precondition("verified already"));
        }
        Ok(Response::new(IssueEmailVerificationResponse {
            token: "a-token-that-is-secret".into(),
        }))
    }

    async fn batch_get_display_names(
        &self,
        _: Request<BatchGetDisplayNamesRequest>,
    ) -> Result<Response<BatchGetDisplayNamesResponse>, Status> {
        Err(Status::unimplemented("not asked here"))
    }
}

#[tonic::async_trait]
impl SessionService for Identity {
    async fn create_session(
        &self,
        _: Request<CreateSessionRequest>,
    ) -> Result<Response<TokenPair>, Status> {
        Err(Status::unimplemented("not asked here"))
    }

    async fn refresh_session(
        &self,
        _: Request<RefreshSessionRequest>,
    ) -> Result<Response<TokenPair>, Status> {
        Err(Status::unimplemented("not asked here"))
    }

    async fn revoke_session(
        &self,
        _: Request<RevokeSessionRequest>,
    ) -> Result<Response<RevokeSessionResponse>, Status> {
        Err(Status::unimplemented("not asked here"))
    }

    async fn issue_service_token(
        &self,
        request: Request<IssueServiceTokenRequest>,
    ) -> Result<Response<IssueServiceTokenResponse>, Status> {
        let sub = format!("services/{}", request.into_inner().client_id);
        Ok(Response::new(IssueServiceTokenResponse {
            access_token: self.token(&sub),
            access_expire_time: Some(Timestamp {
                seconds: OffsetDateTime::now_utc().unix_timestamp() + HOUR,
                nanos: 0,
            }),
        }))
    }
}

#[tonic::async_trait]
impl SigningKeyService for Identity {
    async fn list_signing_keys(
        &self,
        _: Request<ListSigningKeysRequest>,
    ) -> Result<Response<ListSigningKeysResponse>, Status> {
        Ok(Response::new(ListSigningKeysResponse {
            signing_keys: vec![SigningKey {
                key_id: self.signer.key_id().to_owned(),
                service: "identity".into(),
                ed25519_public_key: self.signer.public_key().to_vec().into(),
                create_time: None,
                retire_time: None,
            }],
        }))
    }

    async fn register_signing_key(
        &self,
        _: Request<RegisterSigningKeyRequest>,
    ) -> Result<Response<SigningKey>, Status> {
        Err(Status::unimplemented("not asked here"))
    }
}

#[tonic::async_trait]
impl ErasureService for Identity {
    async fn report_erasure(
        &self,
        request: Request<ReportErasureRequest>,
    ) -> Result<Response<ReportErasureResponse>, Status> {
        let mut reports = self.reports.lock().expect("nobody panics with it");
        reports.push(request.into_inner());
        Ok(Response::new(ReportErasureResponse {}))
    }
}
