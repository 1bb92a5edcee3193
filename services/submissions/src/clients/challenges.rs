//! The client of challenges.

use futures::{FutureExt, future::BoxFuture};
use linia_chassis::{
    auth::Bearer,
    crypto::sealing::Share,
    grpc::PeerChannel,
    id::{ChallengeId, StageId},
};
use linia_proto::challenges::v1::{
    ApproveOpeningRequest, GetChallengeRequest, GetStageRequest, GetStageSecretRequest,
    KeyPurpose as Purpose, ReleaseStageKeyShareRequest,
    challenge_service_client::ChallengeServiceClient,
    stage_key_service_client::StageKeyServiceClient,
};

use super::{
    Challenges, ClientError, KeyPurpose, OpeningApprovals, StageSecret, found, ids, share,
};
use crate::{convert::ConvertError, domain::stage::Stage};

const SERVICE: &str = "challenges";

/// Challenges, over gRPC.
#[derive(Clone)]
pub struct ChallengesClient {
    stage_keys: StageKeyServiceClient<PeerChannel>,
    challenges: ChallengeServiceClient<PeerChannel>,
}

impl ChallengesClient {
    /// A client on a channel.
    #[must_use]
    pub fn new(channel: PeerChannel) -> Self {
        Self {
            stage_keys: StageKeyServiceClient::new(channel.clone()),
            challenges: ChallengeServiceClient::new(channel),
        }
    }
}

impl Challenges for ChallengesClient {
    fn get_stage(&self, stage: StageId) -> BoxFuture<'_, Result<Option<Stage>, ClientError>> {
        async move {
            let stage = stage.to_string();
            let mut client = self.stage_keys.clone();
            let answer = client.get_stage(GetStageRequest { stage }).await;
            found(SERVICE, answer)?
                .map(Stage::try_from)
                .transpose()
                .map_err(ClientError::malformed(SERVICE))
        }
        .boxed()
    }

    fn get_stage_secret(&self, stage: StageId) -> BoxFuture<'_, Result<StageSecret, ClientError>> {
        async move {
            let stage = stage.to_string();
            let mut client = self.stage_keys.clone();
            let answer = client
                .get_stage_secret(GetStageSecretRequest { stage })
                .await
                .map_err(ClientError::call(SERVICE))?;
            <[u8; 32]>::try_from(answer.into_inner().secret.as_ref())
                .map(StageSecret::new)
                .map_err(|_| ConvertError::Field("secret"))
                .map_err(ClientError::malformed(SERVICE))
        }
        .boxed()
    }

    fn list_stages(
        &self,
        challenge: ChallengeId,
    ) -> BoxFuture<'_, Result<Vec<StageId>, ClientError>> {
        async move {
            let name = challenge.to_string();
            let mut client = self.challenges.clone();
            let answer = client
                .get_challenge(GetChallengeRequest {
                    name,
                    languages: Vec::new(),
                })
                .await;
            let challenge = found(SERVICE, answer)?.unwrap_or_default();
            let names = challenge.stages.into_iter().map(|stage| stage.name);
            ids(SERVICE, names)
        }
        .boxed()
    }

    fn approve_opening<'a>(
        &'a self,
        stage: StageId,
        person: &'a Bearer,
    ) -> BoxFuture<'a, Result<OpeningApprovals, ClientError>> {
        async move {
            let stage = stage.to_string();
            let mut client = self.stage_keys.clone();
            let answer = client
                .approve_opening(person.request(ApproveOpeningRequest { stage }))
                .await
                .map_err(ClientError::call(SERVICE))?
                .into_inner();
            Ok(OpeningApprovals {
                count: answer.approval_count,
                sufficient: answer.sufficient,
            })
        }
        .boxed()
    }

    fn release_share(
        &self,
        stage: StageId,
        purpose: KeyPurpose,
        record_sha256: [u8; 32],
    ) -> BoxFuture<'_, Result<Share, ClientError>> {
        async move {
            let request = ReleaseStageKeyShareRequest {
                stage: stage.to_string(),
                purpose: match purpose {
                    KeyPurpose::Sealing => Purpose::Sealing.into(),
                    KeyPurpose::Unmasking => Purpose::Unmasking.into(),
                },
                record_sha256: record_sha256.to_vec().into(),
            };
            let mut client = self.stage_keys.clone();
            let answer = client
                .release_stage_key_share(request)
                .await
                .map_err(ClientError::call(SERVICE))?;
            share(SERVICE, &answer.into_inner().share)
        }
        .boxed()
    }
}
