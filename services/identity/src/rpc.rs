//! The gRPC services, a file each: caller, request, use case, answer.

mod accounts;
mod contacts;
mod convert;
mod error;
mod key_shares;
mod organizations;
mod personal_data;
mod sessions;
mod signing_keys;
mod teams;

pub use self::{
    accounts::AccountRpc,
    contacts::ContactRpc,
    key_shares::KeyShareRpc,
    organizations::OrganizationRpc,
    personal_data::{ErasureRpc, PersonalDataRpc},
    sessions::SessionRpc,
    signing_keys::SigningKeyRpc,
    teams::TeamRpc,
};
