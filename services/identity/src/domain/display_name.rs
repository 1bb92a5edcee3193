//! Names that people read.

use super::InvalidValue;

/// A name of one line, 1 to `MAX` characters without the white space around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName<const MAX: usize>(String);

/// What a person wants to be called.
pub type PersonName = DisplayName<200>;

/// The official name of an organization.
pub type OrganizationName = DisplayName<300>;

/// What a team calls itself.
pub type TeamName = DisplayName<200>;

impl<const MAX: usize> DisplayName<MAX> {
    /// Reads a name as given by a person.
    ///
    /// # Errors
    /// [`InvalidValue`] if it is blank, too long, or holds a control character:
    /// names stand in mail headers, where a line break would start another one.
    pub fn try_new(text: &str) -> Result<Self, InvalidValue> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidValue::TextEmpty);
        }
        if text.chars().count() > MAX {
            return Err(InvalidValue::TextTooLong { max: MAX });
        }
        if text.chars().any(char::is_control) {
            return Err(InvalidValue::TextHasControlCharacter);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_around_a_name_is_not_part_of_it() {
        let name = PersonName::try_new("  Zofia Łęcka\n").expect("a name");
        assert_eq!(name.as_str(), "Zofia Łęcka");
    }

    #[test]
    fn length_counts_characters_not_octets() {
        assert!(PersonName::try_new(&"ż".repeat(200)).is_ok());
        assert_eq!(
            PersonName::try_new(&"ż".repeat(201)),
            Err(InvalidValue::TextTooLong { max: 200 })
        );
    }

    #[test]
    fn blank_name_is_refused() {
        for blank in ["", "   ", "\t\n", "\u{a0}"] {
            assert_eq!(PersonName::try_new(blank), Err(InvalidValue::TextEmpty));
        }
    }

    #[test]
    fn name_that_would_break_a_mail_header_is_refused() {
        assert_eq!(
            PersonName::try_new("Eve\r\nBcc: all@example.org"),
            Err(InvalidValue::TextHasControlCharacter)
        );
    }
}
