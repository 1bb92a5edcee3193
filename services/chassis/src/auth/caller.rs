//! The caller of an RPC, as the access token tells.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};
use tonic::Request;

use crate::{
    id::{AccountId, EntrantName, OrganizationId, TeamId},
    problem::Problem,
    standing::Standing,
};

/// The `iss` of access tokens.
pub const TOKEN_ISSUER: &str = "linia";
/// The `aud` of access tokens.
pub const TOKEN_AUDIENCE: &str = "linia";
/// The `typ` of access tokens (RFC 9068).
pub const TOKEN_TYPE: &str = "at+jwt";

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// [`TOKEN_ISSUER`].
    pub iss: String,
    /// [`TOKEN_AUDIENCE`].
    pub aud: String,
    /// `accounts/{uuid}` or `services/{name}`.
    pub sub: String,
    /// When it was issued: seconds since 1970, by the issuer's own clock.
    pub iat: i64,
    /// When it ends.
    pub exp: i64,
    /// Unique.
    pub jti: String,
    /// Whether the person is an operator.
    #[serde(default)]
    pub operator: bool,
    /// Verified organizations that the person heads.
    #[serde(default)]
    pub heads: BTreeSet<OrganizationId>,
    /// Verified organizations that the person edits for.
    #[serde(default)]
    pub editors: BTreeSet<OrganizationId>,
    /// Verified organizations that the person enters contests for.
    #[serde(default)]
    pub representatives: BTreeSet<OrganizationId>,
    /// Teams that the person belongs to.
    #[serde(default)]
    pub teams: BTreeSet<TeamId>,
    /// What the person is, and what those are that they speak for.
    #[serde(flatten)]
    pub standing: Standing,
}

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// Nobody in particular.
    Anonymous,
    /// A person.
    Account(AccountId),
    /// A service.
    Service(String),
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::Account(account) => account.fmt(f),
            Self::Service(name) => write!(f, "services/{name}"),
        }
    }
}

/// Who calls, and in which roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who it is.
    pub principal: Principal,
    operator: bool,
    heads: BTreeSet<OrganizationId>,
    editors: BTreeSet<OrganizationId>,
    representatives: BTreeSet<OrganizationId>,
    teams: BTreeSet<TeamId>,
    standing: Standing,
}

impl Caller {
    /// A caller without a token.
    #[must_use]
    pub const fn anonymous() -> Self {
        Self::without_roles(Principal::Anonymous)
    }

    const fn without_roles(principal: Principal) -> Self {
        Self {
            principal,
            operator: false,
            heads: BTreeSet::new(),
            editors: BTreeSet::new(),
            representatives: BTreeSet::new(),
            teams: BTreeSet::new(),
            standing: Standing::UNKNOWN,
        }
    }

    /// The caller that verified claims speak of; `None` if their subject is
    /// neither an account nor a service.
    #[must_use]
    pub fn from_claims(claims: Claims) -> Option<Self> {
        if let Some(name) = claims.sub.strip_prefix("services/") {
            return Some(Self::without_roles(Principal::Service(name.to_owned())));
        }
        Some(Self {
            principal: Principal::Account(claims.sub.parse().ok()?),
            operator: claims.operator,
            heads: claims.heads,
            editors: claims.editors,
            representatives: claims.representatives,
            teams: claims.teams,
            standing: claims.standing,
        })
    }

    /// The caller of a request, as the server found it.
    ///
    /// # Panics
    /// If the request did not pass the server's door: a mistake in the
    /// program.
    pub fn of<T>(request: &Request<T>) -> Self {
        request
            .extensions()
            .get::<Self>()
            .expect("every request passes the server's door")
            .clone()
    }

    /// The person who calls.
    ///
    /// # Errors
    /// UNAUTHENTICATED for nobody, PERMISSION_DENIED for a service.
    pub fn account(&self) -> Result<AccountId, Problem> {
        match &self.principal {
            Principal::Account(account) => Ok(*account),
            Principal::Anonymous => Err(Problem::sign_in_required()),
            Principal::Service(_) => {
                Err(Problem::denied("NOT_PERMITTED", "only people may do this"))
            }
        }
    }

    /// Whether the person is an operator of this installation.
    #[must_use]
    pub const fn is_operator(&self) -> bool {
        self.operator
    }

    /// Verified organizations that the person heads.
    #[must_use]
    pub const fn heads(&self) -> &BTreeSet<OrganizationId> {
        &self.heads
    }

    /// Verified organizations that the person edits for.
    #[must_use]
    pub const fn editors(&self) -> &BTreeSet<OrganizationId> {
        &self.editors
    }

    /// Verified organizations that the person enters contests for.
    #[must_use]
    pub const fn representatives(&self) -> &BTreeSet<OrganizationId> {
        &self.representatives
    }

    /// Teams that the person belongs to.
    #[must_use]
    pub const fn teams(&self) -> &BTreeSet<TeamId> {
        &self.teams
    }

    /// What the person is, and what those are that they speak for.
    #[must_use]
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Whether the person may enter a contest as `entrant`: as themselves, for
    /// a team of theirs, or for an organization that they head or represent.
    #[must_use]
    pub fn speaks_for(&self, entrant: &EntrantName) -> bool {
        match entrant {
            EntrantName::Account(account) => self.principal == Principal::Account(*account),
            EntrantName::Team(team) => self.teams.contains(team),
            EntrantName::Organization(organization) => {
                self.heads.contains(organization) || self.representatives.contains(organization)
            }
        }
    }
}
