//! Accounts.

mod claim_operator_role;
mod get_my_account;
mod issue_operator_secret;
mod record_assurance;
mod sign_up;
mod verify_email;

pub use self::{
    claim_operator_role::claim_operator_role,
    get_my_account::get_my_account,
    issue_operator_secret::issue_operator_secret,
    record_assurance::{RecordAssurance, record_assurance},
    sign_up::{SignUp, sign_up},
    verify_email::{VerifyEmail, verify_email},
};
