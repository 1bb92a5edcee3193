//! Notices: what everybody may know of a contest, as releases of the Open
//! Contracting Data Standard. Each release follows from the one before it and
//! one event of the contest, and from nothing else.

mod awards;
mod contest;
mod ocds;
mod package;
mod release;
mod tender;
#[cfg(test)]
mod tests;
mod value;
mod words;

pub(crate) use awards::Entrants;
pub(crate) use contest::{Happening, Laureate, What};
pub(crate) use ocds::{Identifier, Release};
pub(crate) use package::{Organization, Package, Parties, Publisher};
pub(crate) use release::{Issued, issue, rfc3339};
