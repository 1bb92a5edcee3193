//! What everybody may read of the jury's protocols, once the prizes are awarded.

use linia_chassis::{
    crypto::payload_of,
    id::{ChallengeId, StageId},
};

use crate::{
    app::{Context, error::AppError},
    domain::{
        protocol::Protocol,
        public_protocol::{PUBLIC_PROTOCOL_TYPE, PublicProtocol},
    },
    store::{closings, laureates, protocols},
};

/// A public protocol, signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosedProtocol {
    /// The stage.
    pub stage: StageId,
    /// The compact JWS.
    pub jws: String,
    /// SHA-256 of the jury's protocol that it is taken from.
    pub protocol_sha256: [u8; 32],
}

/// The public protocols of a contest, stage by stage: of each the protocol that
/// counts. Until the prizes are awarded there is nothing, as of a contest that
/// does not exist.
///
/// Nothing is stored: a protocol never changes, and the same key signs the same
/// octets.
pub async fn list_public_protocols(
    ctx: &Context,
    challenge: ChallengeId,
) -> Result<Vec<DisclosedProtocol>, AppError> {
    let mut conn = ctx.database.read().await?;
    if !laureates::is_awarded(&mut conn, challenge).await? {
        return Err(AppError::ChallengeNotFound(challenge));
    }
    let mut public = Vec::new();
    for stage in closings::list_of_challenge(&mut conn, challenge).await? {
        if let Some(signed) = protocols::find(&mut conn, stage).await? {
            public.push((payload_of::<Protocol>(&signed.jws)?, signed.sha256));
        }
    }
    public.sort_by_key(|(protocol, _)| protocol.ordinal);
    let public = public.into_iter();
    Ok(public
        .map(|(it, sha256)| disclose(ctx, it, sha256))
        .collect())
}

fn disclose(ctx: &Context, protocol: Protocol, protocol_sha256: [u8; 32]) -> DisclosedProtocol {
    let public = PublicProtocol::new(protocol, protocol_sha256);
    DisclosedProtocol {
        stage: public.stage,
        jws: ctx.signer.sign_jws(PUBLIC_PROTOCOL_TYPE, &public),
        protocol_sha256,
    }
}
