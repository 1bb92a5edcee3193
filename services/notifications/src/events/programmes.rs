//! The events of challenges about programmes.

use linia_proto::challenges::events::v1::{
    EntrantAdvanced, EntrantEnrolled, EntrantLeft, EntrantRemoved, EntrantWaitlisted,
    ProgrammeEnded, ProgrammePublished,
};

use super::fields::{FieldError, name, titles};
use crate::domain::{Occurrence, ProgrammeSummary};

impl TryFrom<ProgrammePublished> for Occurrence {
    type Error = FieldError;

    fn try_from(event: ProgrammePublished) -> Result<Self, FieldError> {
        let language = &event.source_language;
        let phases = event.phases.into_iter();
        Ok(Self::ProgrammePublished {
            programme: name("programme", &event.programme)?,
            summary: ProgrammeSummary {
                titles: titles(language, event.titles),
                phases: phases.map(|it| titles(language, it.titles)).collect(),
            },
        })
    }
}

impl TryFrom<ProgrammeEnded> for Occurrence {
    type Error = FieldError;

    fn try_from(event: ProgrammeEnded) -> Result<Self, FieldError> {
        Ok(Self::ProgrammeEnded {
            programme: name("programme", &event.programme)?,
            reason: event.reason,
        })
    }
}

impl TryFrom<EntrantEnrolled> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntrantEnrolled) -> Result<Self, FieldError> {
        Ok(Self::EntrantEnrolled {
            programme: name("programme", &event.programme)?,
            entrant: name("entrant", &event.entrant)?,
            waited: event.waited,
            carried: !event.carried_from.is_empty(),
        })
    }
}

impl TryFrom<EntrantWaitlisted> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntrantWaitlisted) -> Result<Self, FieldError> {
        Ok(Self::EntrantWaitlisted {
            programme: name("programme", &event.programme)?,
            entrant: name("entrant", &event.entrant)?,
            carried: !event.carried_from.is_empty(),
        })
    }
}

impl TryFrom<EntrantAdvanced> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntrantAdvanced) -> Result<Self, FieldError> {
        Ok(Self::EntrantAdvanced {
            programme: name("programme", &event.programme)?,
            entrant: name("entrant", &event.entrant)?,
            phase: event.phase,
        })
    }
}

impl TryFrom<EntrantLeft> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntrantLeft) -> Result<Self, FieldError> {
        Ok(Self::EntrantLeft {
            programme: name("programme", &event.programme)?,
            entrant: name("entrant", &event.entrant)?,
        })
    }
}

impl TryFrom<EntrantRemoved> for Occurrence {
    type Error = FieldError;

    fn try_from(event: EntrantRemoved) -> Result<Self, FieldError> {
        Ok(Self::EntrantRemoved {
            programme: name("programme", &event.programme)?,
            entrant: name("entrant", &event.entrant)?,
            reason: event.reason,
        })
    }
}
