//! Pure rules: no input or output, no clock, no wire formats.
//!
//! | module | rule |
//! | --- | --- |
//! | [`stage`] | how far a stage is and what may happen then |
//! | [`hand_in`], [`rules`] | what a contest asks for, and by which rules it is opened and judged |
//! | [`content`], [`attachment`], [`pieces`], [`media_type`], [`findings`] | what is handed in: texts and files |
//! | [`acceptance`], [`entry_tag`], [`sealed`], [`padding`], [`cover`], [`closing`] | what is taken and stored before opening, and the record of its closing |
//! | [`opening`], [`work_code`], [`link`] | how works are made of entries, and the one thing that joins them |
//! | [`screening`] | how a work stands with the rules of the contest |
//! | [`entry`], [`consent`], [`receipt`] | who entered, with whom, and the proof of it |
//! | [`jury`], [`conflicts`], [`assignment`], [`review`], [`reading`] | who judges, what, and how |
//! | [`ranking`], [`record`], [`evidence`], [`deliberation`], [`protocol`], [`public_protocol`], [`correction`], [`decision`] | the jury's decision, its record, and what it means to the entries |
//! | [`succession`] | how a stage follows the one before it |
//! | [`runner_up`] | who steps in when a prize falls away |
//! | [`disclosure`], [`retention`] | what everybody may read afterwards, and how long all is kept |

pub mod acceptance;
pub mod assignment;
pub mod attachment;
pub mod closing;
pub mod conflicts;
pub mod consent;
pub mod content;
pub mod correction;
pub mod cover;
pub mod decision;
pub mod deliberation;
pub mod disclosure;
pub mod entry;
pub mod entry_tag;
pub mod error;
pub mod evidence;
pub mod findings;
pub mod hand_in;
pub mod jury;
pub mod last_word;
pub mod latecomer;
pub mod length;
pub mod link;
pub mod media_type;
pub mod opening;
pub mod padding;
pub mod pieces;
pub mod protocol;
pub mod public_protocol;
pub mod ranking;
pub mod reading;
pub mod receipt;
pub mod record;
pub mod result;
pub mod retention;
pub mod review;
pub mod rules;
pub mod runner_up;
pub mod screening;
pub mod sealed;
pub mod stage;
pub mod succession;
pub mod work_code;

#[cfg(test)]
pub(crate) mod histories;
#[cfg(test)]
mod histories_test;
#[cfg(test)]
mod transitions_test;
