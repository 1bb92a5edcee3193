//! Announcements: what is told, and to whom.

use std::collections::BTreeSet;

use linia_chassis::id::AccountId;

use super::{Group, Notice};

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
