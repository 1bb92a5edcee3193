//! What the use cases need.

use linia_chassis::{crypto::MasterKey, database::Database, limits::RateLimit, policy::PolicySet};

use super::{access_tokens::AccessTokens, passwords::Passwords, service_accounts::ServiceAccounts};
use crate::config::LifetimeSettings;

/// What the use cases need; made once, by the wiring.
pub struct Context {
    /// This service's schema.
    pub database: Database,
    /// Who may do what.
    pub policy: PolicySet,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Issues access tokens.
    pub access_tokens: AccessTokens,
    /// The services that may sign in.
    pub service_accounts: ServiceAccounts,
    /// Wraps key shares.
    pub master_key: MasterKey,
    /// How often a password may be tried for one address, from wherever: by
    /// SHA-256 of the address, which is all that memory needs to hold.
    pub sign_ins: RateLimit<[u8; 32]>,
    /// How long tokens live.
    pub lifetimes: LifetimeSettings,
}
