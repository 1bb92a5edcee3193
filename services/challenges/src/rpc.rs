//! The gRPC services: caller, request, use case, answer.

mod admissions;
mod amendments;
mod appeals;
mod challenges;
mod enrolments;
mod extensions;
mod participations;
mod programmes;
mod questions;
mod requests;
mod runners_up;
mod search;
mod stage_keys;

pub use admissions::Admissions;
pub use amendments::Amendments;
pub use appeals::Appeals;
pub use challenges::Challenges;
pub use enrolments::Enrolments;
pub use extensions::Extensions;
pub use participations::Participations;
pub use programmes::Programmes;
pub use questions::Questions;
pub use runners_up::RunnersUp;
pub use search::SearchChallenges;
pub use stage_keys::StageKeys;

use linia_chassis::problem::Problem;
use tonic::Status;

use crate::app::AppError;

/// What a caller is told.
fn status(error: AppError) -> Status {
    Problem::from(error).into()
}
