//! A rolling update, as a cluster does it: two replicas of each service under load, one after the
//! other replaced by one of another build. No call may fail that is made once more when the service
//! was UNAVAILABLE, and the oracle of the fault runs must find nothing lost, done twice or
//! reordered.
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`front`] | an address that stands for all replicas of a service |
//! | [`members`] | the replicas of a service, and how they are reached |
//! | [`update`] | the update itself |
//! | [`verdict`] | which calls were not answered as they must be |

pub mod front;
pub mod members;
pub mod update;
pub mod verdict;

pub use update::{Plan, play};
