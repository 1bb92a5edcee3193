//! Identity's events.

use linia_proto::identity::{
    events::v1::{
        AccountRegistered, MembershipGranted, MembershipRevoked, OperatorRoleGranted,
        OrganizationRegistered, OrganizationVerified, SignUpRepeated, TeamFormed,
        TeamMemberInvited, TeamMemberJoined,
    },
    v1::MembershipRole,
};

use super::fields::{FieldError, name};
use crate::domain::{Occurrence, Role};

impl TryFrom<AccountRegistered> for Occurrence {
    type Error = FieldError;

    fn try_from(event: AccountRegistered) -> Result<Self, FieldError> {
        Ok(Self::AccountRegistered {
            account: name("account", &event.account)?,
        })
    }
}

impl TryFrom<SignUpRepeated> for Occurrence {
    type Error = FieldError;

    fn try_from(event: SignUpRepeated) -> Result<Self, FieldError> {
        Ok(Self::SignUpRepeated {
            account: name("account", &event.account)?,
        })
    }
}

impl TryFrom<OperatorRoleGranted> for Occurrence {
    type Error = FieldError;

    fn try_from(event: OperatorRoleGranted) -> Result<Self, FieldError> {
        Ok(Self::OperatorRoleGranted {
            account: name("account", &event.account)?,
        })
    }
}

impl TryFrom<OrganizationRegistered> for Occurrence {
    type Error = FieldError;

    fn try_from(event: OrganizationRegistered) -> Result<Self, FieldError> {
        Ok(Self::OrganizationRegistered {
            organization: name("organization", &event.organization)?,
            display_name: event.display_name,
        })
    }
}

impl TryFrom<OrganizationVerified> for Occurrence {
    type Error = FieldError;

    fn try_from(event: OrganizationVerified) -> Result<Self, FieldError> {
        Ok(Self::OrganizationVerified {
            organization: name("organization", &event.organization)?,
        })
    }
}

impl TryFrom<MembershipGranted> for Occurrence {
    type Error = FieldError;

    fn try_from(event: MembershipGranted) -> Result<Self, FieldError> {
        Ok(Self::MembershipGranted {
            role: role(event.role())?,
            organization: name("organization", &event.organization)?,
            account: name("account", &event.account)?,
        })
    }
}

impl TryFrom<MembershipRevoked> for Occurrence {
    type Error = FieldError;

    fn try_from(event: MembershipRevoked) -> Result<Self, FieldError> {
        Ok(Self::MembershipRevoked {
            role: role(event.role())?,
            organization: name("organization", &event.organization)?,
            account: name("account", &event.account)?,
        })
    }
}

impl TryFrom<TeamFormed> for Occurrence {
    type Error = FieldError;

    fn try_from(event: TeamFormed) -> Result<Self, FieldError> {
        Ok(Self::TeamFormed {
            team: name("team", &event.team)?,
            founder: name("founder", &event.founder)?,
        })
    }
}

impl TryFrom<TeamMemberJoined> for Occurrence {
    type Error = FieldError;

    fn try_from(event: TeamMemberJoined) -> Result<Self, FieldError> {
        Ok(Self::TeamMemberJoined {
            team: name("team", &event.team)?,
            account: name("account", &event.account)?,
        })
    }
}

impl TryFrom<TeamMemberInvited> for Occurrence {
    type Error = FieldError;

    fn try_from(event: TeamMemberInvited) -> Result<Self, FieldError> {
        Ok(Self::TeamMemberInvited {
            team: name("team", &event.team)?,
            account: name("account", &event.account)?,
        })
    }
}

const fn role(role: MembershipRole) -> Result<Role, FieldError> {
    match role {
        MembershipRole::Head => Ok(Role::Head),
        MembershipRole::Editor => Ok(Role::Editor),
        MembershipRole::Representative => Ok(Role::Representative),
        MembershipRole::Unspecified => Err(FieldError::Unknown("role")),
    }
}
