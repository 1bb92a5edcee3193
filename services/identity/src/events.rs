//! What this service tells the others. It listens to nobody: what the
//! services report of an erasure, they tell by calls.

pub mod published;
