//! The gRPC services: caller, request, use case, answer.

mod challenges;
mod questions;
mod requests;
mod stage_keys;

pub use challenges::Challenges;
pub use questions::Questions;
pub use stage_keys::StageKeys;

use linia_chassis::problem::Problem;
use tonic::Status;

use crate::app::AppError;

/// What a caller is told.
fn status(error: AppError) -> Status {
    Problem::from(error).into()
}
