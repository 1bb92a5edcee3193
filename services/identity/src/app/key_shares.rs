//! Key shares: kept for challenges, given out to submissions, in time.

mod deposit_key_share;
mod postpone_key_share;
mod prove_key_share;
mod release_key_share;
mod wrapping;

pub use self::{
    deposit_key_share::{DepositKeyShare, deposit_key_share},
    postpone_key_share::{PostponeKeyShare, postpone_key_share},
    prove_key_share::{ProveKeyShare, prove_key_share},
    release_key_share::{ReleaseKeyShare, release_key_share},
};
