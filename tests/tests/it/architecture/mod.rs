//! What no compiler checks: who may know whom, how large a file may be, which licences we build
//! on, what may go over the wire, and what tries the rules of a contest.
//!
//! Each test names every violation at once, with the rule that it breaks.

mod imports;
mod licences;
mod migrations;
mod packages;
mod paths;
mod rooms;
mod rules;
mod sizes;
mod source;
mod test_code;
mod wire;
