//! The way in over gRPC: caller, request, use case, answer; nothing else.

mod assignments;
mod attachments;
mod convert;
mod disclosures;
mod entries;
mod error;
mod juries;
mod openings;
mod reviews;
mod screenings;

pub use assignments::Assignments;
pub use attachments::Attachments;
pub use disclosures::Disclosures;
pub use entries::Entries;
pub use juries::Juries;
pub use openings::Openings;
pub use reviews::Reviews;
pub use screenings::Screenings;
