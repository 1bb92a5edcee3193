//! Memberships: who may act for an organization.

use std::collections::BTreeSet;

use linia_chassis::id::AccountId;

use super::{TransitionError, organization::OrganizationEvent};

/// What a person may do for an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Approves, annuls, and decides who acts for it.
    Head,
    /// Drafts challenges, answers questions, appoints juries.
    Editor,
    /// Enters contests in its name.
    Representative,
}

/// A person's role in the organization at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The person.
    pub account: AccountId,
    /// The role.
    pub role: Role,
}

/// Everybody who may act for one organization.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Members(BTreeSet<Member>);

impl Members {
    /// The person who registers an organization is its first head.
    #[must_use]
    pub fn found(head: AccountId) -> (Self, OrganizationEvent) {
        let (members, event) = Self::default().grant(Member {
            account: head,
            role: Role::Head,
        });
        (members, event.expect("nobody holds a role yet"))
    }

    /// Gives a person a role. Repeating it changes nothing.
    #[must_use]
    pub fn grant(mut self, member: Member) -> (Self, Option<OrganizationEvent>) {
        let added = self.0.insert(member);
        let event = added.then_some(OrganizationEvent::MembershipGranted(member));
        (self, event)
    }

    /// Takes a role away.
    ///
    /// # Errors
    /// [`TransitionError::MembershipUnknown`] if the person does not hold it;
    /// [`TransitionError::LastHead`] if no head would be left.
    pub fn revoke(mut self, member: Member) -> Result<(Self, OrganizationEvent), TransitionError> {
        if !self.0.remove(&member) {
            return Err(TransitionError::MembershipUnknown);
        }
        if self.heads().next().is_none() {
            return Err(TransitionError::LastHead);
        }
        Ok((self, OrganizationEvent::MembershipRevoked(member)))
    }

    /// The heads.
    pub fn heads(&self) -> impl Iterator<Item = AccountId> {
        self.accounts_with(|role| role == Role::Head)
    }

    /// Everybody, whatever the role.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        self.accounts_with(|_| true)
    }

    /// The roles of a person, the head's last: only then is it known whether the
    /// organization keeps another.
    #[must_use]
    pub fn of(&self, account: AccountId) -> Vec<Member> {
        let of = self.0.iter().filter(|member| member.account == account);
        of.rev().copied().collect()
    }

    fn accounts_with(&self, wanted: impl Fn(Role) -> bool) -> impl Iterator<Item = AccountId> {
        let members = self.0.iter();
        members
            .filter(move |member| wanted(member.role))
            .map(|member| member.account)
    }
}

impl FromIterator<Member> for Members {
    fn from_iter<I: IntoIterator<Item = Member>>(members: I) -> Self {
        Self(members.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(account: AccountId, role: Role) -> Member {
        Member { account, role }
    }

    #[test]
    fn founder_is_the_head() {
        let anna = AccountId::new();
        let (members, event) = Members::found(anna);
        assert_eq!(members.heads().collect::<Vec<_>>(), [anna]);
        let head = member(anna, Role::Head);
        assert_eq!(event, OrganizationEvent::MembershipGranted(head));
    }

    #[test]
    fn granting_twice_is_told_once() {
        let editor = member(AccountId::new(), Role::Editor);
        let (members, _) = Members::found(AccountId::new());
        let (members, first) = members.grant(editor);
        let (_, second) = members.grant(editor);
        assert_eq!(first, Some(OrganizationEvent::MembershipGranted(editor)));
        assert_eq!(second, None);
    }

    #[test]
    fn last_head_stays() {
        let [anna, jan] = [AccountId::new(), AccountId::new()];
        let (members, _) = Members::found(anna);
        let (members, _) = members.grant(member(jan, Role::Editor));
        let refused = members.clone().revoke(member(anna, Role::Head));
        assert_eq!(refused, Err(TransitionError::LastHead));

        let (members, _) = members.grant(member(jan, Role::Head));
        let (members, _) = members.revoke(member(anna, Role::Head)).expect("two heads");
        let refused = members.revoke(member(jan, Role::Head));
        assert_eq!(refused, Err(TransitionError::LastHead));
    }

    #[test]
    fn role_that_is_not_held_cannot_be_revoked() {
        let (members, _) = Members::found(AccountId::new());
        let refused = members.revoke(member(AccountId::new(), Role::Editor));
        assert_eq!(refused, Err(TransitionError::MembershipUnknown));
    }
}
