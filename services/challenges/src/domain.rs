//! The rules of a contest, pure: no IO, no clock, no wire formats.
//!
//! - [`challenge`] holds the aggregate, [`state`] its states, [`event`] the
//!   facts that its commands produce.
//! - Commands by phase: [`drafting`], [`approving`], [`publishing`], [`running`], [`correcting`],
//!   [`deciding`], [`appeal`]; [`amending`] changes what is published.
//! - [`content`] is what an authority writes, [`patch`] changes it; [`shape`] refuses what can never
//!   be stored, [`defects`] lists what keeps a draft from being published.
//! - [`act`] is what was done, and by whom.
//! - [`admission`] says who may enter a contest that is not open to everybody.
//! - [`programme`] is what many take part in, phase by phase; [`enrolment`] is somebody's part in it.
//! - [`extension`] gives one entrant more time.
//! - [`runner_up`] says who steps in when a prize falls away.
//! - [`key_release`] says when a stage's keys may be given out, [`opening`] who opens a stage where two
//!   people do.
//! - [`question`] is an aggregate of its own; [`question_period`] says when one may be asked.
//! - [`search`] says what is looked for, [`similarity`] what resembles it; both by the [`terms`] that
//!   [`words`] makes of texts.

pub mod act;
pub mod admission;
pub mod amending;
pub mod appeal;
pub mod approving;
pub mod award_term;
pub mod challenge;
pub mod content;
pub mod correcting;
pub mod deciding;
pub mod defects;
pub mod drafting;
pub mod enrolment;
pub mod error;
pub mod event;
pub mod extension;
pub mod finding;
pub mod hand_in;
pub mod key_release;
pub mod language_choice;
pub mod limits;
pub mod opening;
pub mod patch;
pub mod programme;
pub mod publishing;
pub mod question;
pub mod question_period;
pub mod remark;
pub mod rules;
pub mod runner_up;
pub mod running;
pub mod search;
pub mod shape;
pub mod similarity;
pub mod state;
pub mod stop_words;
pub mod terms;
pub mod vocabulary;
pub mod words;

#[cfg(test)]
mod commands_test;
#[cfg(test)]
pub(crate) mod examples;
#[cfg(test)]
pub(crate) mod histories;
#[cfg(test)]
mod histories_test;
#[cfg(test)]
pub(crate) mod programme_examples;
#[cfg(test)]
mod transitions_test;
