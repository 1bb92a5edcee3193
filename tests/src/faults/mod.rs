//! Faults: people write to the running system while its parts die, and an oracle outside the
//! services counts what was lost, what nobody did, what was done twice and what came in another
//! order. All four must be zero.
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`scene`] | the system and the people who write |
//! | [`load`], [`call`] | their calls, and what they know of them |
//! | [`runs`] | the faults |
//! | [`oracle`] | what there is, compared with what callers know |
//! | [`drill`], [`table`], [`finding`] | one fault after another, and what was found |

pub mod call;
pub mod drill;
pub mod error;
pub mod finding;
pub mod load;
pub mod oracle;
mod postgres;
pub mod runs;
pub mod scene;
pub mod table;
mod writer;

pub use drill::Drill;
pub use error::{FaultError, Result};
pub use scene::{Crowd, Scene};
pub use table::Table;
