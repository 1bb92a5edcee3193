//! Domain events, as the contract writes them. They carry ids and public
//! facts, never personal data.

use linia_chassis::{
    database::{DbError, WriteTx},
    id::{AccountId, OrganizationId, TeamId},
};
use linia_proto::identity::{events::v1 as events, v1 as pb};

use crate::domain::{
    account::AccountEvent,
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
    }
}
