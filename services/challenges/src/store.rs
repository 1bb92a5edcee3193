//! SQL only: one statement a function, no decisions, no begin or commit.
//!
//! [`challenge`] puts the aggregate together from its tables.

pub mod act;
pub mod admission;
pub mod amendment;
pub mod appeal;
pub mod challenge;
pub mod clock;
pub mod enrolment;
pub mod error;
pub mod extension;
pub mod kept_record;
pub mod key_request;
pub mod key_share;
pub mod laureate;
pub mod opening_attempt;
pub mod organization;
pub mod own_records;
pub mod programme;
mod programme_rows;
pub mod question;
pub mod remark;
mod rows;
pub mod runner_up;
pub mod search;
pub mod stage;
pub mod stage_secret;
pub mod term;

pub use challenge::StoredChallenge;
pub use error::StoreError;
pub use programme::StoredProgramme;
