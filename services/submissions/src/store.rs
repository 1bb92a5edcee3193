//! SQL only: one statement a function, no transactions, no decisions. Rows that
//! cannot be read as what they should be are database errors.

pub mod accept;
pub mod admissions;
pub mod assignment_lists;
pub mod assignments;
pub mod attachments;
pub mod closings;
pub mod contest_ends;
pub mod disclosures;
pub mod drafts;
pub mod entries;
pub mod entry_versions;
pub mod erased_accounts;
pub mod held_entries;
pub mod individual_extensions;
pub mod jurors;
pub mod lateness;
pub mod laureates;
pub mod lives;
pub mod locks;
pub mod opening_attempts;
pub mod openings;
pub mod own_records;
pub mod protocols;
pub mod result_approvals;
pub mod reviews;
pub mod runner_ups;
pub mod screenings;
pub mod signing_keys;
pub mod stages;
pub mod uploads;
pub mod waivers;
pub mod work_digests;
pub mod works;

use linia_chassis::database::DbError;

/// What was stored does not read as what it should be.
fn corrupt(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> DbError {
    sqlx::Error::Decode(error.into()).into()
}

/// Reads a stored SHA-256.
fn hash(stored: &[u8]) -> Result<[u8; 32], DbError> {
    <[u8; 32]>::try_from(stored).map_err(corrupt)
}
