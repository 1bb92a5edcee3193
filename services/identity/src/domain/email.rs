//! E-mail addresses.

use std::fmt;

use email_address::Options;

use super::InvalidValue;

/// The most octets that fit between the angle brackets of an SMTP path
/// (RFC 5321 section 4.5.3.1.3, erratum 1690).
const MAX_OCTETS: usize = 254;

/// An address as its owner wrote it, and the form in which it is compared.
///
/// RFC 5321 lets a mail server tell `Jan@` from `jan@`; none that matters does,
/// and people do not, so addresses are compared without regard to case. Only
/// ASCII is accepted: an address that other letters fold into could be taken
/// for somebody else's. Domains with other letters are written in their
/// `xn--` form.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    given: String,
    canonical: String,
}

impl EmailAddress {
    /// Reads an address; white space around it is not part of it.
    ///
    /// # Errors
    /// [`InvalidValue`] if it is too long, not an RFC 5321 address, without a
    /// domain of at least two labels, or has letters beyond ASCII.
    pub fn try_new(text: &str) -> Result<Self, InvalidValue> {
        let text = text.trim();
        if text.len() > MAX_OCTETS {
            return Err(InvalidValue::EmailTooLong);
        }
        let options = Options::default()
            .without_display_text()
            .without_domain_literal()
            .with_required_tld();
        let parsed = email_address::EmailAddress::parse_with_options(text, options);
        if !text.is_ascii() || parsed.is_err() {
            return Err(InvalidValue::EmailMalformed);
        }
        Ok(Self {
            given: text.to_owned(),
            canonical: text.to_ascii_lowercase(),
        })
    }

    /// The address as its owner wrote it; mail is sent here.
    #[must_use]
    pub fn as_given(&self) -> &str {
        &self.given
    }

    /// The form in which addresses are compared.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

/// Tells nothing: addresses are personal data and stay out of logs.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_regard_to_case() {
        let email = EmailAddress::try_new(" Anna.Nowak@Example.ORG ").expect("an address");
        assert_eq!(email.as_given(), "Anna.Nowak@Example.ORG");
        assert_eq!(email.canonical(), "anna.nowak@example.org");
    }

    #[test]
    fn usual_addresses_are_accepted() {
        for text in [
            "a@example.org",
            "anna+linia@example.org",
            "o'brien@mail.example.co.uk",
            "anna@xn--krakw-3ta.example",
        ] {
            assert!(EmailAddress::try_new(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn malformed_address_is_refused() {
        for text in [
            "",
            "anna",
            "anna@",
            "@example.org",
            "anna@localhost",
            "anna@[127.0.0.1]",
            "Anna <anna@example.org>",
            "anna@example..org",
            "anna nowak@example.org",
            "anna@example.org\r\nBcc: all@example.org",
        ] {
            let email = EmailAddress::try_new(text);
            assert_eq!(email, Err(InvalidValue::EmailMalformed), "{text}");
        }
    }

    #[test]
    fn letters_that_fold_into_ascii_are_refused() {
        let kelvin_sign = "\u{212a}asia@example.org";
        assert_eq!(
            EmailAddress::try_new(kelvin_sign),
            Err(InvalidValue::EmailMalformed)
        );
    }

    #[test]
    fn address_beyond_an_smtp_path_is_refused() {
        let labels = "abcdefghi.".repeat(25);
        let text = format!("anna@{labels}org");
        assert_eq!(
            EmailAddress::try_new(&text),
            Err(InvalidValue::EmailTooLong)
        );
    }

    #[test]
    fn address_stays_out_of_debug_output() {
        let email = EmailAddress::try_new("anna@example.org").expect("an address");
        assert!(!format!("{email:?}").contains("anna"));
    }
}
