//! What this service calls: identity, who knows the addresses, and the mail
//! server.

mod contacts;
mod mailer;

pub(crate) use contacts::{Contact, Contacts};
pub(crate) use mailer::{Letter, Mailer};
