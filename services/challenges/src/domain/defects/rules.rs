//! Rules of judging: they must be possible to keep.

use crate::domain::{
    content::Criterion,
    finding::Findings,
    limits,
    rules::{RankingMethod, StageRules},
};

pub(super) fn check(field: &str, rules: &StageRules, criteria: &[Criterion], found: &mut Findings) {
    let ties = &rules.tie_break_criteria;
    for (i, key) in ties.iter().enumerate() {
        let field = format!("{field}.tie_break_criteria[{i}]");
        found.check(
            criteria.iter().any(|criterion| &criterion.key == key),
            field.clone(),
            "CRITERION_UNKNOWN",
            "must be the key of a criterion of this stage",
        );
        found.check(
            !ties[..i].contains(key),
            field,
            "DUPLICATE_TIE_BREAK",
            format!("{key} is there already"),
        );
    }
    let everybody_reads_all = rules.reviews_per_work == 0;
    found.check(
        !everybody_reads_all || rules.max_works_per_juror == 0,
        format!("{field}.max_works_per_juror"),
        "LIMIT_WITHOUT_ASSIGNMENT",
        "must be 0 where every juror reads every work",
    );
    let trims = rules.ranking_method == RankingMethod::TrimmedMean;
    found.check(
        !trims || everybody_reads_all || rules.reviews_per_work >= limits::REVIEWS_TO_TRIM,
        format!("{field}.reviews_per_work"),
        "TOO_FEW_REVIEWS_TO_TRIM",
        format!("a trimmed mean needs at least {}", limits::REVIEWS_TO_TRIM),
    );
}
