//! What concerns one entrant before they enter: admission to a contest that is
//! not open to everybody, and more time.

use super::{staff, to};
use crate::domain::{Announcement, Audience, Notice, Occurrence};

pub(super) fn admission(occurrence: &Occurrence) -> Option<Vec<Announcement>> {
    let told = match occurrence {
        Occurrence::ApplicationReceived {
            challenge,
            authority,
            entrant: _,
        } => to(
            staff(*authority),
            Notice::ApplicationReceived {
                challenge: *challenge,
            },
        ),
        Occurrence::EntrantAdmitted {
            challenge,
            entrant,
            invited,
            reason,
        } => Announcement {
            notice: Notice::EntrantAdmitted {
                challenge: *challenge,
                entrant: entrant.to_string(),
                invited: *invited,
                reason: reason.clone(),
            },
            audience: Audience::of(*entrant),
        },
        Occurrence::EntrantRefused {
            challenge,
            entrant,
            reason,
        } => Announcement {
            notice: Notice::EntrantRefused {
                challenge: *challenge,
                entrant: entrant.to_string(),
                reason: reason.clone(),
            },
            audience: Audience::of(*entrant),
        },
        Occurrence::IndividualExtensionGranted {
            challenge,
            stage,
            entrant,
            close_time,
            reason,
        } => Announcement {
            notice: Notice::IndividualExtension {
                challenge: *challenge,
                stage: *stage,
                entrant: entrant.to_string(),
                close_time: *close_time,
                reason: reason.clone(),
            },
            audience: Audience::of(*entrant),
        },
        _ => return None,
    };
    Some(vec![told])
}
