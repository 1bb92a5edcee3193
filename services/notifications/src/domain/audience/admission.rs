//! What concerns one entrant before they enter: admission to a contest that is
//! not open to everybody, and more time.

use std::collections::BTreeSet;

use linia_chassis::id::EntrantName;

use super::{in_organization, staff, to};
use crate::domain::{Announcement, Audience, Group, Notice, Occurrence, Role, Scope};

pub(super) fn admission(occurrence: &Occurrence) -> Option<Vec<Announcement>> {
    let told = match occurrence {
        Occurrence::ApplicationReceived {
            challenge,
            authority,
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
            audience: those_of(*entrant),
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
            audience: those_of(*entrant),
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
            audience: those_of(*entrant),
        },
        _ => return None,
    };
    Some(vec![told])
}

/// Those who may enter a contest in this name.
fn those_of(entrant: EntrantName) -> Audience {
    let (accounts, groups) = match entrant {
        EntrantName::Account(account) => ([account].into(), Vec::new()),
        EntrantName::Team(team) => {
            let (scope, role) = (Scope::Team(team), Role::Member);
            (BTreeSet::new(), vec![Group { scope, role }])
        }
        EntrantName::Organization(organization) => {
            let roles = [Role::Head, Role::Representative];
            let groups = in_organization(organization, roles).collect();
            (BTreeSet::new(), groups)
        }
    };
    Audience { accounts, groups }
}
