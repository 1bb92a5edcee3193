//! What a person may act as, as access tokens tell it.

use linia_chassis::id::{OrganizationId, TeamId};

use super::membership::Role;

/// The roles of one person. Organizations that nobody has verified are not in
/// it: they may not act yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// Runs this installation.
    pub operator: bool,
    /// Organizations that the person heads.
    pub heads: Vec<OrganizationId>,
    /// Organizations that the person edits for.
    pub editors: Vec<OrganizationId>,
    /// Organizations in whose name the person enters contests.
    pub representatives: Vec<OrganizationId>,
    /// Teams that the person has joined.
    pub teams: Vec<TeamId>,
}

impl Roles {
    /// Sorts a person's roles in verified organizations.
    #[must_use]
    pub fn new(
        operator: bool,
        memberships: impl IntoIterator<Item = (OrganizationId, Role)>,
        teams: Vec<TeamId>,
    ) -> Self {
        let mut roles = Self {
            operator,
            teams,
            ..Self::default()
        };
        for (organization, role) in memberships {
            match role {
                Role::Head => roles.heads.push(organization),
                Role::Editor => roles.editors.push(organization),
                Role::Representative => roles.representatives.push(organization),
            }
        }
        roles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_is_told_apart() {
        let [a, b] = [OrganizationId::new(), OrganizationId::new()];
        let roles = Roles::new(
            false,
            [
                (a, Role::Head),
                (b, Role::Editor),
                (a, Role::Representative),
            ],
            Vec::new(),
        );
        assert_eq!(roles.heads, [a]);
        assert_eq!(roles.editors, [b]);
        assert_eq!(roles.representatives, [a]);
    }
}
