//! REGON, the Polish register of the national economy.

use super::digits;
use crate::domain::InvalidValue;

const WEIGHTS_9: [u32; 8] = [8, 9, 2, 3, 4, 5, 6, 7];
const WEIGHTS_14: [u32; 13] = [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8];

/// Nine digits, or fourteen for a local unit of the entity that the first nine
/// name; the last digit of each checks those before it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Regon(String);

impl Regon {
    /// The scheme.
    pub const SCHEME: &'static str = "PL-REGON";

    /// Reads a number; spaces and hyphens are not part of it.
    ///
    /// # Errors
    /// [`InvalidValue::RegonInvalid`] if it has neither nine nor fourteen
    /// digits, all of them are zero, or a check digit is wrong.
    pub fn try_new(text: &str) -> Result<Self, InvalidValue> {
        let number = digits::strip_grouping(text);
        digits::parse(&number)
            .filter(|digits| is_valid(digits))
            .map(|_| Self(number))
            .ok_or(InvalidValue::RegonInvalid)
    }

    /// The nine or fourteen digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_valid(digits: &[u32]) -> bool {
    let checked = match digits.len() {
        9 => has_check_digit(digits, &WEIGHTS_9),
        14 => has_check_digit(&digits[..9], &WEIGHTS_9) && has_check_digit(digits, &WEIGHTS_14),
        _ => false,
    };
    checked && digits.iter().any(|digit| *digit != 0)
}

/// A remainder of 10 is written as 0.
fn has_check_digit(digits: &[u32], weights: &[u32]) -> bool {
    let check = digits::weighted_sum(digits, weights) % 11 % 10;
    digits.last() == Some(&check)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn check_digits_decide() {
        for (number, valid) in [
            ("192598184", true),
            ("192598183", false),
            ("123456785", true),
            ("12345678512347", true),
            ("12345678512348", false),
            ("12345678412347", false),
            ("000000000", false),
            ("00000000000000", false),
            ("12345678", false),
            ("1234567851", false),
            ("19259818A", false),
            ("", false),
        ] {
            assert_eq!(Regon::try_new(number).is_ok(), valid, "{number}");
        }
    }

    fn text(digits: &[u32]) -> String {
        digits.iter().map(u32::to_string).collect()
    }

    fn with_check(mut digits: Vec<u32>, weights: &[u32]) -> Vec<u32> {
        digits.push(digits::weighted_sum(&digits, weights) % 11 % 10);
        digits
    }

    proptest! {
        /// The remainders 10 and 0 share the digit 0, so a change between them
        /// cannot be seen; every other one is.
        #[test]
        fn changed_digit_is_refused_unless_the_remainder_goes_between_0_and_10(
            eight in prop::collection::vec(0..10_u32, 8),
            place in 0..9_usize,
            change in 1..10_u32,
        ) {
            prop_assume!(eight.iter().any(|digit| *digit != 0));
            let digits = with_check(eight, &WEIGHTS_9);
            prop_assert!(Regon::try_new(&text(&digits)).is_ok());
            let mut changed = digits.clone();
            changed[place] = (changed[place] + change) % 10;
            let remainder = |digits: &[u32]| digits::weighted_sum(digits, &WEIGHTS_9) % 11;
            let unseen = place < 8
                && [remainder(&digits), remainder(&changed)].iter().all(|r| r % 10 == 0);
            let refused = Regon::try_new(&text(&changed)).is_err();
            let all_zero = changed.iter().all(|digit| *digit == 0);
            prop_assert_eq!(refused, !unseen || all_zero);
        }

        #[test]
        fn local_unit_of_a_wrong_entity_is_refused(
            eight in prop::collection::vec(0..10_u32, 8),
            four in prop::collection::vec(0..10_u32, 4),
            change in 1..10_u32,
        ) {
            prop_assume!(eight.iter().any(|digit| *digit != 0));
            let mut nine = with_check(eight, &WEIGHTS_9);
            let unit = |nine: &[u32]| {
                let thirteen = nine.iter().chain(&four).copied().collect();
                text(&with_check(thirteen, &WEIGHTS_14))
            };
            prop_assert!(Regon::try_new(&unit(&nine)).is_ok());
            nine[8] = (nine[8] + change) % 10;
            prop_assert!(Regon::try_new(&unit(&nine)).is_err());
        }

        #[test]
        fn grouping_does_not_matter(place in 0..9_usize, separator in "[ -]{1,3}") {
            let (head, tail) = "192598184".split_at(place);
            let grouped = format!("{head}{separator}{tail}");
            prop_assert_eq!(Regon::try_new(&grouped), Regon::try_new("192598184"));
        }
    }
}
