//! Who may see what.

use linia_chassis::{
    auth::Caller,
    database::Database,
    id::{AccountId, NotificationId},
    policy::{PolicyError, PolicySet, Resource},
    problem::Problem,
};

/// What every use case that a person calls needs.
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

    /// Lets a person do something with what is theirs.
    ///
    /// # Errors
    /// UNAUTHENTICATED, PERMISSION_DENIED.
    pub(crate) fn own(&self, caller: &Caller, action: &str) -> Result<AccountId, Problem> {
        let account = caller.account()?;
        let inbox = Resource::new("Inbox", account).entity("owner", "Account", account);
        self.policies.authorize(caller, action, &inbox)?;
        Ok(account)
    }

    /// Lets the recipient of a notification pass.
    ///
    /// # Errors
    /// UNAUTHENTICATED; NOT_FOUND for anyone else.
    pub(crate) fn recipient(
        &self,
        caller: &Caller,
        action: &str,
        notification: NotificationId,
        recipient: AccountId,
    ) -> Result<(), Problem> {
        let resource =
            Resource::new("Notification", notification).entity("recipient", "Account", recipient);
        self.policies
            .require_visible(caller, action, &resource, notification)
    }
}

fn policies() -> Result<PolicySet, PolicyError> {
    PolicySet::try_new(
        include_str!("../../policies/notifications.cedar"),
        include_str!("../../policies/notifications.cedarschema"),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use linia_chassis::auth::{Claims, TOKEN_AUDIENCE, TOKEN_ISSUER};

    use super::*;

    fn caller(sub: String) -> Caller {
        Caller::from_claims(Claims {
            iss: TOKEN_ISSUER.into(),
            aud: TOKEN_AUDIENCE.into(),
            sub,
            iat: 0,
            exp: 0,
            jti: String::new(),
            operator: true,
            heads: BTreeSet::new(),
            editors: BTreeSet::new(),
            representatives: BTreeSet::new(),
            teams: BTreeSet::new(),
            standing: linia_chassis::standing::Standing::UNKNOWN,
        })
        .expect("an account or a service")
    }

    #[test]
    fn only_the_recipient_may_touch_a_notification() {
        let policies = policies().expect("the policies fit their schema");
        let recipient = AccountId::new();
        let notification = Resource::new("Notification", NotificationId::new()).entity(
            "recipient",
            "Account",
            recipient,
        );
        let may = |caller: &Caller| policies.allows(caller, "MarkNotificationRead", &notification);
        assert!(may(&caller(recipient.to_string())));
        assert!(
            !may(&caller(AccountId::new().to_string())),
            "operators neither"
        );
        assert!(!may(&caller("services/identity".into())));
        assert!(!may(&Caller::anonymous()));
    }

    #[test]
    fn inbox_and_preferences_are_their_owners_alone() {
        let policies = policies().expect("the policies fit their schema");
        let owner = AccountId::new();
        let inbox = Resource::new("Inbox", owner).entity("owner", "Account", owner);
        for action in [
            "ListNotifications",
            "ExportMyInbox",
            "GetMyPreferences",
            "UpdateMyPreferences",
            "FollowChallenge",
            "UnfollowChallenge",
            "ListFollowings",
        ] {
            assert!(policies.allows(&caller(owner.to_string()), action, &inbox));
            let other = caller(AccountId::new().to_string());
            assert!(!policies.allows(&other, action, &inbox), "{action}");
        }
    }
}
