//! Signing keys.

mod list_signing_keys;
mod own_signing_key;
mod register_signing_key;
mod rotate_signing_key;

pub use self::{
    list_signing_keys::list_signing_keys,
    own_signing_key::{OwnKeyError, load_own_signing_key},
    register_signing_key::register_signing_key,
    rotate_signing_key::{follow_signing_key, rotate_signing_key, take_up_signing_key},
};
