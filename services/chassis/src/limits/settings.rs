//! The settings of the limits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Group;

/// How often something may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How often in the long run.
    pub per_minute: u32,
    /// How often at once, after a pause.
    pub burst: u32,
}

impl Rate {
    const fn new(per_minute: u32, burst: u32) -> Self {
        Self { per_minute, burst }
    }

    /// Whether anybody could ever do it.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.per_minute > 0 && self.burst > 0
    }
}

/// How often one caller may call the methods of each group. Where a proxy
/// stands before the services, all who have not signed in come from its
/// address: limit them there, and raise `entrance` and `sign_up` here.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// For whoever has not signed in, by address: signing in, verifying an
    /// address, refreshing. A town hall or a university is one address.
    pub entrance: Rate,
    /// Making an account, by address. A workshop signs up at once.
    pub sign_up: Rate,
    /// Every change that is in no other group, by account. An import is
    /// quicker than a person.
    pub change: Rate,
    /// What others are told of, by account: questions, invitations, new
    /// organizations.
    pub outreach: Rate,
    /// Versions of a work and of its draft, by account.
    pub version: Rate,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            entrance: Rate::new(600, 600),
            sign_up: Rate::new(60, 120),
            change: Rate::new(600, 300),
            outreach: Rate::new(30, 60),
            version: Rate::new(30, 30),
        }
    }
}

impl LimitSettings {
    /// The rate of a group.
    #[must_use]
    pub const fn of(&self, group: Group) -> Rate {
        match group {
            Group::Entrance => self.entrance,
            Group::SignUp => self.sign_up,
            Group::Change => self.change,
            Group::Outreach => self.outreach,
            Group::Version => self.version,
        }
    }

    /// The groups that nobody could ever use.
    pub(crate) fn shut(&self) -> impl Iterator<Item = &'static str> {
        let shut = Group::ALL
            .into_iter()
            .filter(|group| !self.of(*group).is_positive());
        shut.map(Group::name)
    }
}
