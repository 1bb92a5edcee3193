//! NIP, the Polish tax number.

use super::digits;
use crate::domain::InvalidValue;

const WEIGHTS: [u32; 9] = [6, 5, 7, 2, 3, 4, 5, 6, 7];

/// Ten digits, the last of which checks the others (Act on the registration of
/// taxpayers of 13 October 1995).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nip(String);

impl Nip {
    /// The scheme.
    pub const SCHEME: &'static str = "PL-NIP";

    /// Reads a number; spaces, hyphens and a leading `PL` are not part of it.
    ///
    /// # Errors
    /// [`InvalidValue::NipInvalid`] if it does not have ten digits, all of them
    /// are zero, or the check digit is wrong.
    pub fn try_new(text: &str) -> Result<Self, InvalidValue> {
        let stripped = digits::strip_grouping(text);
        let number = stripped.strip_prefix("PL").unwrap_or(&stripped);
        digits::parse(number)
            .filter(|digits| is_valid(digits))
            .map(|_| Self(number.to_owned()))
            .ok_or(InvalidValue::NipInvalid)
    }

    /// The ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A remainder of 10 equals no digit: such numbers are not given out.
fn is_valid(digits: &[u32]) -> bool {
    digits.len() == 10
        && digits.iter().any(|digit| *digit != 0)
        && digits::weighted_sum(digits, &WEIGHTS) % 11 == digits[9]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn check_digit_decides() {
        for (number, valid) in [
            ("8567346215", true),
            ("8567346216", false),
            ("7740001454", true),
            ("0000000000", false),
            ("856734621", false),
            ("85673462150", false),
            ("856734621X", false),
            ("", false),
            ("٨567346215", false),
        ] {
            assert_eq!(Nip::try_new(number).is_ok(), valid, "{number}");
        }
    }

    #[test]
    fn remainder_of_ten_is_no_check_digit() {
        let nine = [1, 0, 0, 0, 0, 4, 0, 0, 4];
        assert_eq!(digits::weighted_sum(&nine, &WEIGHTS) % 11, 6);
        let nine = [1, 0, 0, 0, 0, 1, 0, 0, 0];
        assert_eq!(digits::weighted_sum(&nine, &WEIGHTS) % 11, 10);
        for check in 0..10 {
            assert!(Nip::try_new(&format!("100001000{check}")).is_err());
        }
    }

    /// A valid number made from nine digits, if there is one.
    fn complete(nine: &[u32]) -> Option<Vec<u32>> {
        let check = digits::weighted_sum(nine, &WEIGHTS) % 11;
        let digits: Vec<u32> = nine.iter().copied().chain([check]).collect();
        (check < 10 && is_valid(&digits)).then_some(digits)
    }

    fn text(digits: &[u32]) -> String {
        digits.iter().map(u32::to_string).collect()
    }

    proptest! {
        #[test]
        fn any_changed_digit_is_refused(
            nine in prop::collection::vec(0..10_u32, 9),
            place in 0..10_usize,
            change in 1..10_u32,
        ) {
            let Some(mut digits) = complete(&nine) else { return Ok(()) };
            prop_assert!(Nip::try_new(&text(&digits)).is_ok());
            digits[place] = (digits[place] + change) % 10;
            prop_assert!(Nip::try_new(&text(&digits)).is_err());
        }

        #[test]
        fn grouping_and_prefix_do_not_matter(
            nine in prop::collection::vec(0..10_u32, 9),
            place in 0..10_usize,
            separator in "[ -]{1,3}",
            prefix in "(PL ?)?",
        ) {
            let Some(digits) = complete(&nine) else { return Ok(()) };
            let (head, tail) = digits.split_at(place);
            let grouped = format!("{prefix}{}{separator}{}", text(head), text(tail));
            prop_assert_eq!(Nip::try_new(&grouped), Nip::try_new(&text(&digits)));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = Nip::try_new(&text);
        }
    }
}
