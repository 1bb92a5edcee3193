//! What an entrant is told who does not meet a condition of a contest.

use linia_chassis::{problem::Problem, standing::Unmet};

/// FAILED_PRECONDITION (`NOT_ELIGIBLE`) with each condition that is not met.
pub(super) fn not_eligible(unmet: &[Unmet]) -> Problem {
    let message = "the entrant is not what the contest asks for";
    let problem = Problem::failed_precondition("NOT_ELIGIBLE", message);
    unmet.iter().fold(problem, |problem, condition| {
        problem.violation("entrant", condition.reason(), condition.description())
    })
}
