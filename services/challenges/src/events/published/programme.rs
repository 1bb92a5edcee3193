//! Programmes, and who takes part in them.

use linia_chassis::{
    database::{DbError, WriteTx},
    id::ChallengeId,
};
use linia_proto::challenges::events::v1 as pb;

use crate::{
    convert::{programme::phases_to_messages, text},
    domain::{
        enrolment::{Enrolment, EnrolmentState},
        programme::Programme,
    },
};

/// Tells that a programme was published.
///
/// # Errors
/// If the statement fails.
pub async fn append_published_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
) -> Result<(), DbError> {
    let content = &programme.content;
    let event = pb::ProgrammePublished {
        programme: programme.id.to_string(),
        organization: programme.organization.to_string(),
        operators: content.operators.iter().map(ToString::to_string).collect(),
        titles: text::to_messages(&content.titles),
        source_language: content.source_language.clone(),
        phases: phases_to_messages(&content.phases),
    };
    tx.append(programme.id.as_uuid(), &event).await?;
    Ok(())
}

/// Tells that a programme has ended.
///
/// # Errors
/// If the statement fails.
pub async fn append_ended_in_tx(tx: &mut WriteTx, programme: &Programme) -> Result<(), DbError> {
    let end = programme.state.end();
    let event = pb::ProgrammeEnded {
        programme: programme.id.to_string(),
        organization: programme.organization.to_string(),
        reason: end.map(|(_, reason)| reason.to_owned()).unwrap_or_default(),
    };
    tx.append(programme.id.as_uuid(), &event).await?;
    Ok(())
}

/// Tells that somebody has come, and got a place or waits for one; `carried_from`
/// where they won, unless they came by themselves, as winners do who have left.
///
/// # Errors
/// If the statement fails.
pub async fn append_arrived_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
    enrolment: &Enrolment,
    carried_from: Option<ChallengeId>,
) -> Result<(), DbError> {
    if enrolment.state.phase().is_some() {
        return append_enrolled_in_tx(tx, programme, enrolment, false, carried_from).await;
    }
    let event = pb::EntrantWaitlisted {
        programme: programme.id.to_string(),
        organization: programme.organization.to_string(),
        entrant: enrolment.entrant.to_string(),
        carried_from: optional(carried_from),
    };
    tx.append(programme.id.as_uuid(), &event).await?;
    Ok(())
}

/// Tells that somebody who waited has got a place.
///
/// # Errors
/// If the statement fails.
pub async fn append_seated_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
    enrolment: &Enrolment,
) -> Result<(), DbError> {
    let carried_from = enrolment.carried.map(|it| it.from);
    append_enrolled_in_tx(tx, programme, enrolment, true, carried_from).await
}

async fn append_enrolled_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
    enrolment: &Enrolment,
    waited: bool,
    carried_from: Option<ChallengeId>,
) -> Result<(), DbError> {
    let event = pb::EntrantEnrolled {
        programme: programme.id.to_string(),
        organization: programme.organization.to_string(),
        entrant: enrolment.entrant.to_string(),
        waited,
        carried_from: optional(carried_from),
    };
    tx.append(programme.id.as_uuid(), &event).await?;
    Ok(())
}

/// Tells that a participant has gone on to another phase.
///
/// # Errors
/// If the statement fails.
pub async fn append_advanced_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
    enrolment: &Enrolment,
) -> Result<(), DbError> {
    let event = pb::EntrantAdvanced {
        programme: programme.id.to_string(),
        organization: programme.organization.to_string(),
        entrant: enrolment.entrant.to_string(),
        phase: enrolment.state.phase().unwrap_or_default(),
    };
    tx.append(programme.id.as_uuid(), &event).await?;
    Ok(())
}

/// Tells that somebody has left, or was removed.
///
/// # Errors
/// If the statement fails.
pub async fn append_gone_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
    enrolment: &Enrolment,
) -> Result<(), DbError> {
    let aggregate = programme.id.as_uuid();
    let (programme, organization) = (programme.id.to_string(), programme.organization.to_string());
    let entrant = enrolment.entrant.to_string();
    if let EnrolmentState::Removed { reason } = &enrolment.state {
        let event = pb::EntrantRemoved {
            programme,
            organization,
            entrant,
            reason: reason.clone(),
        };
        tx.append(aggregate, &event).await?;
    } else {
        let event = pb::EntrantLeft {
            programme,
            organization,
            entrant,
        };
        tx.append(aggregate, &event).await?;
    }
    Ok(())
}

fn optional(challenge: Option<ChallengeId>) -> String {
    challenge.map(|it| it.to_string()).unwrap_or_default()
}
