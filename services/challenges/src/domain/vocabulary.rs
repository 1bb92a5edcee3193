//! The vocabularies of others: languages, zones, currencies, classification.

use std::sync::LazyLock;

use icu_locale_core::LanguageIdentifier;
use isolang::Language;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The zones come with the program, so that every replica knows the same ones.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Codes of ISO 639 that stand for no one language: uncoded, several,
/// undetermined, none.
const NOT_A_LANGUAGE: [&str; 4] = ["mis", "mul", "und", "zxx"];

/// Returns the canonical form of a language tag (BCP 47, without extensions),
/// for example `pt-BR` for `PT-br`, or `None` if it is no tag or its language
/// is not in ISO 639.
#[must_use]
pub fn canonical_language(tag: &str) -> Option<String> {
    let identifier = LanguageIdentifier::try_from_str(tag).ok()?;
    let language = identifier.language.as_str();
    let known = match language.len() {
        2 => Language::from_639_1(language),
        3 => Language::from_639_3(language),
        _ => None,
    };
    known
        .filter(|_| !NOT_A_LANGUAGE.contains(&language))
        .map(|_| identifier.to_string())
}

/// Returns the zone with exactly this IANA name.
#[must_use]
pub fn find_zone(name: &str) -> Option<TimeZone> {
    ZONES
        .get(name)
        .ok()
        .filter(|zone| zone.iana_name() == Some(name))
}

/// Whether it is the code of a currency (ISO 4217).
#[must_use]
pub fn is_currency(code: &str) -> bool {
    iso_currency::Currency::from_code(code).is_some()
}

/// Whether it is the code of a country (ISO 3166-1 alpha-2).
#[must_use]
pub fn is_country(code: &str) -> bool {
    rust_iso3166::from_alpha2(code).is_some_and(|country| country.alpha2 == code)
}

/// Whether it has the form of a CPV code without check digit: 8 digits, of
/// which the first two name a division from 03 to 98 (Regulation 2195/2002,
/// annex I).
#[must_use]
pub fn is_cpv(code: &str) -> bool {
    let digits = code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit());
    digits && ("03".."99").contains(&&code[..2])
}

/// Returns the code without its check digit if it has one, as in `34993000-4`,
/// and the right one: the sum of its digits, weighted 3, 7, 1, 3, 7, 1, 3, 7,
/// modulo 10. Of all else, nothing.
#[must_use]
pub fn without_check_digit(code: &str) -> Option<&str> {
    let (digits, check) = code.split_once('-')?;
    let weighted = digits.bytes().zip([3, 7, 1, 3, 7, 1, 3, 7]);
    let sum: u32 = weighted
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    (is_cpv(digits) && check == (sum % 10).to_string()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_known_and_canonical() {
        for (tag, canonical) in [
            ("pl", Some("pl")),
            ("PL", Some("pl")),
            ("uk", Some("uk")),
            ("pt-br", Some("pt-BR")),
            ("sr-latn", Some("sr-Latn")),
            ("szl", Some("szl")),
            ("xx", None),
            ("klingon", None),
            ("und", None),
            ("", None),
            ("pl-", None),
        ] {
            assert_eq!(canonical_language(tag).as_deref(), canonical, "{tag}");
        }
    }

    #[test]
    fn zone_has_exactly_its_iana_name() {
        assert!(find_zone("Europe/Warsaw").is_some());
        for name in ["europe/warsaw", "Europe/Tychy", "+01:00", ""] {
            assert!(find_zone(name).is_none(), "{name}");
        }
    }

    #[test]
    fn currency_is_in_iso_4217() {
        assert!(is_currency("PLN"));
        assert!(is_currency("UAH"));
        for code in ["pln", "XYZ", "", "PLNN"] {
            assert!(!is_currency(code), "{code}");
        }
    }

    #[test]
    fn country_is_in_iso_3166() {
        assert!(is_country("PL"));
        assert!(is_country("UA"));
        for code in ["pl", "UK", "XX", "POL", ""] {
            assert!(!is_country(code), "{code}");
        }
    }

    #[test]
    fn cpv_code_has_eight_digits_and_a_division() {
        assert!(is_cpv("34993000"));
        assert!(!is_cpv("34993000-4"));
        for code in [
            "34993000-5",
            "3499300",
            "3499300a",
            "00000000",
            "99000000",
            "",
        ] {
            assert!(!is_cpv(code), "{code}");
        }
    }

    #[test]
    fn check_digit_is_that_of_the_published_list() {
        // From annex I of Regulation 213/2008.
        for code in [
            "03000000-1",
            "09000000-3",
            "15000000-8",
            "30000000-9",
            "33000000-0",
            "34000000-7",
            "34992200-9",
            "34993000-4",
            "45000000-7",
            "48000000-8",
            "50000000-5",
            "71000000-8",
            "72000000-5",
            "79000000-4",
        ] {
            assert_eq!(without_check_digit(code), Some(&code[..8]), "{code}");
        }
        for code in [
            "34993000",
            "34993000-5",
            "34993000-",
            "34993000-44",
            "3499300-4",
            "99000000-0",
            "-",
            "",
        ] {
            assert_eq!(without_check_digit(code), None, "{code}");
        }
    }
}
