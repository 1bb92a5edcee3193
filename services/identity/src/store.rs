//! SQL and nothing else: one statement a function, no decisions, and no
//! transaction begun or ended. Who calls decides and commits.

pub mod accounts;
pub mod credentials;
pub mod display_names;
pub mod erasures;
pub mod error;
pub mod kept_identities;
pub mod key_shares;
pub mod memberships;
pub mod operator_secrets;
pub mod organizations;
pub mod own_records;
pub mod roles;
pub mod sessions;
pub mod signing_keys;
pub mod teams;
pub mod verification_tokens;

pub use self::error::StoreError;
