//! Domain events, as the contract writes them. They carry ids and public
//! facts, never personal data.

use linia_chassis::{
    database::{DbError, WriteTx},
    erasure::Kept,
    grpc::timestamp,
    id::{AccountId, OrganizationId, TeamId},
};
use linia_proto::identity::{events::v1 as events, v1 as pb};

use crate::domain::{
    account::AccountEvent,
    erasure::{Erasure, ErasureEvent},
    membership::Member,
    organization::{OrganizationDetails, OrganizationEvent},
    team::TeamEvent,
};

/// Appends an event of an account, whose row is new or locked.
///
/// # Errors
/// If the statement fails.
pub async fn append_account_event(
    tx: &mut WriteTx,
    id: AccountId,
    event: AccountEvent,
) -> Result<i64, DbError> {
    let aggregate = id.as_uuid();
    let account = id.to_string();
    match event {
        AccountEvent::Registered => {
            let event = events::AccountRegistered { account };
            tx.append(aggregate, &event).await
        }
        AccountEvent::SignUpRepeated => {
            let event = events::SignUpRepeated { account };
            tx.append(aggregate, &event).await
        }
        AccountEvent::Verified => {
            let event = events::AccountVerified { account };
            tx.append(aggregate, &event).await
        }
        AccountEvent::OperatorRoleGranted => {
            let event = events::OperatorRoleGranted { account };
            tx.append(aggregate, &event).await
        }
    }
}

/// Appends an event of an organization, whose row is new or locked.
///
/// # Errors
/// If the statement fails.
pub async fn append_organization_event(
    tx: &mut WriteTx,
    id: OrganizationId,
    event: OrganizationEvent,
) -> Result<i64, DbError> {
    let aggregate = id.as_uuid();
    let organization = id.to_string();
    match event {
        OrganizationEvent::Registered(details) => {
            tx.append(aggregate, &registered(organization, details))
                .await
        }
        OrganizationEvent::Verified => {
            let event = events::OrganizationVerified { organization };
            tx.append(aggregate, &event).await
        }
        OrganizationEvent::MembershipGranted(Member { account, role }) => {
            let event = events::MembershipGranted {
                organization,
                account: account.to_string(),
                role: pb::MembershipRole::from(role).into(),
            };
            tx.append(aggregate, &event).await
        }
        OrganizationEvent::MembershipRevoked(Member { account, role }) => {
            let event = events::MembershipRevoked {
                organization,
                account: account.to_string(),
                role: pb::MembershipRole::from(role).into(),
            };
            tx.append(aggregate, &event).await
        }
    }
}

fn registered(
    organization: String,
    details: OrganizationDetails,
) -> events::OrganizationRegistered {
    events::OrganizationRegistered {
        organization,
        display_name: details.display_name.as_str().to_owned(),
        kind: pb::OrganizationKind::from(details.kind).into(),
        size: details
            .size
            .map_or(0, |size| pb::OrganizationSize::from(size).into()),
        country_code: details.country.as_str().to_owned(),
        identifiers: details.identifiers.iter().map(Into::into).collect(),
    }
}

/// Appends an event of a team, whose row is new or locked.
///
/// # Errors
/// If the statement fails.
pub async fn append_team_event(
    tx: &mut WriteTx,
    id: TeamId,
    event: TeamEvent,
) -> Result<i64, DbError> {
    let aggregate = id.as_uuid();
    let team = id.to_string();
    match event {
        TeamEvent::Formed { founder } => {
            let founder = founder.to_string();
            tx.append(aggregate, &events::TeamFormed { team, founder })
                .await
        }
        TeamEvent::MemberInvited(account) => {
            let account = account.to_string();
            tx.append(aggregate, &events::TeamMemberInvited { team, account })
                .await
        }
        TeamEvent::MemberJoined(account) => {
            let account = account.to_string();
            tx.append(aggregate, &events::TeamMemberJoined { team, account })
                .await
        }
        TeamEvent::MemberLeft(account) => {
            let account = account.to_string();
            tx.append(aggregate, &events::TeamMemberLeft { team, account })
                .await
        }
    }
}

/// Appends an event of an erasure, whose row is new or locked.
///
/// # Errors
/// If the statement fails.
pub async fn append_erasure_event(
    tx: &mut WriteTx,
    of: &Erasure,
    event: ErasureEvent,
) -> Result<i64, DbError> {
    let aggregate = of.id.as_uuid();
    let (erasure, account) = (of.id.to_string(), of.account.to_string());
    match event {
        ErasureEvent::Requested => {
            let event = events::AccountErasureRequested {
                erasure,
                account,
                begin_time: Some(timestamp(of.begin_time)),
            };
            tx.append(aggregate, &event).await
        }
        ErasureEvent::Begun => {
            let event = events::AccountErasureBegun { erasure, account };
            tx.append(aggregate, &event).await
        }
        ErasureEvent::Settled(kept) => {
            let event = events::AccountErasureSettled {
                erasure,
                account,
                kept: kept != Kept::Nothing,
                keep_until: match kept {
                    Kept::Until(end) => Some(timestamp(end)),
                    Kept::Nothing | Kept::Open => None,
                },
            };
            tx.append(aggregate, &event).await
        }
        ErasureEvent::Completed => {
            let event = events::AccountErased { erasure, account };
            tx.append(aggregate, &event).await
        }
    }
}
