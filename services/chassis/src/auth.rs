//! Who calls: access tokens are Ed25519 JWTs (RFC 9068) from identity,
//! verified here against the keys that identity publishes.

mod bearer;
mod caller;
mod keyring;
mod service_token;

pub use bearer::Bearer;
pub use caller::{Caller, Claims, Principal, TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_TYPE};
pub use keyring::{Keyring, KeyringError, TokenError};
pub(crate) use service_token::ServiceToken;
