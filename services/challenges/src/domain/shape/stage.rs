//! Stages: what is asked for, by which rules, judged by which criteria.

use super::{code, key, listed, money, range, texts};
use crate::domain::{
    content::{Criterion, StageContent},
    finding::Findings,
    hand_in::{AttachmentRules, HandIn},
    limits,
    rules::StageRules,
};

pub(super) fn check(field: &str, stage: &StageContent, found: &mut Findings) {
    texts(
        &format!("{field}.titles"),
        &stage.titles,
        limits::TITLE_CHARS,
        found,
    );
    range(
        format!("{field}.finalist_count"),
        stage.finalist_count,
        limits::FINALISTS_MAX,
        found,
    );
    if let Some(sum) = &stage.finalist_reimbursement {
        money(&format!("{field}.finalist_reimbursement"), sum, found);
    }
    check_hand_in(&format!("{field}.hand_in"), &stage.hand_in, found);
    check_rules(field, &stage.rules, found);
    let field = format!("{field}.criteria");
    for (i, criterion) in listed(&field, &stage.criteria, limits::CRITERIA, found) {
        check_criterion(&format!("{field}[{i}]"), criterion, found);
    }
}

fn check_criterion(field: &str, criterion: &Criterion, found: &mut Findings) {
    key(format!("{field}.key"), &criterion.key, found);
    texts(
        &format!("{field}.titles"),
        &criterion.titles,
        limits::TITLE_CHARS,
        found,
    );
    texts(
        &format!("{field}.descriptions"),
        &criterion.descriptions,
        limits::CRITERION_DESCRIPTION_CHARS,
        found,
    );
    range(
        format!("{field}.weight_basis_points"),
        criterion.weight_basis_points,
        limits::WHOLE_WEIGHT,
        found,
    );
    range(
        format!("{field}.max_points"),
        criterion.max_points,
        limits::POINTS,
        found,
    );
}

fn check_hand_in(field: &str, hand_in: &HandIn, found: &mut Findings) {
    let fields = format!("{field}.fields");
    for (i, asked) in listed(&fields, &hand_in.fields, limits::HAND_IN_ITEMS, found) {
        let field = format!("{fields}[{i}]");
        key(format!("{field}.key"), &asked.key, found);
        let labels = format!("{field}.labels");
        texts(&labels, &asked.labels, limits::TITLE_CHARS, found);
        let longest = format!("{field}.max_length");
        range(longest, asked.max_length, limits::FIELD_TEXT_CHARS, found);
    }
    if let Some(rules) = &hand_in.attachments {
        check_attachments(&format!("{field}.attachments"), rules, found);
    }
}

fn check_attachments(field: &str, rules: &AttachmentRules, found: &mut Findings) {
    let types = format!("{field}.media_types");
    for (i, media_type) in listed(&types, &rules.media_types, limits::HAND_IN_ITEMS, found) {
        found.check(
            is_media_type(media_type),
            format!("{types}[{i}]"),
            "MEDIA_TYPE_MALFORMED",
            "must be type/subtype in lower case, without parameters, such as application/pdf",
        );
    }
    let mut limit = |name: &str, value: i64, max: i64| {
        range(format!("{field}.{name}"), value, max, found);
    };
    let count = (rules.max_count.into(), limits::ATTACHMENTS.into());
    limit("max_count", count.0, count.1);
    limit("max_octets", rules.max_octets, limits::ATTACHMENT_OCTETS);
    limit(
        "max_total_octets",
        rules.max_total_octets,
        limits::ATTACHMENTS_OCTETS,
    );
}

/// Whether both parts are restricted names (RFC 6838, section 4.2). Upper case
/// is refused, so that media types compare as they are.
fn is_media_type(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$&-^_.+".contains(&b);
    let restricted = |name: &str| {
        let first = name.bytes().next();
        first.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && name.bytes().all(allowed)
    };
    text.len() <= limits::MEDIA_TYPE_CHARS
        && text
            .split_once('/')
            .is_some_and(|(kind, subtype)| restricted(kind) && restricted(subtype))
}

fn check_rules(field: &str, rules: &StageRules, found: &mut Findings) {
    let judging = format!("{field}.judging");
    let ties = format!("{judging}.tie_break_criteria");
    for (i, criterion) in listed(&ties, &rules.tie_break_criteria, limits::CRITERIA, found) {
        code(&format!("{ties}[{i}]"), criterion, found);
    }
    let mut limit = |field: String, value: i32, max: i32| range(field, value, max, found);
    limit(
        format!("{judging}.reviews_per_work"),
        rules.reviews_per_work,
        limits::REVIEWS_PER_WORK,
    );
    limit(
        format!("{judging}.max_works_per_juror"),
        rules.max_works_per_juror,
        limits::WORKS_PER_JUROR,
    );
    limit(
        format!("{field}.cure_period_days"),
        rules.cure_period_days,
        limits::CURE_PERIOD_DAYS,
    );
    limit(
        format!("{field}.question_lead_days"),
        rules.question_lead_days,
        limits::QUESTION_LEAD_DAYS,
    );
}
