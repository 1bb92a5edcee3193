//! What can be done: a file per use case, which owns its transaction.

pub mod accept;
pub mod adjust_assignment;
mod admission;
pub mod appoint_juror;
pub mod call_runner_up;
pub mod close_stage;
pub mod closing_time;
pub mod co_authorship;
pub mod conflicts;
pub mod contest;
pub mod correct_protocol;
pub mod cover_entries;
pub mod cure_work;
pub mod decide_held;
pub mod declare_impartiality;
mod deliberate;
pub mod disclose_protocols;
pub mod disclose_work;
pub mod dismiss_juror;
pub mod download_attachment;
pub mod drafts;
pub mod draw_assignments;
pub mod end_contest;
pub mod erase_account;
pub mod error;
mod evidence;
pub mod exclude_work;
pub mod export_my_entries;
pub mod get_my_result;
pub mod get_opening;
pub mod get_protocol;
pub mod hand_in;
pub mod inform_entrants;
pub mod judge_stage;
pub mod latecomers;
pub mod list_assignments;
pub mod list_entrants;
pub mod list_jurors;
pub mod list_my_entries;
pub mod note_award;
pub mod note_runner_up_award;
pub mod open_by_hand;
mod open_files;
pub mod open_stage;
mod open_versions;
mod pieces;
pub mod reading;
pub mod recuse_juror;
pub mod remind_jurors;
pub mod report_defects;
pub mod retain_contest;
pub mod reveal_runner_up;
pub mod review_progress;
pub mod review_works;
pub mod save_review;
pub mod sealing;
pub mod shown_receipt;
pub mod signing_key;
pub mod stage_keys;
pub mod stage_sealer;
pub mod stages;
pub mod tidy_uploads;
pub mod unmask_stage;
pub mod uploads;
pub mod waive_reviews;

use std::sync::Arc;

use linia_chassis::{
    crypto::{CurrentSigner, MasterKey, Signer},
    database::Database,
    policy::PolicySet,
};
use tokio::sync::Semaphore;

use self::{
    accept::Acceptor, closing_time::ClosingTimes, latecomers::Latecomers, sealing::Sealer,
    stage_sealer::StageSealers, stages::TermsCache, uploads::finishing::Finishing,
};
use crate::clients::{Challenges, Identity, Objects};

/// How many files are checked and sealed at once: each takes a thread.
const FILES_AT_ONCE: usize = 4;

/// What the use cases work with. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// This service's schema.
    pub database: Database,
    /// Who may do what.
    pub policy: Arc<PolicySet>,
    /// Signs receipts and protocols.
    pub signer: CurrentSigner,
    /// Seals, tags and wraps.
    pub sealer: Sealer,
    /// Find the entries of each stage.
    pub stage_sealers: StageSealers,
    /// Takes sealed versions.
    pub acceptor: Acceptor,
    /// The other services.
    pub challenges: Arc<dyn Challenges>,
    /// The other services.
    pub identity: Arc<dyn Identity>,
    /// What is known of stages and never changes.
    pub terms: Arc<TermsCache>,
    /// What challenges said to those who came too late.
    pub closing_times: Arc<ClosingTimes>,
    /// Finds out who comes too late.
    pub latecomers: Latecomers,
    /// Files.
    pub objects: Objects,
    /// Bounds how many files are checked and sealed at once.
    pub file_places: Arc<Semaphore>,
    /// Files that are being checked and sealed.
    pub finishing: Finishing,
}

impl Context {
    /// Puts the parts together.
    pub fn new(
        database: Database,
        policy: PolicySet,
        keys: (MasterKey, Signer),
        acceptor: Acceptor,
        challenges: Arc<dyn Challenges>,
        identity: Arc<dyn Identity>,
        objects: Objects,
    ) -> Self {
        let (master_key, signer) = keys;
        Self {
            latecomers: Latecomers::start(database.clone()),
            database,
            policy: Arc::new(policy),
            signer: CurrentSigner::new(signer),
            sealer: Sealer::new(master_key.clone()),
            stage_sealers: StageSealers::new(master_key, Arc::clone(&challenges)),
            acceptor,
            challenges,
            identity,
            terms: Arc::default(),
            closing_times: Arc::default(),
            objects,
            file_places: Arc::new(Semaphore::new(FILES_AT_ONCE)),
            finishing: Finishing::default(),
        }
    }
}
