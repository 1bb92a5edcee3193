//! Announcements: what is told, and to whom.

use std::collections::BTreeSet;

use linia_chassis::id::{AccountId, EntrantName};

use super::{Group, Notice, Role, in_team, member_of};

/// One thing that is told to some people.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Announcement {
    /// What is told.
    pub(crate) notice: Notice,
    /// Who is told.
    pub(crate) audience: Audience,
}

/// Who is told. Nobody is told twice who belongs to several of these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Audience {
    /// These people.
    pub(crate) accounts: BTreeSet<AccountId>,
    /// All who belonged to these groups when it happened.
    pub(crate) groups: Vec<Group>,
}

impl Audience {
    /// Those who may enter a contest in this name.
    pub(crate) fn of(entrant: EntrantName) -> Self {
        let (accounts, groups) = match entrant {
            EntrantName::Account(account) => ([account].into(), Vec::new()),
            EntrantName::Team(team) => (BTreeSet::new(), vec![in_team(team)]),
            EntrantName::Organization(organization) => {
                let roles = [Role::Head, Role::Representative];
                let groups = roles.map(|role| member_of(organization, role)).into();
                (BTreeSet::new(), groups)
            }
        };
        Self { accounts, groups }
    }
}
