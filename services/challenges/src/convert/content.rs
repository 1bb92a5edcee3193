//! What is written about a challenge.

use linia_chassis::{grpc::timestamp, problem::Violations};
use linia_proto::{challenges::v1 as pb, r#type::v1 as types};

mod hand_in;
mod rules;

use super::{admission, eligibility, parse, text};
use crate::domain::{
    content::{Content, Criterion, Money, Prize, PrizeKind, StageContent},
    vocabulary,
};

/// A stage as a message, without identity and keys.
#[must_use]
pub fn stage_to_message(stage: &StageContent) -> pb::Stage {
    pb::Stage {
        name: String::new(),
        titles: text::to_messages(&stage.titles),
        open_time: stage.open_time.map(timestamp),
        close_time: stage.close_time.map(timestamp),
        criteria: stage.criteria.iter().map(criterion_to_message).collect(),
        finalist_count: stage.finalist_count,
        sealing_recipient: String::new(),
        hand_in: hand_in::to_message(&stage.hand_in),
        judging: Some(rules::judging_to_message(&stage.rules)),
        opening_mode: rules::opening_to_message(stage.rules.opening_mode).into(),
        cure_period_days: stage.rules.cure_period_days,
        question_lead_days: stage.rules.question_lead_days,
        question_close_time: stage.question_close_time().map(timestamp),
        finalist_reimbursement: stage.finalist_reimbursement.as_ref().map(money_to_message),
    }
}

/// A prize as a message.
#[must_use]
pub fn prize_to_message(prize: &Prize) -> pb::Prize {
    let kind = match prize.kind {
        None => pb::PrizeKind::Unspecified,
        Some(PrizeKind::Money) => pb::PrizeKind::Money,
        Some(PrizeKind::ContractInvitation) => pb::PrizeKind::ContractInvitation,
    };
    pb::Prize {
        rank: prize.rank,
        kind: kind.into(),
        money: prize.money.as_ref().map(money_to_message),
    }
}

fn money_to_message(money: &Money) -> types::Money {
    types::Money {
        currency_code: money.currency_code.clone(),
        amount_minor: money.amount_minor,
    }
}

fn money_from_message(money: types::Money) -> Money {
    Money {
        currency_code: money.currency_code,
        amount_minor: money.amount_minor,
    }
}

fn criterion_to_message(criterion: &Criterion) -> pb::Criterion {
    pb::Criterion {
        key: criterion.key.clone(),
        titles: text::to_messages(&criterion.titles),
        descriptions: text::to_messages(&criterion.descriptions),
        weight_basis_points: criterion.weight_basis_points,
        max_points: criterion.max_points,
    }
}

/// Reads what is written; output-only fields are ignored. Finds fields that
/// have no meaning here; `prefix` is the path of the message in the request,
/// with its dot.
#[must_use]
pub fn from_message(prefix: &str, message: pb::Challenge, violations: &mut Violations) -> Content {
    let mut stages = Vec::with_capacity(message.stages.len());
    for (i, stage) in message.stages.into_iter().enumerate() {
        stages.push(stage_from_message(
            &format!("{prefix}stages[{i}]"),
            stage,
            violations,
        ));
    }
    let mut prizes = Vec::with_capacity(message.prizes.len());
    for (i, prize) in message.prizes.into_iter().enumerate() {
        prizes.push(prize_from_message(
            &format!("{prefix}prizes[{i}]"),
            prize,
            violations,
        ));
    }
    let deadline = message.application_deadline.as_ref();
    let deadline = parse::time(
        &format!("{prefix}application_deadline"),
        deadline,
        violations,
    );
    Content {
        admission: admission::mode_from_message(prefix, message.admission, violations),
        application_deadline: deadline,
        eligibility: eligibility::from_message(
            prefix,
            message.eligibility.unwrap_or_default(),
            violations,
        ),
        source_language: text::language(message.source_language),
        titles: text::from_messages(message.titles),
        descriptions: text::from_messages(message.descriptions),
        cpv_codes: message.cpv_codes.into_iter().map(cpv_code).collect(),
        anonymous: message.anonymous,
        time_zone: message.time_zone,
        stages,
        prizes,
        required_qualifications: text::from_messages(message.required_qualifications),
        runner_up_allowed: message.runner_up_allowed,
    }
}

/// A code as it is kept: without its check digit. One with a wrong check digit
/// stays as it is, which is a defect.
fn cpv_code(code: String) -> String {
    match vocabulary::without_check_digit(&code) {
        Some(digits) => digits.to_owned(),
        None => code,
    }
}

fn stage_from_message(
    field: &str,
    mut stage: pb::Stage,
    violations: &mut Violations,
) -> StageContent {
    let rules = rules::from_message(field, &mut stage, violations);
    let mut time = |name: &str, time: Option<_>| {
        parse::time(&format!("{field}.{name}"), time.as_ref(), violations)
    };
    StageContent {
        open_time: time("open_time", stage.open_time),
        close_time: time("close_time", stage.close_time),
        titles: text::from_messages(stage.titles),
        criteria: stage
            .criteria
            .into_iter()
            .map(criterion_from_message)
            .collect(),
        finalist_count: stage.finalist_count,
        finalist_reimbursement: stage.finalist_reimbursement.map(money_from_message),
        hand_in: hand_in::from_message(stage.hand_in.unwrap_or_default()),
        rules,
    }
}

fn criterion_from_message(criterion: pb::Criterion) -> Criterion {
    Criterion {
        key: criterion.key,
        titles: text::from_messages(criterion.titles),
        descriptions: text::from_messages(criterion.descriptions),
        weight_basis_points: criterion.weight_basis_points,
        max_points: criterion.max_points,
    }
}

fn prize_from_message(field: &str, prize: pb::Prize, violations: &mut Violations) -> Prize {
    let kind = match pb::PrizeKind::try_from(prize.kind) {
        Ok(pb::PrizeKind::Unspecified) => None,
        Ok(pb::PrizeKind::Money) => Some(PrizeKind::Money),
        Ok(pb::PrizeKind::ContractInvitation) => Some(PrizeKind::ContractInvitation),
        Err(_) => {
            violations.add(
                format!("{field}.kind"),
                "KIND_UNKNOWN",
                "must be a known kind",
            );
            None
        }
    };
    Prize {
        rank: prize.rank,
        kind,
        money: prize.money.map(money_from_message),
    }
}
