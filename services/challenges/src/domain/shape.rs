//! What not even a draft may hold: texts that are too long or cannot be
//! stored, lists without end, numbers outside their range. Such content is
//! refused as a whole; everything milder is a [defect](super::defects).

mod eligibility;
pub mod programme;
mod stage;

use super::{
    content::{Content, LocalizedText, Money, Prize},
    finding::{Finding, Findings},
    limits,
};

/// Lists everything that is malformed.
#[must_use]
pub fn malformations(content: &Content) -> Vec<Finding> {
    let mut found = Findings::default();
    code("source_language", &content.source_language, &mut found);
    code("time_zone", &content.time_zone, &mut found);
    texts("titles", &content.titles, limits::TITLE_CHARS, &mut found);
    texts(
        "descriptions",
        &content.descriptions,
        limits::DESCRIPTION_CHARS,
        &mut found,
    );
    for (i, cpv) in listed(
        "cpv_codes",
        &content.cpv_codes,
        limits::CPV_CODES,
        &mut found,
    ) {
        code(&format!("cpv_codes[{i}]"), cpv, &mut found);
    }
    for (i, stage) in listed("stages", &content.stages, limits::STAGES, &mut found) {
        stage::check(&format!("stages[{i}]"), stage, &mut found);
    }
    for (i, prize) in listed("prizes", &content.prizes, limits::PRIZES, &mut found) {
        check_prize(&format!("prizes[{i}]"), prize, &mut found);
    }
    texts(
        "required_qualifications",
        &content.required_qualifications,
        limits::QUALIFICATIONS_CHARS,
        &mut found,
    );
    eligibility::check(&content.eligibility, &mut found);
    found.into_vec()
}

/// Says what is wrong with a text that stands alone, such as a question.
#[must_use]
pub fn text_malformation(field: &str, text: &str, max_chars: usize) -> Option<Finding> {
    let mut found = Findings::default();
    check_text(field, text, max_chars, &mut found);
    found.into_vec().into_iter().next()
}

fn check_prize(field: &str, prize: &Prize, found: &mut Findings) {
    range(format!("{field}.rank"), prize.rank, limits::RANK, found);
    if let Some(sum) = &prize.money {
        money(&format!("{field}.money"), sum, found);
    }
}

fn money(field: &str, money: &Money, found: &mut Findings) {
    code(
        &format!("{field}.currency_code"),
        &money.currency_code,
        found,
    );
    found.check(
        money.amount_minor >= 0,
        format!("{field}.amount_minor"),
        "OUT_OF_RANGE",
        "must not be negative",
    );
}

fn texts(field: &str, texts: &[LocalizedText], max_chars: usize, found: &mut Findings) {
    for (i, text) in listed(field, texts, limits::LANGUAGES, found) {
        let language = &text.language_code;
        code(&format!("{field}[{i}].language_code"), language, found);
        check_text(&format!("{field}[{i}].text"), &text.text, max_chars, found);
        found.check(
            texts[..i].iter().all(|t| &t.language_code != language),
            format!("{field}[{i}].language_code"),
            "DUPLICATE_LANGUAGE",
            format!("there is a text in {language} already"),
        );
    }
}

fn check_text(field: &str, text: &str, max_chars: usize, found: &mut Findings) {
    let chars = text.chars().count();
    found.check(
        (1..=max_chars).contains(&chars),
        field,
        "TEXT_LENGTH",
        format!("must have 1 to {max_chars} characters, has {chars}"),
    );
    let storable = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    found.check(
        text.chars().all(storable),
        field,
        "CONTROL_CHARACTER",
        "must have no control characters but tabs and line breaks",
    );
}

/// A key may be empty, which is left to the defects.
fn key(field: String, key: &str, found: &mut Findings) {
    let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    found.check(
        key.len() <= limits::KEY_CHARS && key.bytes().all(letters),
        field,
        "KEY_MALFORMED",
        format!(
            "must have at most {} lower-case letters, digits and hyphens",
            limits::KEY_CHARS
        ),
    );
}

fn code(field: &str, code: &str, found: &mut Findings) {
    found.check(
        code.chars().count() <= limits::CODE_CHARS && !code.contains(char::is_control),
        field,
        "CODE_MALFORMED",
        format!(
            "must have at most {} printable characters",
            limits::CODE_CHARS
        ),
    );
}

/// The items of a list with their places. Of a list that is too long, none:
/// there may be millions, and comparing them would keep us busy for minutes.
fn listed<'a, T>(
    field: &str,
    items: &'a [T],
    max: usize,
    found: &mut Findings,
) -> impl Iterator<Item = (usize, &'a T)> + use<'a, T> {
    let fits = items.len() <= max;
    found.check(
        fits,
        field,
        "TOO_MANY",
        format!("must have at most {max}, has {}", items.len()),
    );
    items.iter().enumerate().take(if fits { max } else { 0 })
}

/// Zero means "not yet filled in" and is left to the defects.
fn range(field: String, value: impl Into<i64>, max: impl Into<i64>, found: &mut Findings) {
    let (value, max) = (value.into(), max.into());
    found.check(
        (0..=max).contains(&value),
        field,
        "OUT_OF_RANGE",
        format!("must be from 0 to {max}, is {value}"),
    );
}

#[cfg(test)]
mod tests {
    use super::{super::examples, *};

    #[test]
    fn sound_content_has_no_malformations() {
        assert_eq!(malformations(&examples::content()), []);
        assert_eq!(malformations(&Content::default()), []);
    }

    #[test]
    fn each_malformation_is_found_at_its_field() {
        type Spoil = fn(&mut Content);
        let cases: &[(&str, &str, Spoil)] = &[
            ("source_language", "CODE_MALFORMED", |c| {
                c.source_language = "x".repeat(65);
            }),
            ("time_zone", "CODE_MALFORMED", |c| {
                c.time_zone = "a\0b".into()
            }),
            ("titles[0].text", "TEXT_LENGTH", |c| {
                c.titles[0].text.clear()
            }),
            ("titles[0].text", "TEXT_LENGTH", |c| {
                c.titles[0].text = "ż".repeat(301);
            }),
            ("titles[0].text", "CONTROL_CHARACTER", |c| {
                c.titles[0].text = "a\0b".into();
            }),
            ("titles[2].language_code", "DUPLICATE_LANGUAGE", |c| {
                let again = c.titles[0].clone();
                c.titles.push(again);
            }),
            ("descriptions[0].text", "TEXT_LENGTH", |c| {
                c.descriptions[0].text = "a".repeat(200_001);
            }),
            ("cpv_codes", "TOO_MANY", |c| {
                c.cpv_codes = vec!["34993000".into(); 21];
            }),
            ("stages", "TOO_MANY", |c| {
                c.stages = vec![c.stages[0].clone(); 6];
            }),
            ("stages[0].finalist_count", "OUT_OF_RANGE", |c| {
                c.stages[0].finalist_count = -1;
            }),
            ("stages[0].criteria[0].key", "KEY_MALFORMED", |c| {
                c.stages[0].criteria[0].key = "Cost".into();
            }),
            (
                "stages[0].criteria[0].weight_basis_points",
                "OUT_OF_RANGE",
                |c| {
                    c.stages[0].criteria[0].weight_basis_points = 10_001;
                },
            ),
            ("stages[0].criteria[0].max_points", "OUT_OF_RANGE", |c| {
                c.stages[0].criteria[0].max_points = 1_001;
            }),
            ("stages[0].hand_in.fields[0].key", "KEY_MALFORMED", |c| {
                c.stages[0].hand_in.fields[0].key = "the plan".into();
            }),
            (
                "stages[0].hand_in.fields[0].max_length",
                "OUT_OF_RANGE",
                |c| {
                    c.stages[0].hand_in.fields[0].max_length = 100_001;
                },
            ),
            (
                "stages[0].hand_in.attachments.media_types[0]",
                "MEDIA_TYPE_MALFORMED",
                |c| {
                    examples::attachments(c).media_types[0] = "application/*".into();
                },
            ),
            (
                "stages[0].hand_in.attachments.max_octets",
                "OUT_OF_RANGE",
                |c| {
                    examples::attachments(c).max_octets = -1;
                },
            ),
            ("stages[0].judging.reviews_per_work", "OUT_OF_RANGE", |c| {
                c.stages[0].rules.reviews_per_work = 61;
            }),
            ("stages[0].question_lead_days", "OUT_OF_RANGE", |c| {
                c.stages[0].rules.question_lead_days = 61;
            }),
            ("stages[0].cure_period_days", "OUT_OF_RANGE", |c| {
                c.stages[0].rules.cure_period_days = 31;
            }),
            ("eligibility.country_codes", "TOO_MANY", |c| {
                c.eligibility.countries = vec!["PL".into(); 301];
            }),
            ("eligibility.country_codes[0]", "CODE_MALFORMED", |c| {
                c.eligibility.countries = vec!["x".repeat(65)];
            }),
            ("eligibility.team_size_min", "OUT_OF_RANGE", |c| {
                c.eligibility.team_size_min = -1;
            }),
            ("eligibility.team_size_max", "OUT_OF_RANGE", |c| {
                c.eligibility.team_size_max = 101;
            }),
            ("required_qualifications[0].text", "TEXT_LENGTH", |c| {
                c.required_qualifications = examples::text("pl", "");
            }),
            ("prizes[0].rank", "OUT_OF_RANGE", |c| c.prizes[0].rank = 51),
            ("prizes[0].money.amount_minor", "OUT_OF_RANGE", |c| {
                c.prizes[0].money.as_mut().expect("is money").amount_minor = -1;
            }),
        ];
        for (field, reason, spoil) in cases {
            let mut content = examples::content();
            spoil(&mut content);
            let found = malformations(&content);
            let found: Vec<_> = found.iter().map(|f| (f.field.as_str(), f.reason)).collect();
            assert_eq!(found, [(*field, *reason)]);
        }
    }

    #[test]
    fn length_is_counted_in_characters_not_octets() {
        assert_eq!(text_malformation("text", &"ż".repeat(300), 300), None);
        assert!(text_malformation("text", &"ż".repeat(301), 300).is_some());
    }
}
