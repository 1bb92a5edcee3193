//! Everything that Linia is built from may be used, changed and passed on under the EUPL-1.2.

use spdx::{Expression, LicenseItem, ParseMode};

use super::packages::{self, Package};

/// Permissive licences, and the one weak copyleft whose reach ends at its own files.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_licence_is_allowed() {
    let refused: Vec<_> = packages::all()
        .into_iter()
        .filter(|package| !package.member && !is_allowed(package))
        .map(|package| {
            format!(
                "{} {}: {:?}",
                package.name, package.version, package.licence
            )
        })
        .collect();
    assert!(refused.is_empty(), "not allowed: {refused:#?}");
}

/// An additional permission (`WITH …`) never takes away what the licence gives.
fn is_allowed(package: &Package) -> bool {
    let licence = package.licence.as_deref().unwrap_or_default();
    // Lax, because older packages write `MIT/Apache-2.0`.
    let expression = Expression::parse_mode(licence, ParseMode::LAX);
    expression.is_ok_and(|expression| {
        expression.evaluate(|required| match &required.license {
            LicenseItem::Spdx { id, .. } => ALLOWED.contains(&id.name),
            LicenseItem::Other { .. } => false,
        })
    })
}
