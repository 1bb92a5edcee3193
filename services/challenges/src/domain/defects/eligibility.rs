//! Eligibility: conditions that somebody can meet.

use std::fmt::Debug;

use linia_chassis::standing::{Eligibility, EntrantKind};

use crate::domain::{finding::Findings, vocabulary};

pub(super) fn check(eligibility: &Eligibility, found: &mut Findings) {
    once("eligibility.kinds", &eligibility.kinds, found);
    once("eligibility.country_codes", &eligibility.countries, found);
    for (i, country) in eligibility.countries.iter().enumerate() {
        found.check(
            vocabulary::is_country(country),
            format!("eligibility.country_codes[{i}]"),
            "COUNTRY_UNKNOWN",
            "must be a code of ISO 3166-1 alpha-2",
        );
    }
    let sizes = &eligibility.organization_sizes;
    once("eligibility.organization_sizes", sizes, found);
    found.check(
        sizes.is_empty() || eligibility.lets_in(EntrantKind::is_organization),
        "eligibility.organization_sizes",
        "CONDITION_WITHOUT_ENTRANT",
        "no organization may enter",
    );
    check_team_size(eligibility, found);
}

fn check_team_size(eligibility: &Eligibility, found: &mut Findings) {
    let (min, max) = (eligibility.team_size_min, eligibility.team_size_max);
    found.check(
        (min == 0 && max == 0) || eligibility.lets_in(|kind| kind == EntrantKind::Team),
        "eligibility.team_size_min",
        "CONDITION_WITHOUT_ENTRANT",
        "no team may enter",
    );
    found.check(
        max == 0 || min <= max,
        "eligibility.team_size_max",
        "RANGE_EMPTY",
        "must not be less than team_size_min",
    );
}

fn once<T: PartialEq + Debug>(field: &str, items: &[T], found: &mut Findings) {
    for (i, item) in items.iter().enumerate() {
        found.check(
            !items[..i].contains(item),
            format!("{field}[{i}]"),
            "DUPLICATE",
            format!("{item:?} is there already"),
        );
    }
}
