//! What keeps a draft from being published: a pure function of what is written
//! and of the time.

mod admission;
mod eligibility;
mod hand_in;
mod prizes;
pub mod programme;
mod rules;
mod stages;
mod texts;

use time::OffsetDateTime;

use super::{
    content::Content,
    finding::{Finding, Findings},
    limits, vocabulary,
};
use texts::SourceLanguage;

/// Lists every defect of well-formed content at the moment `now`, in the order
/// of the fields.
#[must_use]
pub fn defects(content: &Content, now: OffsetDateTime) -> Vec<Finding> {
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
    check_cpv_codes(&content.cpv_codes, &mut found);
    // Nothing here judges works with names on them.
    found.check(
        content.anonymous,
        "anonymous",
        "NOT_ANONYMOUS",
        "must be set: the jury of a design contest does not know who entered",
    );
    found.check(
        vocabulary::find_zone(&content.time_zone).is_some(),
        "time_zone",
        "TIME_ZONE_UNKNOWN",
        "must be the IANA name of a time zone, such as Europe/Warsaw",
    );
    stages::check(&content.stages, source, now, &mut found);
    admission::check(content, now, &mut found);
    eligibility::check(&content.eligibility, &mut found);
    prizes::check(&content.prizes, &mut found);
    source.check_optional(
        "required_qualifications",
        &content.required_qualifications,
        &mut found,
    );
    found.into_vec()
}

fn check_cpv_codes(codes: &[String], found: &mut Findings) {
    for (i, code) in codes.iter().enumerate() {
        let field = format!("cpv_codes[{i}]");
        found.check(
            vocabulary::is_cpv(code),
            field.clone(),
            "CPV_MALFORMED",
            "must be a CPV code of 8 digits, or those with their right check digit",
        );
        found.check(
            !codes[..i].contains(code),
            field,
            "DUPLICATE_CPV",
            format!("{code} is there already"),
        );
    }
}

#[cfg(test)]
mod tests;
