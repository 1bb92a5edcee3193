use TransitionError::{
    CurePeriodOver, CurePeriodRuns, DefectNotReported, NothingCanBeCured, NothingToCure,
    WorkExcluded,
};

use super::*;

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
const PERIOD: Duration = Duration::days(7);

fn defect() -> Defect {
    Defect {
        reason: "too long".into(),
        cure_end_time: NOW + PERIOD,
    }
}

fn exclusion(ground: Ground, time: OffsetDateTime) -> Exclusion {
    Exclusion {
        ground,
        reason: "signed".into(),
        time,
    }
}

fn report(standing: Standing) -> Result<Standing, TransitionError> {
    standing.report("too long".into(), Some(PERIOD), NOW)
}

#[test]
fn every_command_in_every_state() {
    let early = exclusion(Ground::AuthorRevealed, NOW);
    let late = exclusion(Ground::FormalDefect, NOW + PERIOD);
    let (ok, defective) = (Standing::InOrder, Standing::Defective(defect()));
    let (cured, out) = (Standing::Cured(defect()), Standing::Excluded(early.clone()));
    // State, and what report, cure, exclude for its author, and exclude for its
    // form make of it.
    for (state, reported, is_cured, revealed, formal) in [
        (
            ok.clone(),
            Ok(defective.clone()),
            Err(NothingToCure),
            Ok(out.clone()),
            Err(DefectNotReported),
        ),
        (
            defective.clone(),
            Ok(defective.clone()),
            Ok(cured.clone()),
            Ok(out.clone()),
            Ok(Standing::Excluded(late.clone())),
        ),
        (
            cured.clone(),
            Ok(cured.clone()),
            Ok(cured),
            Ok(out.clone()),
            Ok(Standing::Excluded(late.clone())),
        ),
        (
            out.clone(),
            Err(WorkExcluded),
            Err(WorkExcluded),
            Ok(out.clone()),
            Ok(out),
        ),
    ] {
        assert_eq!(report(state.clone()), reported, "report {state:?}");
        assert_eq!(state.clone().cure(NOW), is_cured, "cure {state:?}");
        let author = state.clone().exclude(early.clone(), Some(PERIOD));
        assert_eq!(author, revealed, "exclude for the author {state:?}");
        let form = state.clone().exclude(late.clone(), Some(PERIOD));
        assert_eq!(form, formal, "exclude for the form {state:?}");
    }
}

#[test]
fn defect_is_cured_before_the_period_ends_and_excludes_from_then_on() {
    let defective = Standing::Defective(defect());
    let end = NOW + PERIOD;
    let just_before = end - Duration::NANOSECOND;
    assert!(defective.clone().cure(just_before).is_ok());
    assert_eq!(defective.clone().cure(end), Err(CurePeriodOver));
    let out = |time| {
        let exclusion = exclusion(Ground::FormalDefect, time);
        defective.clone().exclude(exclusion, Some(PERIOD))
    };
    assert_eq!(out(just_before), Err(CurePeriodRuns));
    assert!(out(end).is_ok_and(|standing| standing.is_excluded()));
}

#[test]
fn where_nothing_can_be_cured_a_defect_excludes_at_once() {
    let reported = Standing::InOrder.report("too long".into(), None, NOW);
    assert_eq!(reported, Err(NothingCanBeCured));
    let out = Standing::InOrder.exclude(exclusion(Ground::FormalDefect, NOW), None);
    assert!(out.is_ok_and(|standing| standing.is_excluded()));
}
