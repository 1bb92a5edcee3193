//! Organizations: contracting authorities, and entrants that are not one
//! person.

use linia_chassis::id::{AccountId, OrganizationId};
use time::OffsetDateTime;

use super::{
    TransitionError, country::CountryCode, display_name::OrganizationName, identifiers::Identifier,
    membership::Member,
};

/// What an organization is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationKind {
    /// A public body that may run challenges.
    ContractingAuthority,
    /// A company, start-ups included.
    Company,
    /// A university or research institute.
    Research,
    /// An association or foundation.
    NonGovernmental,
}

/// How large an organization is (Recommendation 2003/361/EC, annex, art. 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationSize {
    /// Fewer than 10 people.
    Micro,
    /// Fewer than 50 people.
    Small,
    /// Fewer than 250 people.
    Medium,
    /// All others.
    Large,
}

/// What its head tells of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationDetails {
    /// Its official name.
    pub display_name: OrganizationName,
    /// What it is.
    pub kind: OrganizationKind,
    /// Where it is established.
    pub country: CountryCode,
    /// How large it is, if its head has said.
    pub size: Option<OrganizationSize>,
    /// What it is known by; at least one.
    pub identifiers: Vec<Identifier>,
}

/// A legal person, authority or unit of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// What its head told.
    pub details: OrganizationDetails,
    /// How far its registration is.
    pub state: OrganizationState,
    /// When it was registered.
    pub create_time: OffsetDateTime,
    /// Counts its changes from 1.
    pub version: i64,
}

/// How far the registration of an organization is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationState {
    /// By its head; not yet checked.
    Registered,
    /// Checked by an operator.
    Verified {
        /// When.
        verify_time: OffsetDateTime,
        /// The operator.
        verifier: AccountId,
    },
}

/// What happened to an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationEvent {
    /// It was registered.
    Registered(OrganizationDetails),
    /// An operator confirmed that it is what it says.
    Verified,
    /// A person may act for it.
    MembershipGranted(Member),
    /// A person may no longer act for it in a role.
    MembershipRevoked(Member),
}

impl Organization {
    /// Registers an organization.
    #[must_use]
    pub fn register(
        details: OrganizationDetails,
        now: OffsetDateTime,
    ) -> (Self, OrganizationEvent) {
        let organization = Self {
            // As an account's: organizations too enter contests.
            id: OrganizationId::random(),
            details: details.clone(),
            state: OrganizationState::Registered,
            create_time: now,
            version: 1,
        };
        (organization, OrganizationEvent::Registered(details))
    }

    /// An operator confirms that it is what it says.
    ///
    /// # Errors
    /// [`TransitionError::OrganizationAlreadyVerified`].
    pub fn verify(
        self,
        verifier: AccountId,
        now: OffsetDateTime,
    ) -> Result<(Self, OrganizationEvent), TransitionError> {
        match self.state {
            OrganizationState::Verified { .. } => Err(TransitionError::OrganizationAlreadyVerified),
            OrganizationState::Registered => {
                let organization = Self {
                    state: OrganizationState::Verified {
                        verify_time: now,
                        verifier,
                    },
                    version: self.version + 1,
                    ..self
                };
                Ok((organization, OrganizationEvent::Verified))
            }
        }
    }

    /// Whether an operator has confirmed it.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        matches!(self.state, OrganizationState::Verified { .. })
    }

    /// What its reader must show to change it (AIP-154).
    #[must_use]
    pub fn etag(&self) -> String {
        self.version.to_string()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

    fn tychy() -> OrganizationDetails {
        OrganizationDetails {
            display_name: OrganizationName::try_new("Miasto Tychy").expect("a name"),
            kind: OrganizationKind::ContractingAuthority,
            country: CountryCode::try_new("PL").expect("a country"),
            size: None,
            identifiers: vec![Identifier::try_new("PL-TERC", "2477011").expect("a code")],
        }
    }

    #[test]
    fn registration_waits_for_an_operator() {
        let (organization, event) = Organization::register(tychy(), NOW);
        assert!(!organization.is_verified());
        assert_eq!(event, OrganizationEvent::Registered(tychy()));
    }

    #[test]
    fn verification_happens_once_and_changes_the_etag() {
        let operator = AccountId::new();
        let (registered, _) = Organization::register(tychy(), NOW);
        let (verified, event) = registered
            .clone()
            .verify(operator, NOW)
            .expect("unverified");
        assert!(verified.is_verified());
        assert_eq!(event, OrganizationEvent::Verified);
        assert_ne!(verified.etag(), registered.etag());
        assert_eq!(
            verified.verify(operator, NOW),
            Err(TransitionError::OrganizationAlreadyVerified)
        );
    }
}
