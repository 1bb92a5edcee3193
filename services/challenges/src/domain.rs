//! The rules of a contest, pure: no IO, no clock, no wire formats.
//!
//! - [`challenge`] holds the aggregate, [`state`] its states, [`event`] the
//!   facts that its commands produce.
//! - Commands by phase: [`drafting`], [`running`], [`deciding`].
//! - [`content`] is what an authority writes, [`patch`] changes it; [`shape`] refuses what can never
//!   be stored, [`defects`] lists what keeps a draft from being published.
//! - [`key_release`] says when a stage's keys may be given out.
//! - [`question`] is an aggregate of its own.

pub mod award_term;
pub mod challenge;
pub mod content;
pub mod deciding;
pub mod defects;
pub mod drafting;
pub mod error;
pub mod event;
pub mod finding;
pub mod hand_in;
pub mod key_release;
pub mod limits;
pub mod patch;
pub mod question;
pub mod rules;
pub mod running;
pub mod shape;
pub mod state;
pub mod vocabulary;

#[cfg(test)]
pub(crate) mod examples;
#[cfg(test)]
mod transitions_test;
