//! Identifiers of organizations, each within its scheme.

mod digits;
mod nip;
mod other;
mod regon;
mod terc;

pub use self::{nip::Nip, other::OtherIdentifier, regon::Regon, terc::Terc};
use super::InvalidValue;

/// What an organization is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identifier {
    /// Polish tax number.
    Nip(Nip),
    /// Polish register of the national economy.
    Regon(Regon),
    /// Polish territorial code.
    Terc(Terc),
    /// Of another scheme, whose rules are not known here.
    Other(OtherIdentifier),
}

impl Identifier {
    /// Reads an identifier of a scheme and brings it into its canonical form.
    ///
    /// # Errors
    /// [`InvalidValue`] if the scheme has not the form of one, or the
    /// identifier breaks the scheme's rules.
    pub fn try_new(scheme: &str, id: &str) -> Result<Self, InvalidValue> {
        match scheme {
            Nip::SCHEME => Nip::try_new(id).map(Self::Nip),
            Regon::SCHEME => Regon::try_new(id).map(Self::Regon),
            Terc::SCHEME => Terc::try_new(id).map(Self::Terc),
            other => OtherIdentifier::try_new(other, id).map(Self::Other),
        }
    }

    /// The scheme, as org-id.guide lists it.
    #[must_use]
    pub fn scheme(&self) -> &str {
        match self {
            Self::Nip(_) => Nip::SCHEME,
            Self::Regon(_) => Regon::SCHEME,
            Self::Terc(_) => Terc::SCHEME,
            Self::Other(other) => other.scheme(),
        }
    }

    /// The identifier in its canonical form.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Nip(nip) => nip.as_str(),
            Self::Regon(regon) => regon.as_str(),
            Self::Terc(terc) => terc.as_str(),
            Self::Other(other) => other.id(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_form_is_read_back_as_it_is() {
        for (scheme, id, canonical) in [
            ("PL-NIP", "PL 856-734-62-15", "8567346215"),
            ("PL-REGON", "192 598 184", "192598184"),
            ("PL-TERC", "3201011", "3201011"),
            ("GB-COH", " 01234567 ", "01234567"),
        ] {
            let identifier = Identifier::try_new(scheme, id).expect(id);
            assert_eq!((identifier.scheme(), identifier.id()), (scheme, canonical));
            assert_eq!(Identifier::try_new(scheme, canonical), Ok(identifier));
        }
    }

    #[test]
    fn checked_scheme_cannot_be_passed_by_in_another_case() {
        let identifier = Identifier::try_new("pl-nip", "8567346216");
        assert_eq!(identifier, Err(InvalidValue::SchemeMalformed));
    }
}
