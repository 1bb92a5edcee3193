//! Signing keys: the public ones, which anyone may know.

use time::OffsetDateTime;

/// A service's public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The `kid` of signatures: the RFC 7638 thumbprint.
    pub key_id: String,
    /// The service that signs with it.
    pub service: String,
    /// The octets of an Ed25519 public key (RFC 8037).
    pub public_key: [u8; 32],
    /// When it was published.
    pub create_time: OffsetDateTime,
    /// Since when nothing new is signed with it.
    pub retire_time: Option<OffsetDateTime>,
}
