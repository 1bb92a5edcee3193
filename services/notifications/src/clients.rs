//! What this service calls: identity, who knows the addresses, and the mail
//! server.

mod contacts;
mod error;
mod mailer;

pub(crate) use contacts::{Contact, Contacts};
pub(crate) use error::{ContactError, MailerError};
pub(crate) use mailer::{Letter, Mailer};
