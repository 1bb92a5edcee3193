//! Access tokens: JWTs that live minutes, carry the caller's roles, and are
//! verified by every service for itself (RFC 9068).

use linia_chassis::{
    auth::{Claims, TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_TYPE},
    crypto::CurrentSigner,
    id::AccountId,
    standing::Standing,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::domain::roles::Roles;

/// A token, and when it ends.
pub struct AccessToken {
    /// Compact JWS.
    pub token: String,
    /// When it ends, by the real clock.
    pub expire_time: OffsetDateTime,
}

/// Issues access tokens.
pub struct AccessTokens {
    signer: CurrentSigner,
    lifetime: Duration,
}

impl AccessTokens {
    /// Signs with the current key; the tokens live this many seconds.
    #[must_use]
    pub fn new(signer: CurrentSigner, lifetime_seconds: u32) -> Self {
        Self {
            signer,
            lifetime: Duration::seconds(lifetime_seconds.into()),
        }
    }

    /// Issues a token to a person. `now` is the real time, which verifiers
    /// compare with.
    #[must_use]
    pub fn issue_to_account(
        &self,
        account: AccountId,
        roles: Roles,
        standing: Standing,
        now: OffsetDateTime,
    ) -> AccessToken {
        self.issue(account.to_string(), roles, standing, now)
    }

    /// Issues a token to a service.
    #[must_use]
    pub fn issue_to_service(&self, name: &str, now: OffsetDateTime) -> AccessToken {
        let subject = format!("services/{name}");
        self.issue(subject, Roles::default(), Standing::UNKNOWN, now)
    }

    fn issue(
        &self,
        subject: String,
        roles: Roles,
        standing: Standing,
        now: OffsetDateTime,
    ) -> AccessToken {
        // Claims count whole seconds; so does what the caller is told.
        let now = now.replace_nanosecond(0).unwrap_or(now);
        let expire_time = now + self.lifetime;
        let claims = Claims {
            iss: TOKEN_ISSUER.to_owned(),
            aud: TOKEN_AUDIENCE.to_owned(),
            sub: subject,
            iat: now.unix_timestamp(),
            exp: expire_time.unix_timestamp(),
            jti: Uuid::new_v4().to_string(),
            operator: roles.operator,
            heads: roles.heads.into_iter().collect(),
            editors: roles.editors.into_iter().collect(),
            representatives: roles.representatives.into_iter().collect(),
            teams: roles.teams.into_iter().collect(),
            standing,
        };
        AccessToken {
            token: self.signer.sign_jws(TOKEN_TYPE, &claims),
            expire_time,
        }
    }
}

#[cfg(test)]
mod tests {
    use linia_chassis::{
        crypto::{Signer, verify_jws},
        id::OrganizationId,
    };
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00:00.5 UTC);

    fn claims(signer: &Signer, token: &AccessToken) -> Claims {
        verify_jws(&token.token, TOKEN_TYPE, &signer.public_key()).expect("a valid token")
    }

    #[test]
    fn token_tells_who_and_in_which_roles() {
        let signer = Signer::generate();
        let tokens = AccessTokens::new(CurrentSigner::new(signer.clone()), 600);
        let account = AccountId::new();
        let organization = OrganizationId::new();
        let roles = Roles {
            operator: true,
            heads: vec![organization],
            ..Roles::default()
        };
        let token = tokens.issue_to_account(account, roles, Standing::UNKNOWN, NOW);
        let claims = claims(&signer, &token);
        assert_eq!(claims.sub, account.to_string());
        assert!(claims.operator);
        assert!(claims.heads.contains(&organization));
        assert_eq!(claims.exp - claims.iat, 600);
        assert_eq!(claims.exp, token.expire_time.unix_timestamp());
    }

    #[test]
    fn service_has_no_roles() {
        let signer = Signer::generate();
        let tokens = AccessTokens::new(CurrentSigner::new(signer.clone()), 600);
        let claims = claims(&signer, &tokens.issue_to_service("submissions", NOW));
        assert_eq!(claims.sub, "services/submissions");
        assert!(!claims.operator && claims.heads.is_empty() && claims.teams.is_empty());
    }
}
