//! The rules of identity, pure: no database, no network, no clock. Time is an
//! argument; a command takes the thing and returns the new thing and the event
//! that tells it, or a [`TransitionError`].

pub mod account;
pub mod country;
pub mod display_name;
pub mod email;
pub mod erasure;
pub mod error;
pub mod identifiers;
pub mod key_share;
pub mod language;
pub mod membership;
pub mod organization;
pub mod password;
pub mod roles;
pub mod session;
pub mod signing_key;
pub mod team;

pub use self::error::{InvalidValue, TransitionError};

/// The name of this service, as keys and tokens carry it.
pub const OWN_NAME: &str = "identity";
