//! Who may see what.

use linia_chassis::{
    auth::Caller,
    database::Database,
    id::{ChallengeId, OrganizationId},
    policy::{PolicyError, PolicySet, Resource},
    problem::Problem,
};

/// What every use case that is called needs.
pub(crate) struct Access {
    /// The schema.
    pub(crate) database: Database,
    policies: PolicySet,
}

impl Access {
    /// Reads the policies.
    ///
    /// # Errors
    /// [`PolicyError`] if they do not fit their schema: a mistake in the
    /// program, which its tests find.
    pub(crate) fn try_new(database: Database) -> Result<Self, PolicyError> {
        Ok(Self {
            database,
            policies: policies()?,
        })
    }

    /// Lets those pass who may see the numbers of a published challenge.
    ///
    /// # Errors
    /// NOT_FOUND.
    pub(crate) fn published(
        &self,
        caller: &Caller,
        action: &str,
        challenge: ChallengeId,
        authority: OrganizationId,
    ) -> Result<(), Problem> {
        let report = challenge_owned("ChallengeReport", challenge, authority);
        self.policies
            .require_visible(caller, action, &report, challenge)
    }

    /// Lets those pass who may see what happens behind a challenge.
    ///
    /// # Errors
    /// NOT_FOUND.
    pub(crate) fn internal(
        &self,
        caller: &Caller,
        action: &str,
        challenge: ChallengeId,
        authority: OrganizationId,
    ) -> Result<(), Problem> {
        let ledger = challenge_owned("Ledger", challenge, authority);
        self.policies
            .require_visible(caller, action, &ledger, challenge)
    }

    /// Lets those pass who may see what was published.
    ///
    /// # Errors
    /// UNAUTHENTICATED, PERMISSION_DENIED.
    pub(crate) fn open_data(&self, caller: &Caller, action: &str) -> Result<(), Problem> {
        let releases = Resource::new("OpenData", "linia");
        self.policies.authorize(caller, action, &releases)
    }

    /// Lets those pass who may see the numbers of the installation.
    ///
    /// # Errors
    /// UNAUTHENTICATED, PERMISSION_DENIED.
    pub(crate) fn platform(&self, caller: &Caller, action: &str) -> Result<(), Problem> {
        let report = Resource::new("PlatformReport", "linia");
        self.policies.authorize(caller, action, &report)
    }
}

fn challenge_owned(
    kind: &'static str,
    challenge: ChallengeId,
    authority: OrganizationId,
) -> Resource {
    Resource::new(kind, challenge).entity("authority", "Organization", authority)
}

fn policies() -> Result<PolicySet, PolicyError> {
    PolicySet::try_new(
        include_str!("../../policies/reporting.cedar"),
        include_str!("../../policies/reporting.cedarschema"),
    )
}

#[cfg(test)]
mod tests {
    use linia_chassis::{
        auth::{Claims, TOKEN_AUDIENCE, TOKEN_ISSUER},
        id::AccountId,
    };

    use super::*;

    fn claims() -> Claims {
        Claims {
            iss: TOKEN_ISSUER.into(),
            aud: TOKEN_AUDIENCE.into(),
            sub: AccountId::new().to_string(),
            iat: 0,
            exp: 0,
            jti: String::new(),
            operator: false,
            heads: [].into(),
            editors: [].into(),
            representatives: [].into(),
            teams: [].into(),
            standing: linia_chassis::standing::Standing::UNKNOWN,
        }
    }

    fn caller(claims: Claims) -> Caller {
        Caller::from_claims(claims).expect("an account or a service")
    }

    #[test]
    fn reports_and_open_data_are_public() {
        let policies = policies().expect("the policies fit their schema");
        let releases = Resource::new("OpenData", "linia");
        let report = challenge_owned("ChallengeReport", ChallengeId::new(), OrganizationId::new());
        let platform = Resource::new("PlatformReport", "linia");
        for caller in [Caller::anonymous(), caller(claims())] {
            assert!(policies.allows(&caller, "GetChallengeReport", &report));
            assert!(policies.allows(&caller, "GetPlatformReport", &platform));
            assert!(policies.allows(&caller, "GetReleasePackage", &releases));
            assert!(policies.allows(&caller, "ListReleases", &releases));
        }
    }

    #[test]
    fn ledger_is_seen_by_staff_and_operators_only() {
        let policies = policies().expect("the policies fit their schema");
        let authority = OrganizationId::new();
        let ledger = challenge_owned("Ledger", ChallengeId::new(), authority);
        let may = |caller: Caller| policies.allows(&caller, "ListChallengeLedger", &ledger);
        let own = || [authority].into();
        let another = || [OrganizationId::new()].into();

        assert!(may(caller(Claims {
            operator: true,
            ..claims()
        })));
        assert!(may(caller(Claims {
            heads: own(),
            ..claims()
        })));
        assert!(may(caller(Claims {
            editors: own(),
            ..claims()
        })));

        assert!(!may(caller(Claims {
            representatives: own(),
            ..claims()
        })));
        assert!(!may(caller(Claims {
            heads: another(),
            editors: another(),
            ..claims()
        })));
        assert!(!may(caller(Claims {
            sub: "services/identity".into(),
            ..claims()
        })));
        assert!(!may(Caller::anonymous()));
    }
}
