//! Contacts: what the other services must know of a person at this moment.

mod batch_get_display_names;
mod get_contact;
mod issue_email_verification;

pub use self::{
    batch_get_display_names::batch_get_display_names, get_contact::get_contact,
    issue_email_verification::issue_email_verification,
};
