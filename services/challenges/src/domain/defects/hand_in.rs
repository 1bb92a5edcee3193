//! What is handed in: fields that can be told apart and files that can be
//! taken.

use super::texts::SourceLanguage;
use crate::domain::{
    finding::Findings,
    hand_in::{AttachmentRules, HandIn, HandInField},
    limits,
};

pub(super) fn check(
    field: &str,
    hand_in: &HandIn,
    source: SourceLanguage<'_>,
    found: &mut Findings,
) {
    let fields = &hand_in.fields;
    for (i, asked) in fields.iter().enumerate() {
        let field = format!("{field}.fields[{i}]");
        check_field(&field, asked, source, found);
        found.check(
            fields[..i].iter().all(|f| f.key != asked.key),
            format!("{field}.key"),
            "DUPLICATE_FIELD_KEY",
            "must differ from the keys of the other fields",
        );
    }
    let longest: i64 = fields.iter().map(|f| i64::from(f.max_length)).sum();
    found.check(
        longest <= limits::FIELD_TEXT_CHARS.into(),
        format!("{field}.fields"),
        "FIELDS_TOO_LONG",
        format!(
            "all fields together may have {} characters, not {longest}",
            limits::FIELD_TEXT_CHARS
        ),
    );
    if let Some(rules) = &hand_in.attachments {
        check_attachments(&format!("{field}.attachments"), rules, found);
    }
}

fn check_field(field: &str, asked: &HandInField, source: SourceLanguage<'_>, found: &mut Findings) {
    found.check(
        !asked.key.is_empty(),
        format!("{field}.key"),
        "FIELD_KEY_MISSING",
        "must be set",
    );
    source.check_required(&format!("{field}.labels"), &asked.labels, found);
    found.check(
        asked.max_length > 0,
        format!("{field}.max_length"),
        "MAX_LENGTH_MISSING",
        "must be at least 1",
    );
}

fn check_attachments(field: &str, rules: &AttachmentRules, found: &mut Findings) {
    let types = &rules.media_types;
    found.check(
        !types.is_empty(),
        format!("{field}.media_types"),
        "MEDIA_TYPE_MISSING",
        "must name at least one media type",
    );
    for (i, media_type) in types.iter().enumerate() {
        found.check(
            !types[..i].contains(media_type),
            format!("{field}.media_types[{i}]"),
            "DUPLICATE_MEDIA_TYPE",
            format!("{media_type} is there already"),
        );
    }
    found.check(
        rules.max_count > 0,
        format!("{field}.max_count"),
        "MAX_COUNT_MISSING",
        "must be at least 1",
    );
    found.check(
        rules.max_octets > 0,
        format!("{field}.max_octets"),
        "MAX_OCTETS_MISSING",
        "must be at least 1",
    );
    found.check(
        rules.max_octets <= rules.max_total_octets,
        format!("{field}.max_total_octets"),
        "TOTAL_BELOW_ONE_FILE",
        "must not be less than one file may have",
    );
}
