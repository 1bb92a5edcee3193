//! From events to what makes a release.

use linia_chassis::{
    consumer::{EventRecord, HandlerError},
    id::{ChallengeId, OrganizationId},
};
use linia_proto::challenges::events::v1::{
    AppealDecided, ChallengeAmended, ChallengeCancelled, ChallengePublished, PrizesAwarded,
    ResultAnnulled, ResultPublished, RunnerUpAwarded, RunnerUpCalled, StageExtended,
};
use prost::Name;
use serde::Deserialize;

use super::read::view;
use crate::domain::notice::{Happening, Laureate, What};

/// Whose contest it is.
#[derive(Deserialize)]
struct AboutView {
    challenge: ChallengeId,
    authority: OrganizationId,
}

/// An event that says why.
#[derive(Deserialize)]
struct ReasonView {
    #[serde(default)]
    reason: String,
}

/// An event that names laureates.
#[derive(Deserialize)]
struct LaureatesView {
    #[serde(default)]
    laureates: Vec<Laureate>,
}

/// `AppealDecided`.
#[derive(Deserialize)]
struct AppealDecidedView {
    #[serde(default)]
    decision: Decision,
    #[serde(default)]
    reason: String,
}

/// What a decision means for what was approved.
#[derive(Default, Deserialize)]
enum Decision {
    #[serde(
        rename = "APPEAL_DECISION_UPHELD_RESULT_RETURNED",
        alias = "APPEAL_DECISION_UPHELD_RESULT_ANNULLED"
    )]
    Upheld,
    #[default]
    #[serde(other)]
    Other,
}

/// Reads an event that may make a release; `None` of every other.
///
/// # Errors
/// [`HandlerError::Park`] naming the event if it cannot be read.
pub(super) fn read_notice(event: &EventRecord) -> Result<Option<Happening>, HandlerError> {
    let Some((ChallengePublished::PACKAGE, name)) = event.kind.rsplit_once('.') else {
        return Ok(None);
    };
    let Some(what) = what(name, event)? else {
        return Ok(None);
    };
    let about: AboutView = view(event)?;
    Ok(Some(Happening {
        challenge: about.challenge,
        authority: about.authority,
        version: event.version,
        id: event.id,
        time: event.time,
        what,
    }))
}

fn what(name: &str, event: &EventRecord) -> Result<Option<What>, HandlerError> {
    let reason = || view(event).map(|ReasonView { reason }| reason);
    let laureates = || view(event).map(|LaureatesView { laureates }| laureates);
    Ok(Some(match name {
        ChallengePublished::NAME => What::Published(view(event)?),
        ChallengeAmended::NAME => What::Amended(view(event)?),
        StageExtended::NAME => What::Extended(view(event)?),
        ChallengeCancelled::NAME => What::Cancelled(reason()?),
        ResultPublished::NAME => What::ResultPublished(laureates()?),
        ResultAnnulled::NAME => What::Annulled(reason()?),
        AppealDecided::NAME => match view(event)? {
            AppealDecidedView {
                decision: Decision::Upheld,
                reason,
            } => What::AppealUpheld(reason),
            AppealDecidedView { .. } => return Ok(None),
        },
        PrizesAwarded::NAME => What::Awarded(laureates()?),
        RunnerUpCalled::NAME => What::PrizeLost(view(event)?),
        RunnerUpAwarded::NAME => What::SteppedIn(view(event)?),
        _ => return Ok(None),
    }))
}

#[cfg(test)]
mod tests;
