//! TERC, the Polish territorial code.

use super::digits;
use crate::domain::InvalidValue;

/// A voivodeship (2 digits), county (4) or municipality (7). It has no check
/// digit, and its leading zeros count (Regulation of the Council of Ministers
/// of 15 December 1998 on the TERYT register).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Terc(String);

impl Terc {
    /// The scheme.
    pub const SCHEME: &'static str = "PL-TERC";

    /// Reads a code; spaces and hyphens are not part of it.
    ///
    /// # Errors
    /// [`InvalidValue::TercInvalid`] if it is no such code.
    pub fn try_new(text: &str) -> Result<Self, InvalidValue> {
        let code = digits::strip_grouping(text);
        digits::parse(&code)
            .filter(|digits| is_valid(digits))
            .map(|_| Self(code))
            .ok_or(InvalidValue::TercInvalid)
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_valid(digits: &[u32]) -> bool {
    match *digits {
        [v, w] => is_voivodeship(v, w),
        [v, w, c, d] => is_voivodeship(v, w) && is_numbered(c, d),
        [v, w, c, d, m, n, kind] => {
            is_voivodeship(v, w)
                && is_numbered(c, d)
                && is_numbered(m, n)
                && is_municipality_kind(kind)
        }
        _ => false,
    }
}

/// Even numbers from 02 to 32 are in use.
fn is_voivodeship(tens: u32, ones: u32) -> bool {
    let number = tens * 10 + ones;
    (2..=32).contains(&number) && number.is_multiple_of(2)
}

/// Counties are 01 to 60, cities with county rights 61 to 99; municipalities
/// are counted from 01.
fn is_numbered(tens: u32, ones: u32) -> bool {
    tens * 10 + ones > 0
}

/// 1 urban, 2 rural, 3 urban-rural, 4 town and 5 rural area within 3,
/// 8 district of Warsaw, 9 delegation or district of another city.
fn is_municipality_kind(digit: u32) -> bool {
    matches!(digit, 1..=5 | 8 | 9)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn levels_and_numbers_in_use_are_accepted() {
        for (code, valid) in [
            ("3201011", true),
            ("2477011", true),
            ("02", true),
            ("32", true),
            ("0201", true),
            ("1465", true),
            ("1465108", true),
            ("00", false),
            ("01", false),
            ("31", false),
            ("34", false),
            ("3200", false),
            ("3201001", false),
            ("3201010", false),
            ("3201016", false),
            ("3201017", false),
            ("320101", false),
            ("320", false),
            ("32010111", false),
            ("32O1011", false),
            ("", false),
        ] {
            assert_eq!(Terc::try_new(code).is_ok(), valid, "{code}");
        }
    }

    #[test]
    fn leading_zeros_count() {
        let code = Terc::try_new("02 01 01 1").expect("a code");
        assert_eq!(code.as_str(), "0201011");
        assert!(Terc::try_new("201011").is_err());
    }

    proptest! {
        #[test]
        fn the_whole_lies_in_a_valid_county_and_voivodeship(code in "[0-9]{7}") {
            if Terc::try_new(&code).is_ok() {
                prop_assert!(Terc::try_new(&code[..4]).is_ok());
                prop_assert!(Terc::try_new(&code[..2]).is_ok());
            }
        }
    }
}
