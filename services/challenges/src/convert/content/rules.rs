//! By which rules a stage is opened, screened and judged.

use linia_chassis::problem::Violations;
use linia_proto::challenges::v1 as pb;

use crate::domain::rules::{OpeningMode, RankingMethod, StageRules};

/// How the jury judges. What was not stated is shown as what it means.
pub(super) fn judging_to_message(rules: &StageRules) -> pb::JudgingRules {
    let method = match rules.ranking_method {
        RankingMethod::Mean => pb::RankingMethod::Mean,
        RankingMethod::TrimmedMean => pb::RankingMethod::TrimmedMean,
        RankingMethod::Median => pb::RankingMethod::Median,
        RankingMethod::JurorNormalised => pb::RankingMethod::JurorNormalised,
    };
    pb::JudgingRules {
        ranking_method: method.into(),
        tie_break_criteria: rules.tie_break_criteria.clone(),
        reviews_per_work: rules.reviews_per_work,
        max_works_per_juror: rules.max_works_per_juror,
    }
}

/// Who opens; shown even if it was not stated.
pub(super) fn opening_to_message(mode: OpeningMode) -> pb::OpeningMode {
    match mode {
        OpeningMode::Automatic => pb::OpeningMode::Automatic,
        OpeningMode::TwoPerson => pb::OpeningMode::TwoPerson,
    }
}

/// Takes the rules out of the message of a stage, whose path is `field`.
pub(super) fn from_message(
    field: &str,
    stage: &mut pb::Stage,
    violations: &mut Violations,
) -> StageRules {
    let judging = stage.judging.take().unwrap_or_default();
    let ranking_method = match pb::RankingMethod::try_from(judging.ranking_method) {
        Ok(pb::RankingMethod::Unspecified | pb::RankingMethod::Mean) => Some(RankingMethod::Mean),
        Ok(pb::RankingMethod::TrimmedMean) => Some(RankingMethod::TrimmedMean),
        Ok(pb::RankingMethod::Median) => Some(RankingMethod::Median),
        Ok(pb::RankingMethod::JurorNormalised) => Some(RankingMethod::JurorNormalised),
        Err(_) => None,
    };
    let opening_mode = match pb::OpeningMode::try_from(stage.opening_mode) {
        Ok(pb::OpeningMode::Unspecified | pb::OpeningMode::Automatic) => {
            Some(OpeningMode::Automatic)
        }
        Ok(pb::OpeningMode::TwoPerson) => Some(OpeningMode::TwoPerson),
        Err(_) => None,
    };
    for (name, known) in [
        ("judging.ranking_method", ranking_method.is_some()),
        ("opening_mode", opening_mode.is_some()),
    ] {
        let field = format!("{field}.{name}");
        violations.check(known, field, "KIND_UNKNOWN", "must be a known kind");
    }
    StageRules {
        ranking_method: ranking_method.unwrap_or_default(),
        tie_break_criteria: judging.tie_break_criteria,
        reviews_per_work: judging.reviews_per_work,
        max_works_per_juror: judging.max_works_per_juror,
        opening_mode: opening_mode.unwrap_or_default(),
        cure_period_days: stage.cure_period_days,
        question_lead_days: stage.question_lead_days,
    }
}
