//! Countries.

use super::InvalidValue;

/// An ISO 3166-1 alpha-2 code in upper case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryCode(String);

impl CountryCode {
    /// Reads a code in upper case, the form that the standard gives it.
    ///
    /// # Errors
    /// [`InvalidValue::CountryUnknown`] for anything that the standard does not
    /// assign.
    pub fn try_new(code: &str) -> Result<Self, InvalidValue> {
        rust_iso3166::from_alpha2(code)
            .filter(|country| country.alpha2 == code)
            .map(|_| Self(code.to_owned()))
            .ok_or(InvalidValue::CountryUnknown)
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assigned_codes_are_accepted() {
        for code in ["PL", "UA", "DE", "KR"] {
            assert!(CountryCode::try_new(code).is_ok(), "{code}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for code in ["", "pl", "POL", "XX", "UK", "P", "616"] {
            let country = CountryCode::try_new(code);
            assert_eq!(country, Err(InvalidValue::CountryUnknown), "{code}");
        }
    }
}
