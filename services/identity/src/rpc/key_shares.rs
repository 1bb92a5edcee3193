//! `KeyShareService`.

use std::sync::Arc;

use bytes::Bytes;
use linia_chassis::auth::Caller;
use linia_proto::identity::v1::{self as pb, key_share_service_server::KeyShareService};
use tonic::{Request, Response, Status, async_trait};

use crate::app::{
    Context, key_shares,
    key_shares::{DepositKeyShare, PostponeKeyShare, ProveKeyShare, ReleaseKeyShare},
};

/// `KeyShareService`.
pub struct KeyShareRpc(pub Arc<Context>);

#[async_trait]
impl KeyShareService for KeyShareRpc {
    async fn deposit_key_share(
        &self,
        request: Request<pb::DepositKeyShareRequest>,
    ) -> Result<Response<pb::KeyShareProof>, Status> {
        let caller = Caller::of(&request);
        let command = DepositKeyShare::try_from(request.into_inner())?;
        let digest = key_shares::deposit_key_share(&self.0, &caller, command).await?;
        Ok(Response::new(proof(&digest)))
    }

    async fn prove_key_share(
        &self,
        request: Request<pb::ProveKeyShareRequest>,
    ) -> Result<Response<pb::KeyShareProof>, Status> {
        let caller = Caller::of(&request);
        let command = ProveKeyShare::try_from(request.into_inner())?;
        let digest = key_shares::prove_key_share(&self.0, &caller, command).await?;
        Ok(Response::new(proof(&digest)))
    }

    async fn postpone_key_share(
        &self,
        request: Request<pb::PostponeKeyShareRequest>,
    ) -> Result<Response<pb::PostponeKeyShareResponse>, Status> {
        let caller = Caller::of(&request);
        let command = PostponeKeyShare::try_from(request.into_inner())?;
        key_shares::postpone_key_share(&self.0, &caller, command).await?;
        Ok(Response::new(pb::PostponeKeyShareResponse {}))
    }

    async fn release_key_share(
        &self,
        request: Request<pb::ReleaseKeyShareRequest>,
    ) -> Result<Response<pb::ReleaseKeyShareResponse>, Status> {
        let caller = Caller::of(&request);
        let command = ReleaseKeyShare::try_from(request.into_inner())?;
        let share = key_shares::release_key_share(&self.0, &caller, command).await?;
        let share = Bytes::copy_from_slice(share.as_slice());
        Ok(Response::new(pb::ReleaseKeyShareResponse { share }))
    }
}

fn proof(share_sha256: &[u8; 32]) -> pb::KeyShareProof {
    pb::KeyShareProof {
        share_sha256: Bytes::copy_from_slice(share_sha256),
    }
}
