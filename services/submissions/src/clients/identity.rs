//! The client of identity.

use std::collections::HashMap;

use futures::{FutureExt, future::BoxFuture};
use linia_chassis::{
    crypto::sealing::Share,
    grpc::PeerChannel,
    id::{AccountId, EntrantName, StageId, TeamId},
};
use linia_proto::identity::v1::{
    BatchGetDisplayNamesRequest, GetTeamRequest, RegisterSigningKeyRequest, ReleaseKeyShareRequest,
    StageKeyPurpose as Purpose, contact_service_client::ContactServiceClient,
    key_share_service_client::KeyShareServiceClient,
    signing_key_service_client::SigningKeyServiceClient, team_service_client::TeamServiceClient,
};

use super::{ClientError, Identity, KeyPurpose, found, ids, share};

const SERVICE: &str = "identity";

/// How many names are asked for at once.
const NAMES_AT_ONCE: usize = 1000;

/// Identity, over gRPC.
#[derive(Clone)]
pub struct IdentityClient {
    key_shares: KeyShareServiceClient<PeerChannel>,
    contacts: ContactServiceClient<PeerChannel>,
    teams: TeamServiceClient<PeerChannel>,
    signing_keys: SigningKeyServiceClient<PeerChannel>,
}

impl IdentityClient {
    /// A client on a channel.
    #[must_use]
    pub fn new(channel: PeerChannel) -> Self {
        Self {
            key_shares: KeyShareServiceClient::new(channel.clone()),
            contacts: ContactServiceClient::new(channel.clone()),
            teams: TeamServiceClient::new(channel.clone()),
            signing_keys: SigningKeyServiceClient::new(channel),
        }
    }
}

impl Identity for IdentityClient {
    fn release_share(
        &self,
        stage: StageId,
        purpose: KeyPurpose,
        record_sha256: [u8; 32],
    ) -> BoxFuture<'_, Result<Share, ClientError>> {
        async move {
            let request = ReleaseKeyShareRequest {
                stage: stage.to_string(),
                purpose: match purpose {
                    KeyPurpose::Sealing => Purpose::Sealing.into(),
                    KeyPurpose::Unmasking => Purpose::Unmasking.into(),
                },
                record_sha256: record_sha256.to_vec().into(),
            };
            let mut client = self.key_shares.clone();
            let answer = client
                .release_key_share(request)
                .await
                .map_err(ClientError::call(SERVICE))?;
            share(SERVICE, &answer.into_inner().share)
        }
        .boxed()
    }

    fn display_names<'a>(
        &'a self,
        entrants: &'a [EntrantName],
    ) -> BoxFuture<'a, Result<HashMap<String, String>, ClientError>> {
        async move {
            let mut found = HashMap::new();
            let mut client = self.contacts.clone();
            for some in entrants.chunks(NAMES_AT_ONCE) {
                let names = some.iter().map(ToString::to_string).collect();
                let answer = client
                    .batch_get_display_names(BatchGetDisplayNamesRequest { names })
                    .await
                    .map_err(ClientError::call(SERVICE))?;
                found.extend(answer.into_inner().display_names);
            }
            Ok(found)
        }
        .boxed()
    }

    fn team_members(&self, team: TeamId) -> BoxFuture<'_, Result<Vec<AccountId>, ClientError>> {
        async move {
            let name = team.to_string();
            let mut client = self.teams.clone();
            let answer = client.get_team(GetTeamRequest { name }).await;
            ids(SERVICE, found(SERVICE, answer)?.unwrap_or_default().members)
        }
        .boxed()
    }

    fn register_signing_key(&self, public_key: [u8; 32]) -> BoxFuture<'_, Result<(), ClientError>> {
        async move {
            let request = RegisterSigningKeyRequest {
                ed25519_public_key: public_key.to_vec().into(),
            };
            let mut client = self.signing_keys.clone();
            client
                .register_signing_key(request)
                .await
                .map_err(ClientError::call(SERVICE))?;
            Ok(())
        }
        .boxed()
    }
}
