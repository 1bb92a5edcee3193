//! What can be wrong with a value, and what the state of things can forbid.

/// A value that breaks the rules for its kind. The text completes a sentence
/// that begins with the field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidValue {
    /// Not an address that mail can be sent to over SMTP.
    #[error("is not an e-mail address (RFC 5321)")]
    EmailMalformed,
    /// An address beyond the octets that a mail path holds.
    #[error("is longer than 254 octets (RFC 5321)")]
    EmailTooLong,
    /// A password that is guessed too easily.
    #[error("has fewer than 15 characters")]
    PasswordTooShort,
    /// A password beyond what is hashed.
    #[error("has more than 128 characters")]
    PasswordTooLong,
    /// Nothing but white space.
    #[error("is empty")]
    TextEmpty,
    /// More characters than the field holds.
    #[error("has more than {max} characters")]
    TextTooLong {
        /// The most that the field holds.
        max: usize,
    },
    /// Line breaks and the like, which would reach into mail headers.
    #[error("contains a control character")]
    TextHasControlCharacter,
    /// A language that the system does not speak.
    #[error("is none of the languages pl, en and uk")]
    LanguageUnknown,
    /// Not in ISO 3166-1.
    #[error("is not an ISO 3166-1 alpha-2 code")]
    CountryUnknown,
    /// Not a list code of the form that org-id.guide uses.
    #[error("is not a scheme of the form XX-CODE (org-id.guide)")]
    SchemeMalformed,
    /// Not ten digits with a right check digit.
    #[error("is not a NIP")]
    NipInvalid,
    /// Not nine or fourteen digits with right check digits.
    #[error("is not a REGON")]
    RegonInvalid,
    /// Not a voivodeship, county or municipality code.
    #[error("is not a TERC code")]
    TercInvalid,
    /// An identifier of another scheme that cannot be one.
    #[error("is not 1 to 64 printable characters")]
    IdentifierMalformed,
}

/// A command that the state of things forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// The person has not shown yet that the address is theirs.
    #[error("the e-mail address is not verified")]
    EmailNotVerified,
    /// There is nothing left to verify.
    #[error("the e-mail address is verified already")]
    EmailAlreadyVerified,
    /// An operator has confirmed the organization before.
    #[error("the organization is verified already")]
    OrganizationAlreadyVerified,
    /// The account does not hold the role.
    #[error("the account does not hold this role")]
    MembershipUnknown,
    /// Without a head nobody could decide who acts for the organization.
    #[error("an organization keeps at least one head")]
    LastHead,
    /// Nobody has invited the account to the team.
    #[error("the account was not invited")]
    NotInvited,
    /// The time before which the share is not given out would have passed.
    #[error("the release time has passed already")]
    ReleaseTimePassed,
    /// Another share, or one to be held longer, is not the one that is stored.
    #[error("another key share is stored for this stage and purpose")]
    KeyShareDiffers,
    /// The time before which the share is not given out has not come.
    #[error("the stage has not closed")]
    StageNotClosed,
    /// A share that was given out cannot be held back.
    #[error("the key share was released")]
    KeyShareReleased,
    /// Published dates move only later.
    #[error("the new release time is earlier than the stored one")]
    ReleaseTimeNotLater,
    /// The erasure has not come so far.
    #[error("the erasure has not come so far")]
    ErasureState,
    /// The share was given out against another closing record or decision.
    #[error("the key share was released against another record")]
    ClosingRecordDiffers,
}
