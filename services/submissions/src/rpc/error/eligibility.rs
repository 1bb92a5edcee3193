//! What an entrant is told who does not meet a condition of a contest.

use linia_chassis::problem::Problem;

use crate::domain::eligibility::Unmet;

/// FAILED_PRECONDITION (`NOT_ELIGIBLE`) with each condition that is not met.
pub(super) fn not_eligible(unmet: &[Unmet]) -> Problem {
    let message = "the entrant is not what the contest asks for";
    let problem = Problem::failed_precondition("NOT_ELIGIBLE", message);
    unmet.iter().fold(problem, |problem, condition| {
        let (reason, description) = told(*condition);
        problem.violation("entrant", reason, description)
    })
}

const fn told(condition: Unmet) -> (&'static str, &'static str) {
    match condition {
        Unmet::Kind => (
            "KIND_NOT_ELIGIBLE",
            "entrants of this kind may not enter the contest",
        ),
        Unmet::Country => (
            "COUNTRY_NOT_ELIGIBLE",
            "the contest is for entrants from other countries, or it is not known where this one is from",
        ),
        Unmet::OrganizationSize => (
            "ORGANIZATION_SIZE_NOT_ELIGIBLE",
            "the contest is for organizations of another size, or the size of this one is not known",
        ),
        Unmet::Assurance => (
            "ASSURANCE_LEVEL_TOO_LOW",
            "it is not known surely enough who hands in",
        ),
        Unmet::TeamSize => (
            "TEAM_SIZE_NOT_ELIGIBLE",
            "the team has too few or too many members",
        ),
    }
}
