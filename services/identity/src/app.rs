//! The use cases, a file each: they own the transaction, ask the policies who
//! may, the domain whether it can be, and the store to keep it.

pub mod access_tokens;
pub mod accounts;
pub mod contacts;
pub mod context;
pub mod erasures;
pub mod error;
pub mod key_shares;
pub mod opaque_token;
pub mod organizations;
pub mod passwords;
pub mod resource;
pub mod service_accounts;
pub mod sessions;
pub mod signing_keys;
pub mod teams;

pub use self::{context::Context, error::AppError};
