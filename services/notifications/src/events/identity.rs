//! Identity's events.

use linia_proto::identity::{
    events::v1::{
        AccountErasureBegun, AccountErasureRequested, AccountErasureSettled, AccountRegistered,
        MembershipGranted, MembershipRevoked, OperatorRoleGranted, OrganizationRegistered,
        OrganizationVerified, SignUpRepeated, TeamFormed, TeamMemberInvited, TeamMemberJoined,
        TeamMemberLeft,
    },
    v1::MembershipRole,
};

use super::fields::{FieldError, moment, name};
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

impl TryFrom<TeamMemberLeft> for Occurrence {
    type Error = FieldError;

    fn try_from(event: TeamMemberLeft) -> Result<Self, FieldError> {
        Ok(Self::TeamMemberLeft {
            team: name("team", &event.team)?,
            account: name("account", &event.account)?,
        })
    }
}

impl TryFrom<AccountErasureRequested> for Occurrence {
    type Error = FieldError;

    fn try_from(event: AccountErasureRequested) -> Result<Self, FieldError> {
        Ok(Self::ErasureRequested {
            account: name("account", &event.account)?,
            begin_time: moment("begin_time", event.begin_time)?,
        })
    }
}

impl TryFrom<AccountErasureBegun> for Occurrence {
    type Error = FieldError;

    fn try_from(event: AccountErasureBegun) -> Result<Self, FieldError> {
        Ok(Self::ErasureBegun {
            account: name("account", &event.account)?,
        })
    }
}

impl TryFrom<AccountErasureSettled> for Occurrence {
    type Error = FieldError;

    fn try_from(event: AccountErasureSettled) -> Result<Self, FieldError> {
        let until = event.keep_until;
        Ok(Self::ErasureSettled {
            erasure: name("erasure", &event.erasure)?,
            account: name("account", &event.account)?,
            kept: event.kept,
            keep_until: until.map(|it| moment("keep_until", Some(it))).transpose()?,
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
