//! Random secrets, new for each stack.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::TryRngCore as _;
use rand::distr::{Alphanumeric, SampleString as _};
use rand::rngs::OsRng;

/// A password of about 190 bits: letters and digits, beginning with a letter (an environment value
/// in the NATS configuration would else be read as a number).
#[must_use]
pub fn password() -> String {
    let mut text = String::from("p");
    text.push_str(&Alphanumeric.sample_string(&mut OsRng.unwrap_err(), 32));
    text
}

/// A 32-byte key in base64, as the services take their master key.
#[must_use]
pub fn key32() -> String {
    let mut bytes = [0_u8; 32];
    rand::RngCore::fill_bytes(&mut OsRng.unwrap_err(), &mut bytes);
    STANDARD.encode(bytes)
}
