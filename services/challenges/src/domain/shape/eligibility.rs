//! Eligibility: a list that ends, numbers in their range.

use linia_chassis::standing::Eligibility;

use super::{code, limits, listed, range};
use crate::domain::finding::Findings;

pub(super) fn check(eligibility: &Eligibility, found: &mut Findings) {
    for (i, country) in listed(
        "eligibility.country_codes",
        &eligibility.countries,
        limits::COUNTRIES,
        found,
    ) {
        code(&format!("eligibility.country_codes[{i}]"), country, found);
    }
    for (field, size) in [
        ("team_size_min", eligibility.team_size_min),
        ("team_size_max", eligibility.team_size_max),
    ] {
        range(
            format!("eligibility.{field}"),
            size,
            limits::TEAM_SIZE,
            found,
        );
    }
}
