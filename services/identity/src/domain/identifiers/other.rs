//! Identifiers whose rules are not known here.

use crate::domain::InvalidValue;

const MAX_CHARACTERS: usize = 64;

/// An identifier within any other scheme that org-id.guide lists, for example
/// `GB-COH` or `XI-LEI`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherIdentifier {
    scheme: String,
    id: String,
}

impl OtherIdentifier {
    /// Reads an identifier; white space around it is not part of it.
    ///
    /// # Errors
    /// [`InvalidValue`] if the scheme is not two capital letters, a hyphen and
    /// capital letters, digits, hyphens or underscores, or the identifier is
    /// not 1 to 64 printable characters.
    pub fn try_new(scheme: &str, id: &str) -> Result<Self, InvalidValue> {
        if !is_scheme(scheme) {
            return Err(InvalidValue::SchemeMalformed);
        }
        let id = id.trim();
        let printable = !id.is_empty() && !id.chars().any(char::is_control);
        if !printable || id.chars().count() > MAX_CHARACTERS {
            return Err(InvalidValue::IdentifierMalformed);
        }
        Ok(Self {
            scheme: scheme.to_owned(),
            id: id.to_owned(),
        })
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

fn is_scheme(text: &str) -> bool {
    let Some((region, code)) = text.split_once('-') else {
        return false;
    };
    let in_code = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "-_".contains(c);
    region.len() == 2
        && region.chars().all(|c| c.is_ascii_uppercase())
        && !code.is_empty()
        && code.chars().all(in_code)
        && text.len() <= MAX_CHARACTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_of_the_register_are_accepted() {
        for scheme in ["GB-COH", "PL-KRS", "XI-LEI", "CA-CRA_ACR", "US-EIN"] {
            assert!(OtherIdentifier::try_new(scheme, "1").is_ok(), "{scheme}");
        }
    }

    #[test]
    fn scheme_of_another_form_is_refused() {
        for scheme in ["", "NIP", "pl-krs", "PL-", "-KRS", "POL-KRS", "PL KRS"] {
            let identifier = OtherIdentifier::try_new(scheme, "1");
            assert_eq!(identifier, Err(InvalidValue::SchemeMalformed), "{scheme}");
        }
    }

    #[test]
    fn identifier_is_1_to_64_printable_characters() {
        let of = |id: &str| OtherIdentifier::try_new("PL-KRS", id).map(|other| other.id);
        assert_eq!(of(" 0000123456 "), Ok("0000123456".to_owned()));
        assert_eq!(of(&"7".repeat(64)), Ok("7".repeat(64)));
        for id in ["", "  ", "1\n2", &"7".repeat(65)] {
            assert_eq!(of(id), Err(InvalidValue::IdentifierMalformed));
        }
    }
}
