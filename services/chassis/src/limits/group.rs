//! Which limit a method falls under.

use crate::auth::{Caller, Principal};

/// What methods a limit counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Whatever whoever has not signed in calls beside reading: signing in,
    /// verifying an address, refreshing. By address.
    Entrance,
    /// Making an account: a row for ever, and a mail.
    SignUp,
    /// Every change that is in no other group.
    Change,
    /// What others are told of: questions, invitations, new organizations.
    Outreach,
    /// Versions of a work and of its draft.
    Version,
}

/// How the names of methods begin that change nothing (AIP-131, AIP-132,
/// AIP-136, AIP-231).
const READS: [&str; 5] = ["Get", "List", "BatchGet", "Search", "Find"];

impl Group {
    /// Every group, in the order of their numbers.
    pub const ALL: [Self; 5] = [
        Self::Entrance,
        Self::SignUp,
        Self::Change,
        Self::Outreach,
        Self::Version,
    ];

    /// Its name in the settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entrance => "entrance",
            Self::SignUp => "sign_up",
            Self::Change => "change",
            Self::Outreach => "outreach",
            Self::Version => "version",
        }
    }

    /// The group of a call, given what its service said of its method; `None`
    /// for reading.
    pub(super) fn of(path: &str, stated: Option<Self>, caller: &Caller) -> Option<Self> {
        let is_anonymous = caller.principal == Principal::Anonymous;
        match stated {
            Some(Self::SignUp) => stated,
            Some(_) if is_anonymous => Some(Self::Entrance),
            Some(_) => stated,
            None if is_read(path) => None,
            None if is_anonymous => Some(Self::Entrance),
            None => Some(Self::Change),
        }
    }
}

fn is_read(path: &str) -> bool {
    let (_, method) = path.rsplit_once('/').unwrap_or(("", path));
    READS.iter().any(|read| method.starts_with(read))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AccountId;

    #[test]
    fn each_call_falls_under_the_limit_of_its_kind() {
        let nobody = Caller::anonymous();
        let mut person = Caller::anonymous();
        person.principal = Principal::Account(AccountId::new());
        use Group::{Change, Entrance, Outreach, SignUp, Version};
        for (method, stated, anonymous, signed_in) in [
            ("GetThing", None, None, None),
            ("ListThings", None, None, None),
            ("BatchGetThings", None, None, None),
            ("SearchThings", None, None, None),
            ("CreateSession", None, Some(Entrance), Some(Change)),
            ("UpdateThing", None, Some(Entrance), Some(Change)),
            ("SignUp", Some(SignUp), Some(SignUp), Some(SignUp)),
            (
                "AskQuestion",
                Some(Outreach),
                Some(Entrance),
                Some(Outreach),
            ),
            ("SubmitEntry", Some(Version), Some(Entrance), Some(Version)),
        ] {
            let path = format!("/linia.test.v1.GetService/{method}");
            assert_eq!(Group::of(&path, stated, &nobody), anonymous, "{method}");
            assert_eq!(Group::of(&path, stated, &person), signed_in, "{method}");
        }
    }

    #[test]
    fn groups_are_numbered_in_their_order() {
        for (index, group) in Group::ALL.into_iter().enumerate() {
            assert_eq!(group as usize, index);
        }
    }
}
