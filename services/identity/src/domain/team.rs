//! Teams: people who enter a contest together.

use std::collections::BTreeSet;

use linia_chassis::id::{AccountId, TeamId};
use time::OffsetDateTime;

use super::{TransitionError, display_name::TeamName};

/// A team. Nobody is in both sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What it calls itself.
    pub display_name: TeamName,
    /// Those who belong to it.
    pub members: BTreeSet<AccountId>,
    /// Those who were asked and have not answered.
    pub invited: BTreeSet<AccountId>,
    /// When it was formed.
    pub create_time: OffsetDateTime,
}

/// What happened to a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamEvent {
    /// It was formed by its first member.
    Formed {
        /// The first member.
        founder: AccountId,
    },
    /// A person was asked to join.
    MemberInvited(AccountId),
    /// A person agreed.
    MemberJoined(AccountId),
    /// A person left.
    MemberLeft(AccountId),
}

impl Team {
    /// Forms a team of one.
    #[must_use]
    pub fn form(
        display_name: TeamName,
        founder: AccountId,
        now: OffsetDateTime,
    ) -> (Self, TeamEvent) {
        let team = Self {
            // As an account's: teams too enter contests.
            id: TeamId::random(),
            display_name,
            members: BTreeSet::from([founder]),
            invited: BTreeSet::new(),
            create_time: now,
        };
        (team, TeamEvent::Formed { founder })
    }

    /// Asks a person to join. It changes nothing for those who were asked or
    /// belong to it.
    #[must_use]
    pub fn invite(mut self, account: AccountId) -> (Self, Option<TeamEvent>) {
        let added = !self.members.contains(&account) && self.invited.insert(account);
        (self, added.then_some(TeamEvent::MemberInvited(account)))
    }

    /// The person invited agrees. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`TransitionError::NotInvited`].
    pub fn accept(
        mut self,
        account: AccountId,
    ) -> Result<(Self, Option<TeamEvent>), TransitionError> {
        if self.members.contains(&account) {
            return Ok((self, None));
        }
        if !self.invited.remove(&account) {
            return Err(TransitionError::NotInvited);
        }
        self.members.insert(account);
        Ok((self, Some(TeamEvent::MemberJoined(account))))
    }

    /// A person leaves, or is no longer invited. Whoever belongs to nothing
    /// changes nothing.
    #[must_use]
    pub fn leave(mut self, account: AccountId) -> (Self, Option<TeamEvent>) {
        self.invited.remove(&account);
        let left = self.members.remove(&account);
        (self, left.then_some(TeamEvent::MemberLeft(account)))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn each_relation_answers_each_command() {
        use TeamEvent::{MemberInvited, MemberJoined, MemberLeft};
        use TransitionError::NotInvited;

        let [member, guest, stranger] = [AccountId::new(), AccountId::new(), AccountId::new()];
        let name = TeamName::try_new("Politechnika").expect("a name");
        let (team, event) = Team::form(name, member, datetime!(2026-11-21 12:00 UTC));
        assert_eq!(event, TeamEvent::Formed { founder: member });
        let (team, _) = team.invite(guest);

        for (account, invite, accept, leave) in [
            (member, None, Ok(None), Some(MemberLeft(member))),
            (guest, None, Ok(Some(MemberJoined(guest))), None),
            (
                stranger,
                Some(MemberInvited(stranger)),
                Err(NotInvited),
                None,
            ),
        ] {
            let (left, event) = team.clone().leave(account);
            assert_eq!(event, leave);
            assert!(!left.members.contains(&account) && !left.invited.contains(&account));
            assert_eq!(team.clone().invite(account).1, invite);
            let accepted = team.clone().accept(account);
            assert_eq!(accepted.map(|(_, event)| event), accept);
        }
    }

    #[test]
    fn whoever_accepts_is_no_longer_invited() {
        let [founder, guest] = [AccountId::new(), AccountId::new()];
        let name = TeamName::try_new("Politechnika").expect("a name");
        let (team, _) = Team::form(name, founder, datetime!(2026-11-21 12:00 UTC));
        let (team, _) = team.invite(guest).0.accept(guest).expect("invited");
        assert_eq!(team.members, BTreeSet::from([founder, guest]));
        assert!(team.invited.is_empty());
    }
}
