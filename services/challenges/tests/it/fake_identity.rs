//! A stand-in for identity: keeps key shares, knows organizations, is told of
//! erasures, and fails on demand.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use linia_chassis::crypto::sha256;
use linia_proto::identity::v1::{
    self as pb,
    erasure_service_server::{ErasureService, ErasureServiceServer},
    key_share_service_server::{KeyShareService, KeyShareServiceServer},
    organization_service_server::{OrganizationService, OrganizationServiceServer},
    session_service_server::{SessionService, SessionServiceServer},
};
use tonic::{
    Code, Request, Response, Status,
    transport::{Server, server::TcpIncoming},
};
use tonic_types::{ErrorDetails, StatusExt as _};

/// What it keeps.
#[derive(Default)]
pub(crate) struct Kept {
    /// By stage and purpose.
    pub(crate) shares: HashMap<(String, i32), (Vec<u8>, prost_types::Timestamp)>,
    /// By name.
    pub(crate) organizations: HashMap<String, pb::OrganizationKind>,
    /// What was reported of erasures.
    pub(crate) reports: Vec<pb::ReportErasureRequest>,
    /// Whether it refuses to keep shares.
    pub(crate) down: bool,
    /// Whether its shares come back changed.
    pub(crate) damaged: bool,
}

/// The stand-in. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct FakeIdentity(Arc<Mutex<Kept>>);

type Answer<T> = Result<Response<T>, Status>;

impl FakeIdentity {
    /// Starts it and returns its address.
    pub(crate) async fn start(&self) -> String {
        let incoming = TcpIncoming::bind("127.0.0.1:0".parse().expect("is an address"))
            .expect("a port is free");
        let address = incoming.local_addr().expect("is bound");
        let server = Server::builder()
            .add_service(KeyShareServiceServer::new(self.clone()))
            .add_service(ErasureServiceServer::new(self.clone()))
            .add_service(OrganizationServiceServer::new(self.clone()))
            .add_service(SessionServiceServer::new(self.clone()));
        tokio::spawn(server.serve_with_incoming(incoming));
        format!("http://{address}")
    }

    /// What it keeps.
    pub(crate) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().expect("no test panics while it holds this")
    }

    fn proof(&self, key: &(String, i32)) -> Answer<pb::KeyShareProof> {
        let kept = self.kept();
        let (share, _) = kept
            .shares
            .get(key)
            .ok_or_else(|| Status::not_found("share"))?;
        let mut hash = sha256(share);
        hash[0] ^= u8::from(kept.damaged);
        let share_sha256 = hash.to_vec().into();
        Ok(Response::new(pb::KeyShareProof { share_sha256 }))
    }
}

#[tonic::async_trait]
impl KeyShareService for FakeIdentity {
    async fn deposit_key_share(
        &self,
        request: Request<pb::DepositKeyShareRequest>,
    ) -> Answer<pb::KeyShareProof> {
        let request = request.into_inner();
        let key = (request.stage, request.purpose);
        if self.kept().down {
            return Err(Status::unavailable("down"));
        }
        let release_time = request.release_time.expect("is set");
        let previous = self
            .kept()
            .shares
            .insert(key.clone(), (request.share.to_vec(), release_time));
        assert_eq!(previous, None, "every attempt has stages of its own");
        self.proof(&key)
    }

    async fn prove_key_share(
        &self,
        request: Request<pb::ProveKeyShareRequest>,
    ) -> Answer<pb::KeyShareProof> {
        let request = request.into_inner();
        self.proof(&(request.stage, request.purpose))
    }

    async fn postpone_key_share(
        &self,
        request: Request<pb::PostponeKeyShareRequest>,
    ) -> Answer<pb::PostponeKeyShareResponse> {
        let request = request.into_inner();
        let later = request.release_time.expect("is set");
        let mut kept = self.kept();
        for ((stage, _), (_, release_time)) in &mut kept.shares {
            if *stage != request.stage {
                continue;
            }
            if later.seconds <= release_time.seconds {
                let details = ErrorDetails::with_error_info(
                    "RELEASE_TIME_NOT_LATER",
                    "linia",
                    HashMap::new(),
                );
                let code = Code::FailedPrecondition;
                return Err(Status::with_error_details(code, "not later", details));
            }
            *release_time = later;
        }
        Ok(Response::new(pb::PostponeKeyShareResponse {}))
    }

    async fn release_key_share(
        &self,
        _: Request<pb::ReleaseKeyShareRequest>,
    ) -> Answer<pb::ReleaseKeyShareResponse> {
        Err(Status::unimplemented("only submissions asks"))
    }
}

#[tonic::async_trait]
impl ErasureService for FakeIdentity {
    async fn report_erasure(
        &self,
        request: Request<pb::ReportErasureRequest>,
    ) -> Answer<pb::ReportErasureResponse> {
        self.kept().reports.push(request.into_inner());
        Ok(Response::new(pb::ReportErasureResponse {}))
    }
}

#[tonic::async_trait]
impl OrganizationService for FakeIdentity {
    async fn get_organization(
        &self,
        request: Request<pb::GetOrganizationRequest>,
    ) -> Answer<pb::Organization> {
        let name = request.into_inner().name;
        let kept = self.kept();
        let kind = kept.organizations.get(&name);
        let kind = (*kind.ok_or_else(|| Status::not_found("organization"))?).into();
        Ok(Response::new(pb::Organization {
            name,
            kind,
            ..pb::Organization::default()
        }))
    }

    async fn create_organization(
        &self,
        _: Request<pb::CreateOrganizationRequest>,
    ) -> Answer<pb::Organization> {
        Err(Status::unimplemented("not asked by challenges"))
    }

    async fn list_organizations(
        &self,
        _: Request<pb::ListOrganizationsRequest>,
    ) -> Answer<pb::ListOrganizationsResponse> {
        Err(Status::unimplemented("not asked by challenges"))
    }

    async fn verify_organization(
        &self,
        _: Request<pb::VerifyOrganizationRequest>,
    ) -> Answer<pb::Organization> {
        Err(Status::unimplemented("not asked by challenges"))
    }

    async fn grant_membership(
        &self,
        _: Request<pb::GrantMembershipRequest>,
    ) -> Answer<pb::Membership> {
        Err(Status::unimplemented("not asked by challenges"))
    }

    async fn revoke_membership(
        &self,
        _: Request<pb::RevokeMembershipRequest>,
    ) -> Answer<pb::RevokeMembershipResponse> {
        Err(Status::unimplemented("not asked by challenges"))
    }
}

#[tonic::async_trait]
impl SessionService for FakeIdentity {
    async fn issue_service_token(
        &self,
        _: Request<pb::IssueServiceTokenRequest>,
    ) -> Answer<pb::IssueServiceTokenResponse> {
        Ok(Response::new(pb::IssueServiceTokenResponse {
            access_token: "token".to_owned(),
            access_expire_time: None,
        }))
    }

    async fn create_session(&self, _: Request<pb::CreateSessionRequest>) -> Answer<pb::TokenPair> {
        Err(Status::unimplemented("not asked by challenges"))
    }

    async fn refresh_session(
        &self,
        _: Request<pb::RefreshSessionRequest>,
    ) -> Answer<pb::TokenPair> {
        Err(Status::unimplemented("not asked by challenges"))
    }

    async fn revoke_session(
        &self,
        _: Request<pb::RevokeSessionRequest>,
    ) -> Answer<pb::RevokeSessionResponse> {
        Err(Status::unimplemented("not asked by challenges"))
    }
}
