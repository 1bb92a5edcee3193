//! The faults, each as a run under load.

pub mod closing;
pub mod erasure;
pub mod kill;
pub mod rebuild;
pub mod restore;
pub mod servers;
pub mod shuffle;
