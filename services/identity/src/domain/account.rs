//! Accounts: the people who use the system.

use linia_chassis::{id::AccountId, standing::AssuranceLevel};
use time::OffsetDateTime;

use super::{
    TransitionError, country::CountryCode, display_name::PersonName, email::EmailAddress,
    language::Language,
};

/// What a person tells when signing up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Where mail is sent.
    pub email: EmailAddress,
    /// What the person wants to be called.
    pub display_name: PersonName,
    /// The language of mails.
    pub language: Language,
    /// Where the person lives, if they have said.
    pub country: Option<CountryCode>,
}

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What the person told.
    pub profile: Profile,
    /// Whether the address is the person's.
    pub email_state: EmailState,
    /// Whether the person runs this installation.
    pub operator: bool,
    /// How surely it is known who the person is; `None` if it is not known.
    pub assurance: Option<AssuranceLevel>,
    /// When it was made.
    pub create_time: OffsetDateTime,
}

/// What is known of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailState {
    /// Nobody has shown yet that they read the mail sent there.
    Unverified,
    /// The person has.
    Verified {
        /// When.
        verify_time: OffsetDateTime,
    },
}

/// What happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountEvent {
    /// A person signed up.
    Registered,
    /// Somebody signed up again with the address.
    SignUpRepeated,
    /// The address was verified.
    Verified,
    /// The person became an operator.
    OperatorRoleGranted,
}

impl Account {
    /// Makes the account of a person who signs up.
    #[must_use]
    pub fn register(profile: Profile, now: OffsetDateTime) -> (Self, AccountEvent) {
        let account = Self {
            // Jurors see the ids of those who entered, and people sign up when
            // they enter: an id with a time would help to tell who wrote what.
            id: AccountId::random(),
            profile,
            email_state: EmailState::Unverified,
            operator: false,
            assurance: None,
            create_time: now,
        };
        (account, AccountEvent::Registered)
    }

    /// Somebody signs up with the address of this account. It stays as it is:
    /// whoever it was has not shown that the address is theirs. Its owner is
    /// told.
    #[must_use]
    pub fn repeat_sign_up(&self) -> AccountEvent {
        AccountEvent::SignUpRepeated
    }

    /// The person has shown a token from a mail; only then is the password
    /// theirs, too. Repeating it changes nothing.
    #[must_use]
    pub fn verify_email(self, now: OffsetDateTime) -> (Self, Option<AccountEvent>) {
        match self.email_state {
            EmailState::Verified { .. } => (self, None),
            EmailState::Unverified => {
                let email_state = EmailState::Verified { verify_time: now };
                let account = Self {
                    email_state,
                    ..self
                };
                (account, Some(AccountEvent::Verified))
            }
        }
    }

    /// Makes the person an operator. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`TransitionError::EmailNotVerified`].
    pub fn grant_operator_role(self) -> Result<(Self, Option<AccountEvent>), TransitionError> {
        self.require_verified()?;
        if self.operator {
            return Ok((self, None));
        }
        let account = Self {
            operator: true,
            ..self
        };
        Ok((account, Some(AccountEvent::OperatorRoleGranted)))
    }

    /// Notes how surely it is known who the person is. Repeating it changes
    /// nothing.
    ///
    /// # Errors
    /// [`TransitionError::EmailNotVerified`].
    pub fn record_assurance(
        self,
        assurance: Option<AssuranceLevel>,
    ) -> Result<Self, TransitionError> {
        self.require_verified()?;
        Ok(Self { assurance, ..self })
    }

    /// Whether the address was verified.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        matches!(self.email_state, EmailState::Verified { .. })
    }

    /// Nobody acts under an address that may be somebody else's.
    ///
    /// # Errors
    /// [`TransitionError::EmailNotVerified`].
    pub fn require_verified(&self) -> Result<(), TransitionError> {
        match self.email_state {
            EmailState::Verified { .. } => Ok(()),
            EmailState::Unverified => Err(TransitionError::EmailNotVerified),
        }
    }

    /// A verified address needs no token.
    ///
    /// # Errors
    /// [`TransitionError::EmailAlreadyVerified`].
    pub fn require_unverified(&self) -> Result<(), TransitionError> {
        match self.email_state {
            EmailState::Unverified => Ok(()),
            EmailState::Verified { .. } => Err(TransitionError::EmailAlreadyVerified),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

    fn unverified() -> Account {
        let profile = Profile {
            email: EmailAddress::try_new("anna@example.org").expect("an address"),
            display_name: PersonName::try_new("Anna").expect("a name"),
            language: Language::Polish,
            country: None,
        };
        Account::register(profile, NOW).0
    }

    fn verified() -> Account {
        unverified().verify_email(NOW).0
    }

    fn operator() -> Account {
        let (account, _) = verified().grant_operator_role().expect("verified");
        account
    }

    #[test]
    fn nothing_is_known_of_a_person_whose_address_may_be_anothers() {
        let level = Some(AssuranceLevel::High);
        let refused = unverified().record_assurance(level);
        assert_eq!(refused, Err(TransitionError::EmailNotVerified));
        let noted = verified().record_assurance(level).expect("verified");
        assert_eq!(noted.assurance, level);
        let taken_back = noted.record_assurance(None).expect("verified");
        assert_eq!(taken_back.assurance, None);
    }

    #[test]
    fn each_state_answers_each_command() {
        use AccountEvent::{OperatorRoleGranted, Verified};
        use TransitionError::{EmailAlreadyVerified, EmailNotVerified};

        for (account, verify, grant, token) in [
            (unverified(), Some(Verified), Err(EmailNotVerified), Ok(())),
            (
                verified(),
                None,
                Ok(Some(OperatorRoleGranted)),
                Err(EmailAlreadyVerified),
            ),
            (operator(), None, Ok(None), Err(EmailAlreadyVerified)),
        ] {
            assert_eq!(account.clone().verify_email(NOW).1, verify);
            let granted = account.clone().grant_operator_role();
            assert_eq!(granted.map(|(_, event)| event), grant);
            assert_eq!(account.require_unverified(), token);
            assert_eq!(account.repeat_sign_up(), AccountEvent::SignUpRepeated);
        }
    }

    #[test]
    fn time_of_verification_is_the_first() {
        let later = NOW + time::Duration::HOUR;
        let (account, _) = verified().verify_email(later);
        assert_eq!(
            account.email_state,
            EmailState::Verified { verify_time: NOW }
        );
    }
}
