//! What a caller is told when a programme refuses a command.

use linia_chassis::problem::Problem;

use super::rfc3339;
use crate::domain::programme::error::ProgrammeError;

pub(super) fn refused(error: ProgrammeError) -> Problem {
    let message = error.to_string();
    let refuse = |reason| Problem::failed_precondition(reason, message.clone());
    match error {
        ProgrammeError::WrongState { state, .. } => {
            refuse("PROGRAMME_STATE").metadata("state", state.as_str())
        }
        ProgrammeError::HasDefects(defects) => defects
            .into_iter()
            .fold(refuse("PROGRAMME_HAS_DEFECTS"), |problem, defect| {
                problem.violation(defect.field, defect.reason, defect.description)
            }),
        ProgrammeError::EnrolmentNotOpen { open_time } => {
            refuse("ENROLMENT_NOT_OPEN").metadata("open_time", rfc3339(open_time))
        }
        ProgrammeError::EnrolmentClosed { close_time } => {
            refuse("ENROLMENT_CLOSED").metadata("close_time", rfc3339(close_time))
        }
        ProgrammeError::NotEligible(unmet) => {
            let refusal = refuse("NOT_ELIGIBLE");
            unmet.into_iter().fold(refusal, |problem, condition| {
                problem.violation("entrant", condition.reason(), condition.description())
            })
        }
        ProgrammeError::Full => refuse("PROGRAMME_FULL"),
        ProgrammeError::EnrolmentState { state, .. } => {
            refuse("ENROLMENT_STATE").metadata("state", state.as_str())
        }
        ProgrammeError::PhaseKeeps { phase } => refuse("PHASE_KEEPS").metadata("phase", phase),
        ProgrammeError::PhaseNotNext { phase } => refuse("PHASE_NOT_NEXT").metadata("phase", phase),
        ProgrammeError::PhaseFull { phase } => refuse("PHASE_FULL").metadata("phase", phase),
    }
}

#[cfg(test)]
mod tests {
    use linia_chassis::standing::Unmet;
    use tonic::Code;

    use super::*;
    use crate::domain::{
        enrolment::EnrolmentStateKind, examples::NOW, finding::Finding,
        programme::state::ProgrammeStateKind,
    };

    #[test]
    fn every_refusal_has_its_reason() {
        use ProgrammeError as P;
        for (error, reason) in [
            (
                P::WrongState {
                    command: "end",
                    state: ProgrammeStateKind::Draft,
                },
                "PROGRAMME_STATE",
            ),
            (P::HasDefects(Vec::new()), "PROGRAMME_HAS_DEFECTS"),
            (P::EnrolmentNotOpen { open_time: NOW }, "ENROLMENT_NOT_OPEN"),
            (P::EnrolmentClosed { close_time: NOW }, "ENROLMENT_CLOSED"),
            (P::NotEligible(Vec::new()), "NOT_ELIGIBLE"),
            (P::Full, "PROGRAMME_FULL"),
            (
                P::EnrolmentState {
                    command: "advance",
                    state: EnrolmentStateKind::Left,
                },
                "ENROLMENT_STATE",
            ),
            (P::PhaseKeeps { phase: 1 }, "PHASE_KEEPS"),
            (P::PhaseNotNext { phase: 1 }, "PHASE_NOT_NEXT"),
            (P::PhaseFull { phase: 2 }, "PHASE_FULL"),
        ] {
            let problem = refused(error);
            let told = (problem.code(), problem.reason());
            assert_eq!(told, (Code::FailedPrecondition, reason));
        }
    }

    #[test]
    fn each_defect_and_each_unmet_condition_is_told_at_its_field() {
        let defect = Finding {
            field: "phases".into(),
            reason: "PHASES_MISSING",
            description: "must have one".into(),
        };
        let unmet = vec![Unmet::Kind, Unmet::TeamSize];
        for (error, expected) in [
            (
                ProgrammeError::HasDefects(vec![defect]),
                vec![("phases", "PHASES_MISSING")],
            ),
            (
                ProgrammeError::NotEligible(unmet),
                vec![
                    ("entrant", "KIND_NOT_ELIGIBLE"),
                    ("entrant", "TEAM_SIZE_NOT_ELIGIBLE"),
                ],
            ),
        ] {
            let problem = refused(error);
            let told = problem.violations().iter();
            let told: Vec<_> = told.map(|it| (it.field.as_str(), it.reason)).collect();
            assert_eq!(told, expected);
        }
    }
}
