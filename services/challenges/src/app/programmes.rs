//! Programmes: drafting, publishing, ending, showing.

pub(super) mod access;
pub mod change;
pub mod create;
pub mod list;
pub mod publish;
pub mod view;

pub use access::ProgrammeTarget;
pub use change::UpdateProgramme;
pub use create::CreateProgramme;
pub use view::ProgrammeView;
