//! What not even the draft of a programme may hold.

use super::{code, eligibility, limits, listed, range, texts};
use crate::domain::{
    finding::{Finding, Findings},
    programme::content::ProgrammeContent,
};

/// Lists everything that is malformed.
#[must_use]
pub fn malformations(content: &ProgrammeContent) -> Vec<Finding> {
    let mut found = Findings::default();
    code("source_language", &content.source_language, &mut found);
    texts("titles", &content.titles, limits::TITLE_CHARS, &mut found);
    texts(
        "descriptions",
        &content.descriptions,
        limits::DESCRIPTION_CHARS,
        &mut found,
    );
    code("time_zone", &content.time_zone, &mut found);
    let rules = &content.enrolment;
    for (field, count) in [
        ("capacity", rules.capacity),
        ("waiting_capacity", rules.waiting_capacity),
    ] {
        let field = format!("enrolment.{field}");
        range(field, count, limits::PLACES, &mut found);
    }
    eligibility::check(&content.eligibility, &mut found);
    for (i, phase) in listed("phases", &content.phases, limits::PHASES, &mut found) {
        let field = format!("phases[{i}]");
        texts(
            &format!("{field}.titles"),
            &phase.titles,
            limits::TITLE_CHARS,
            &mut found,
        );
        range(
            format!("{field}.capacity"),
            phase.capacity,
            limits::PLACES,
            &mut found,
        );
    }
    found.into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::programme_examples::content;

    #[test]
    fn sound_programme_has_no_malformations() {
        assert_eq!(malformations(&content()), []);
        assert_eq!(malformations(&ProgrammeContent::default()), []);
    }

    #[test]
    fn each_malformation_is_found_at_its_field() {
        type Spoil = fn(&mut ProgrammeContent);
        let cases: &[(&str, &str, Spoil)] = &[
            ("source_language", "CODE_MALFORMED", |c| {
                c.source_language = "x".repeat(65);
            }),
            ("titles[0].text", "TEXT_LENGTH", |c| {
                c.titles[0].text.clear();
            }),
            ("descriptions[0].text", "CONTROL_CHARACTER", |c| {
                c.descriptions[0].text = "a\0b".into();
            }),
            ("enrolment.capacity", "OUT_OF_RANGE", |c| {
                c.enrolment.capacity = 100_001;
            }),
            ("enrolment.waiting_capacity", "OUT_OF_RANGE", |c| {
                c.enrolment.waiting_capacity = -1;
            }),
            ("phases", "TOO_MANY", |c| {
                c.phases = vec![c.phases[0].clone(); 21];
            }),
            ("phases[1].titles[0].text", "TEXT_LENGTH", |c| {
                c.phases[1].titles[0].text = "ż".repeat(301);
            }),
            ("phases[1].capacity", "OUT_OF_RANGE", |c| {
                c.phases[1].capacity = -1;
            }),
        ];
        for (field, reason, spoil) in cases {
            let mut content = content();
            spoil(&mut content);
            let found = malformations(&content);
            let found: Vec<_> = found.iter().map(|f| (f.field.as_str(), f.reason)).collect();
            assert_eq!(found, [(*field, *reason)]);
        }
    }
}
