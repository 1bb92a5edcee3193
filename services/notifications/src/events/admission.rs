//! The events of challenges about single entrants: admission, and more time.

use linia_proto::challenges::events::v1::{
    ApplicationReceived, EntrantAdmitted, EntrantRefused, IndividualExtensionGranted,
};

use super::fields::{FieldError, moment, name, name_if_told};
use crate::domain::Occurrence;

impl TryFrom<ApplicationReceived> for Occurrence {
    type Error = FieldError;

    fn try_from(event: ApplicationReceived) -> Result<Self, FieldError> {
        Ok(Self::ApplicationReceived {
            challenge: name("challenge", &event.challenge)?,
            authority: name("authority", &event.authority)?,
            entrant: name_if_told("entrant", &event.entrant)?,
        })
    }
}

impl TryFrom<EntrantAdmitted> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntrantAdmitted) -> Result<Self, FieldError> {
        Ok(Self::EntrantAdmitted {
            challenge: name("challenge", &event.challenge)?,
            entrant: name("entrant", &event.entrant)?,
            invited: event.invited,
            reason: event.reason,
        })
    }
}

impl TryFrom<EntrantRefused> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntrantRefused) -> Result<Self, FieldError> {
        Ok(Self::EntrantRefused {
            challenge: name("challenge", &event.challenge)?,
            entrant: name("entrant", &event.entrant)?,
            reason: event.reason,
        })
    }
}

impl TryFrom<IndividualExtensionGranted> for Occurrence {
    type Error = FieldError;

    fn try_from(event: IndividualExtensionGranted) -> Result<Self, FieldError> {
        Ok(Self::IndividualExtensionGranted {
            challenge: name("challenge", &event.challenge)?,
            stage: name("stage", &event.stage)?,
            entrant: name("entrant", &event.entrant)?,
            close_time: moment("close_time", event.close_time)?,
            reason: event.reason,
        })
    }
}
