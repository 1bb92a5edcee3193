//! `SigningKeyService`.

use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use linia_chassis::{
    auth::Caller,
    problem::{Problem, Violations},
};
use linia_proto::identity::v1::{self as pb, signing_key_service_server::SigningKeyService};
use tonic::{Request, Response, Status, async_trait};

use super::convert::ReadFields;
use crate::app::{Context, signing_keys};

/// `SigningKeyService`.
pub struct SigningKeyRpc(pub Arc<Context>);

#[async_trait]
impl SigningKeyService for SigningKeyRpc {
    async fn list_signing_keys(
        &self,
        request: Request<pb::ListSigningKeysRequest>,
    ) -> Result<Response<pb::ListSigningKeysResponse>, Status> {
        let caller = Caller::of(&request);
        let keys = signing_keys::list_signing_keys(&self.0, &caller).await?;
        let signing_keys = keys.into_iter().map(Into::into).collect();
        Ok(Response::new(pb::ListSigningKeysResponse { signing_keys }))
    }

    async fn register_signing_key(
        &self,
        request: Request<pb::RegisterSigningKeyRequest>,
    ) -> Result<Response<pb::SigningKey>, Status> {
        let caller = Caller::of(&request);
        let public_key = read_public_key(&request.into_inner())?;
        let key = signing_keys::register_signing_key(&self.0, &caller, public_key).await?;
        Ok(Response::new(key.into()))
    }
}

/// A point of small order would let one signature fit many contents; a second
/// encoding of a point would give one key two ids (RFC 8032 section 5.1.3).
fn read_public_key(request: &pb::RegisterSigningKeyRequest) -> Result<[u8; 32], Problem> {
    const FIELD: &str = "ed25519_public_key";
    let mut violations = Violations::default();
    let octets = violations.octets(FIELD, &request.ed25519_public_key);
    let Some(octets) = octets else {
        return Err(violations.into_problem());
    };
    match VerifyingKey::from_bytes(&octets) {
        Ok(key) if !key.is_weak() && key.to_edwards().compress().to_bytes() == octets => Ok(octets),
        Ok(_) | Err(_) => {
            violations.add(FIELD, "KEY_INVALID", "is not a usable Ed25519 public key");
            Err(violations.into_problem())
        }
    }
}

#[cfg(test)]
mod tests {
    use linia_chassis::crypto::Signer;

    use super::*;

    #[test]
    fn only_usable_keys_are_registered() {
        let read = |octets: &[u8]| {
            read_public_key(&pb::RegisterSigningKeyRequest {
                ed25519_public_key: octets.to_vec().into(),
            })
        };
        assert!(read(&Signer::generate().public_key()).is_ok());
        let identity_point = [[1].as_slice(), &[0; 31]].concat();
        for octets in [&[][..], &[1; 31], &[0; 32], &[255; 32], &identity_point] {
            assert!(read(octets).is_err(), "{octets:?}");
        }
    }
}
