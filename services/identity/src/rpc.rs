//! The gRPC services, a file each: caller, request, use case, answer.

mod accounts;
mod contacts;
mod convert;
mod error;
mod key_shares;
mod organizations;
mod sessions;
mod signing_keys;
mod teams;

pub use self::{
    accounts::AccountRpc, contacts::ContactRpc, key_shares::KeyShareRpc,
    organizations::OrganizationRpc, sessions::SessionRpc, signing_keys::SigningKeyRpc,
    teams::TeamRpc,
};
