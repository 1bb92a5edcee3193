//! Stages: windows in order and in the future, criteria that make a whole, a
//! shortlist that leaves genuine competition.

use time::OffsetDateTime;

use super::{hand_in, prizes, rules, texts::SourceLanguage};
use crate::domain::{
    content::{Criterion, StageContent},
    finding::Findings,
    limits,
};

pub(super) fn check(
    stages: &[StageContent],
    source: SourceLanguage<'_>,
    now: OffsetDateTime,
    found: &mut Findings,
) {
    if stages.is_empty() {
        found.add("stages", "STAGE_MISSING", "must have at least one stage");
    }
    for (i, stage) in stages.iter().enumerate() {
        let field = format!("stages[{i}]");
        source.check_required(&format!("{field}.titles"), &stage.titles, found);
        check_window(&field, stage, now, found);
        if let Some(previous) = i.checked_sub(1).and_then(|p| stages.get(p)) {
            check_order(&field, previous, stage, found);
        }
        check_criteria(&format!("{field}.criteria"), &stage.criteria, source, found);
        let last = i + 1 == stages.len();
        check_finalists(&format!("{field}.finalist_count"), stage, last, found);
        check_reimbursement(&field, stage, last, found);
        hand_in::check(&format!("{field}.hand_in"), &stage.hand_in, source, found);
        let judging = format!("{field}.judging");
        rules::check(&judging, &stage.rules, &stage.criteria, found);
    }
}

fn check_window(field: &str, stage: &StageContent, now: OffsetDateTime, found: &mut Findings) {
    for (name, time, missing) in [
        ("open_time", stage.open_time, "OPEN_TIME_MISSING"),
        ("close_time", stage.close_time, "CLOSE_TIME_MISSING"),
    ] {
        let field = format!("{field}.{name}");
        match time {
            None => found.add(field, missing, "must be set"),
            Some(time) => found.check(time > now, field, "TIME_PASSED", "must be in the future"),
        }
    }
    if let (Some(open), Some(close)) = (stage.open_time, stage.close_time) {
        found.check(
            open < close,
            format!("{field}.close_time"),
            "CLOSE_TIME_NOT_AFTER_OPEN_TIME",
            "must be after the opening time",
        );
    }
}

fn check_order(field: &str, previous: &StageContent, stage: &StageContent, found: &mut Findings) {
    if let (Some(close), Some(open)) = (previous.close_time, stage.open_time) {
        found.check(
            close <= open,
            format!("{field}.open_time"),
            "STAGES_OVERLAP",
            "must not be before the stage before it closes",
        );
    }
}

fn check_criteria(
    field: &str,
    criteria: &[Criterion],
    source: SourceLanguage<'_>,
    found: &mut Findings,
) {
    if criteria.is_empty() {
        found.add(
            field,
            "CRITERION_MISSING",
            "must have at least one criterion",
        );
        return;
    }
    for (i, criterion) in criteria.iter().enumerate() {
        let field = format!("{field}[{i}]");
        check_criterion(&field, criterion, source, found);
        found.check(
            criteria[..i].iter().all(|c| c.key != criterion.key),
            format!("{field}.key"),
            "DUPLICATE_CRITERION_KEY",
            "must differ from the keys of the other criteria",
        );
    }
    let sum: i32 = criteria.iter().map(|c| c.weight_basis_points).sum();
    found.check(
        sum == limits::WHOLE_WEIGHT,
        field,
        "WEIGHTS_DO_NOT_ADD_UP",
        format!("weights must add up to {}, are {sum}", limits::WHOLE_WEIGHT),
    );
}

fn check_criterion(
    field: &str,
    criterion: &Criterion,
    source: SourceLanguage<'_>,
    found: &mut Findings,
) {
    found.check(
        !criterion.key.is_empty(),
        format!("{field}.key"),
        "CRITERION_KEY_MISSING",
        "must be set",
    );
    source.check_required(&format!("{field}.titles"), &criterion.titles, found);
    source.check_optional(
        &format!("{field}.descriptions"),
        &criterion.descriptions,
        found,
    );
    found.check(
        criterion.weight_basis_points > 0,
        format!("{field}.weight_basis_points"),
        "WEIGHT_MISSING",
        "must be at least 1",
    );
    found.check(
        criterion.max_points > 0,
        format!("{field}.max_points"),
        "MAX_POINTS_MISSING",
        "must be at least 1",
    );
}

fn check_finalists(field: &str, stage: &StageContent, last: bool, found: &mut Findings) {
    let allowed = limits::FINALISTS_MIN..=limits::FINALISTS_MAX;
    if last {
        found.check(
            stage.finalist_count == 0,
            field,
            "FINALISTS_IN_LAST_STAGE",
            "must be 0 in the last stage, where prizes are won",
        );
    } else {
        found.check(
            allowed.contains(&stage.finalist_count),
            field,
            "FINALIST_COUNT_OUT_OF_RANGE",
            format!("must be from {} to {}", allowed.start(), allowed.end()),
        );
    }
}

fn check_reimbursement(field: &str, stage: &StageContent, last: bool, found: &mut Findings) {
    let Some(sum) = &stage.finalist_reimbursement else {
        return;
    };
    let field = format!("{field}.finalist_reimbursement");
    prizes::check_money(&field, sum, found);
    found.check(
        !last,
        field,
        "REIMBURSEMENT_IN_LAST_STAGE",
        "must be absent in the last stage, from which nobody advances",
    );
}
