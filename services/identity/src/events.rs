//! What this service tells the others. It listens to nobody.

pub mod published;
