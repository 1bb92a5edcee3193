//! Between the contract and the domain: requests are read with everything that
//! is wrong told at once, answers are written.

mod accounts;
mod contacts;
mod key_shares;
mod organizations;
mod personal_data;
mod sessions;
mod signing_keys;
mod teams;

pub(super) use contacts::display_names;

use std::str::FromStr;

use linia_chassis::{
    id::NameError,
    problem::{Problem, Violations},
};

use crate::domain::InvalidValue;

/// Reads the fields of a request.
pub(super) trait ReadFields {
    /// Takes a value, or notes why it is none.
    fn value<T>(&mut self, field: &str, value: Result<T, InvalidValue>) -> Option<T>;

    /// Reads a resource name, or notes why it is none.
    fn name<T: FromStr<Err = NameError>>(&mut self, field: &str, name: &str) -> Option<T>;

    /// Reads a fixed number of octets, or notes that there are more or fewer.
    fn octets<const N: usize>(&mut self, field: &str, octets: &[u8]) -> Option<[u8; N]>;

    /// Notes that a field must be stated.
    fn missing(&mut self, field: &str);

    /// Everything that is wrong.
    fn into_problem(self) -> Problem;
}

impl ReadFields for Violations {
    fn value<T>(&mut self, field: &str, value: Result<T, InvalidValue>) -> Option<T> {
        value
            .map_err(|error| self.add(field, reason(error), error.to_string()))
            .ok()
    }

    fn name<T: FromStr<Err = NameError>>(&mut self, field: &str, name: &str) -> Option<T> {
        name.parse()
            .map_err(|error: NameError| self.add(field, "NAME_MALFORMED", error.to_string()))
            .ok()
    }

    fn octets<const N: usize>(&mut self, field: &str, octets: &[u8]) -> Option<[u8; N]> {
        octets
            .try_into()
            .map_err(|_| self.add(field, "LENGTH_WRONG", format!("must be {N} octets")))
            .ok()
    }

    fn missing(&mut self, field: &str) {
        self.add(field, "MISSING", "must be stated");
    }

    fn into_problem(self) -> Problem {
        match self.into_result() {
            Err(problem) => problem,
            // Nothing is wrong and yet something is missing: our mistake.
            Ok(()) => Problem::internal(),
        }
    }
}

/// Reads a request that is one resource name.
pub(super) fn read_name<T: FromStr<Err = NameError>>(
    field: &str,
    name: &str,
) -> Result<T, Problem> {
    let mut violations = Violations::default();
    violations
        .name(field, name)
        .ok_or_else(|| violations.into_problem())
}

const fn reason(error: InvalidValue) -> &'static str {
    match error {
        InvalidValue::EmailMalformed => "EMAIL_MALFORMED",
        InvalidValue::EmailTooLong => "EMAIL_TOO_LONG",
        InvalidValue::PasswordTooShort => "PASSWORD_TOO_SHORT",
        InvalidValue::PasswordTooLong => "PASSWORD_TOO_LONG",
        InvalidValue::TextEmpty => "TEXT_EMPTY",
        InvalidValue::TextTooLong { .. } => "TEXT_TOO_LONG",
        InvalidValue::TextHasControlCharacter => "TEXT_HAS_CONTROL_CHARACTER",
        InvalidValue::LanguageUnknown => "LANGUAGE_UNKNOWN",
        InvalidValue::CountryUnknown => "COUNTRY_UNKNOWN",
        InvalidValue::SchemeMalformed => "SCHEME_MALFORMED",
        InvalidValue::NipInvalid => "NIP_INVALID",
        InvalidValue::RegonInvalid => "REGON_INVALID",
        InvalidValue::TercInvalid => "TERC_INVALID",
        InvalidValue::IdentifierMalformed => "IDENTIFIER_MALFORMED",
    }
}
