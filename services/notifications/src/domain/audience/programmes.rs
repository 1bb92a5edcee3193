//! What concerns those who take part in programmes, or wait to.

use linia_chassis::id::EntrantName;

use super::to;
use crate::domain::{Announcement, Audience, Notice, Occurrence, participants};

pub(super) fn programmes(occurrence: &Occurrence) -> Option<Vec<Announcement>> {
    let told = match occurrence {
        Occurrence::EntrantEnrolled {
            programme,
            entrant,
            waited,
            carried,
        } => {
            let (programme, name) = (*programme, entrant.to_string());
            let notice = match (waited, carried) {
                (true, _) => Notice::PlaceFreed {
                    programme,
                    entrant: name,
                },
                (false, true) => Notice::WinnerCarried {
                    programme,
                    entrant: name,
                    waits: false,
                },
                (false, false) => Notice::Enrolled {
                    programme,
                    entrant: name,
                },
            };
            tell(*entrant, notice)
        }
        Occurrence::EntrantWaitlisted {
            programme,
            entrant,
            carried,
        } => {
            let (programme, name) = (*programme, entrant.to_string());
            let notice = if *carried {
                Notice::WinnerCarried {
                    programme,
                    entrant: name,
                    waits: true,
                }
            } else {
                Notice::EnrolmentWaiting {
                    programme,
                    entrant: name,
                }
            };
            tell(*entrant, notice)
        }
        Occurrence::EntrantAdvanced {
            programme,
            entrant,
            phase,
        } => tell(
            *entrant,
            Notice::EnrolmentAdvanced {
                programme: *programme,
                entrant: entrant.to_string(),
                phase: *phase,
            },
        ),
        Occurrence::EntrantRemoved {
            programme,
            entrant,
            reason,
        } => tell(
            *entrant,
            Notice::EnrolmentRemoved {
                programme: *programme,
                entrant: entrant.to_string(),
                reason: reason.clone(),
            },
        ),
        Occurrence::ProgrammeEnded { programme, reason } => to(
            [participants(*programme)],
            Notice::ProgrammeEnded {
                programme: *programme,
                reason: reason.clone(),
            },
        ),
        _ => return None,
    };
    Some(vec![told])
}

fn tell(entrant: EntrantName, notice: Notice) -> Announcement {
    Announcement {
        notice,
        audience: Audience::of(entrant),
    }
}
