//! Calls to identity: the other half of the stage keys, and organizations that
//! the replica does not know yet.

use bytes::Bytes;
use linia_chassis::{
    grpc::{PeerChannel, timestamp},
    id::{OrganizationId, StageId},
};
use linia_proto::identity::v1 as pb;
use pb::{
    key_share_service_client::KeyShareServiceClient,
    organization_service_client::OrganizationServiceClient,
};
use time::OffsetDateTime;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{
    convert::organization::is_authority,
    domain::{key_release::KeyPurpose, state::Sha256},
};

/// What identity answers if its shares are kept as long as asked or longer.
const RELEASE_TIME_NOT_LATER: &str = "RELEASE_TIME_NOT_LATER";
/// What identity answers if a share was given out.
const KEY_SHARE_RELEASED: &str = "KEY_SHARE_RELEASED";

/// Why a call to identity failed.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// It did not answer, or refused.
    #[error("identity refused or did not answer")]
    Status(#[from] Box<Status>),
    /// It has given a share out already: the stage has closed.
    #[error("identity has released its key share")]
    ShareReleased,
    /// Its answer makes no sense.
    #[error("identity's answer is malformed")]
    Malformed,
}

impl From<Status> for IdentityError {
    fn from(status: Status) -> Self {
        Self::Status(Box::new(status))
    }
}

/// Calls identity in this service's name.
#[derive(Clone)]
pub struct IdentityClient {
    key_shares: KeyShareServiceClient<PeerChannel>,
    organizations: OrganizationServiceClient<PeerChannel>,
}

impl IdentityClient {
    /// A client on a channel to identity.
    #[must_use]
    pub fn new(channel: PeerChannel) -> Self {
        Self {
            key_shares: KeyShareServiceClient::new(channel.clone()),
            organizations: OrganizationServiceClient::new(channel),
        }
    }

    /// Gives identity a share to keep until `release_time`, and returns the
    /// hash of what it stored.
    ///
    /// # Errors
    /// [`IdentityError`].
    pub async fn deposit_share(
        &self,
        stage: StageId,
        purpose: KeyPurpose,
        share: &[u8; 32],
        release_time: OffsetDateTime,
    ) -> Result<Sha256, IdentityError> {
        let request = pb::DepositKeyShareRequest {
            stage: stage.to_string(),
            purpose: purpose_to_message(purpose).into(),
            share: Bytes::copy_from_slice(share),
            release_time: Some(timestamp(release_time)),
        };
        let proof = self.key_shares.clone().deposit_key_share(request).await?;
        hash(&proof.into_inner())
    }

    /// Has identity read its share back, and returns its hash.
    ///
    /// # Errors
    /// [`IdentityError`].
    pub async fn prove_share(
        &self,
        stage: StageId,
        purpose: KeyPurpose,
    ) -> Result<Sha256, IdentityError> {
        let request = pb::ProveKeyShareRequest {
            stage: stage.to_string(),
            purpose: purpose_to_message(purpose).into(),
        };
        let proof = self.key_shares.clone().prove_key_share(request).await?;
        hash(&proof.into_inner())
    }

    /// Makes sure that identity's shares of a stage are not released before
    /// `release_time`. Repeating it, with the same or an earlier time, is
    /// harmless.
    ///
    /// # Errors
    /// [`IdentityError`].
    pub async fn postpone_shares(
        &self,
        stage: StageId,
        release_time: OffsetDateTime,
    ) -> Result<(), IdentityError> {
        let request = pb::PostponeKeyShareRequest {
            stage: stage.to_string(),
            release_time: Some(timestamp(release_time)),
        };
        let Err(status) = self.key_shares.clone().postpone_key_share(request).await else {
            return Ok(());
        };
        match reason(&status).as_deref() {
            // An attempt before this one got that far.
            Some(RELEASE_TIME_NOT_LATER) => Ok(()),
            Some(KEY_SHARE_RELEASED) => Err(IdentityError::ShareReleased),
            _ => Err(status.into()),
        }
    }

    /// Whether an organization is a contracting authority; `None` if identity
    /// does not know it either.
    ///
    /// # Errors
    /// [`IdentityError`].
    pub async fn find_is_authority(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<bool>, IdentityError> {
        let name = organization.to_string();
        let request = pb::GetOrganizationRequest { name };
        match self.organizations.clone().get_organization(request).await {
            Ok(found) => Ok(Some(is_authority(found.into_inner().kind()))),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(status.into()),
        }
    }
}

fn purpose_to_message(purpose: KeyPurpose) -> pb::StageKeyPurpose {
    match purpose {
        KeyPurpose::Sealing => pb::StageKeyPurpose::Sealing,
        KeyPurpose::Unmasking => pb::StageKeyPurpose::Unmasking,
    }
}

fn hash(proof: &pb::KeyShareProof) -> Result<Sha256, IdentityError> {
    proof
        .share_sha256
        .as_ref()
        .try_into()
        .map_err(|_| IdentityError::Malformed)
}

fn reason(status: &Status) -> Option<String> {
    status.get_details_error_info().map(|info| info.reason)
}
