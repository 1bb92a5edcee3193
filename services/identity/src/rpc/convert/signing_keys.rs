//! Signing keys.

use bytes::Bytes;
use linia_chassis::grpc::timestamp;
use linia_proto::identity::v1 as pb;

use crate::domain::signing_key::SigningKey;

impl From<SigningKey> for pb::SigningKey {
    fn from(key: SigningKey) -> Self {
        Self {
            key_id: key.key_id,
            service: key.service,
            ed25519_public_key: Bytes::copy_from_slice(&key.public_key),
            create_time: Some(timestamp(key.create_time)),
            retire_time: key.retire_time.map(timestamp),
        }
    }
}
