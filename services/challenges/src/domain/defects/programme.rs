//! What keeps the draft of a programme from being published.

use time::OffsetDateTime;

use super::{SourceLanguage, eligibility, limits, vocabulary};
use crate::domain::{
    finding::{Finding, Findings},
    programme::content::{EnrolmentRules, Phase, ProgrammeContent},
};

/// Lists every defect of well-formed content at the moment `now`, in the order
/// of the fields.
#[must_use]
pub fn defects(content: &ProgrammeContent, now: OffsetDateTime) -> Vec<Finding> {
    let mut found = Findings::default();
    let source = SourceLanguage::check(&content.source_language, &mut found);
    source.check_required("titles", &content.titles, &mut found);
    source.check_required("descriptions", &content.descriptions, &mut found);
    found.check(
        content.text_octets() <= limits::PUBLISHED_TEXT_OCTETS,
        "descriptions",
        "TEXTS_TOO_LONG",
        "all texts together must not exceed 400000 octets",
    );
    found.check(
        vocabulary::find_zone(&content.time_zone).is_some(),
        "time_zone",
        "TIME_ZONE_UNKNOWN",
        "must be the IANA name of a time zone, such as Europe/Warsaw",
    );
    for (i, operator) in content.operators.iter().enumerate() {
        found.check(
            !content.operators[..i].contains(operator),
            format!("operators[{i}]"),
            "DUPLICATE",
            format!("{operator} is there already"),
        );
    }
    check_enrolment(&content.enrolment, now, &mut found);
    eligibility::check(&content.eligibility, &mut found);
    check_phases(content, source, &mut found);
    found.into_vec()
}

fn check_enrolment(rules: &EnrolmentRules, now: OffsetDateTime, found: &mut Findings) {
    const CLOSE: &str = "enrolment.close_time";
    match rules.close_time {
        None => found.add(CLOSE, "CLOSE_TIME_MISSING", "must be set"),
        Some(close_time) => {
            found.check(
                close_time > now,
                CLOSE,
                "TIME_PASSED",
                "must be in the future",
            );
            found.check(
                rules
                    .open_time
                    .is_none_or(|open_time| open_time < close_time),
                CLOSE,
                "CLOSE_TIME_NOT_AFTER_OPEN",
                "must be after the enrolment opens",
            );
        }
    }
    found.check(
        rules.capacity > 0,
        "enrolment.capacity",
        "CAPACITY_MISSING",
        "must be at least 1",
    );
}

fn check_phases(content: &ProgrammeContent, source: SourceLanguage<'_>, found: &mut Findings) {
    if content.phases.is_empty() {
        found.add("phases", "PHASES_MISSING", "must have at least one phase");
    }
    for (i, Phase { titles, .. }) in content.phases.iter().enumerate() {
        source.check_required(&format!("phases[{i}].titles"), titles, found);
    }
    if let Some(first) = content.phases.first() {
        found.check(
            first.capacity == 0 || first.capacity >= content.enrolment.capacity,
            "phases[0].capacity",
            "FIRST_PHASE_TOO_SMALL",
            "must hold all who take part: whoever enrols begins in it",
        );
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;
    use crate::domain::{examples::NOW, programme_examples};

    #[test]
    fn sound_programme_has_no_defects() {
        assert_eq!(defects(&programme_examples::content(), NOW), []);
    }

    #[test]
    fn each_defect_is_found_at_its_field() {
        type Spoil = fn(&mut ProgrammeContent);
        let cases: &[(&str, &str, Spoil)] = &[
            ("source_language", "LANGUAGE_UNKNOWN", |c| {
                c.source_language = "xx".into();
            }),
            ("titles", "TEXT_MISSING", |c| c.titles.clear()),
            ("descriptions", "SOURCE_TEXT_MISSING", |c| {
                c.descriptions.retain(|text| text.language_code != "pl");
            }),
            ("time_zone", "TIME_ZONE_UNKNOWN", |c| {
                c.time_zone = "Europe/Tychy".into();
            }),
            ("operators[1]", "DUPLICATE", |c| {
                c.operators.push(c.operators[0]);
            }),
            ("enrolment.close_time", "CLOSE_TIME_MISSING", |c| {
                c.enrolment.close_time = None;
            }),
            ("enrolment.close_time", "TIME_PASSED", |c| {
                c.enrolment.open_time = None;
                c.enrolment.close_time = Some(NOW);
            }),
            ("enrolment.close_time", "CLOSE_TIME_NOT_AFTER_OPEN", |c| {
                c.enrolment.open_time = Some(NOW + Duration::days(400));
                c.enrolment.close_time = c.enrolment.open_time;
            }),
            ("enrolment.capacity", "CAPACITY_MISSING", |c| {
                c.enrolment.capacity = 0;
            }),
            ("phases", "PHASES_MISSING", |c| c.phases.clear()),
            ("phases[1].titles", "TEXT_MISSING", |c| {
                c.phases[1].titles.clear();
            }),
            ("phases[0].capacity", "FIRST_PHASE_TOO_SMALL", |c| {
                c.phases[0].capacity = c.enrolment.capacity - 1;
            }),
            ("eligibility.team_size_max", "RANGE_EMPTY", |c| {
                c.eligibility.team_size_min = 5;
                c.eligibility.team_size_max = 3;
            }),
        ];
        for (field, reason, spoil) in cases {
            let mut content = programme_examples::content();
            spoil(&mut content);
            let found = defects(&content, NOW);
            let found: Vec<_> = found.iter().map(|f| (f.field.as_str(), f.reason)).collect();
            assert_eq!(found, [(*field, *reason)]);
        }
    }
}
