//! A file per use case. Each owns its transactions: begin, repeat check, lock,
//! command, save, tell, commit.

use linia_chassis::{crypto::MasterKey, database::Database, policy::PolicySet};

use crate::clients::identity::IdentityClient;

pub mod access;
pub mod admit_entrants;
pub mod amend_challenge;
pub mod annul_result;
pub mod answer_question;
pub mod approve_challenge;
pub mod approve_opening;
pub mod approve_result;
pub mod ask_question;
pub mod award_prizes;
pub mod award_runner_up;
pub mod call_runner_up;
pub mod cancel_challenge;
pub mod carry_winners;
mod change;
pub mod create_challenge;
pub mod decide_appeal;
pub mod enrolments;
pub mod error;
pub mod export_my_participations;
pub mod extend_stage;
mod find_question;
pub mod get_challenge;
pub mod get_stage;
pub mod get_stage_secret;
pub mod grant_extension;
pub mod index_challenge;
pub mod key_ceremony;
pub mod list_acts;
pub mod list_admissions;
pub mod list_amendments;
pub mod list_appeals;
pub mod list_challenges;
pub mod list_extensions;
pub mod list_questions;
pub mod list_remarks;
pub mod list_similar;
pub mod merge_question;
mod problem;
pub mod programmes;
pub mod publish_challenge;
pub mod publish_scheduled;
pub mod receive_correction;
pub mod receive_protocol;
pub mod record_appeal;
pub mod release_key_share;
pub mod request_approval;
pub mod request_review;
pub mod return_challenge;
pub mod reveal_laureates;
pub mod reveal_runner_up;
pub mod review_challenge;
pub mod schedule_publication;
pub mod search_challenges;
pub mod update_challenge;
pub mod view;

pub use error::AppError;
pub use view::ChallengeView;

/// What the use cases work with.
pub struct Context {
    /// This service's schema.
    pub database: Database,
    /// Who may do what.
    pub policy: PolicySet,
    /// The other keeper of key shares.
    pub identity: IdentityClient,
    /// Wraps this service's own shares and the secrets of stages.
    pub master_key: MasterKey,
}
