//! What concerns one entry, once its stage was opened.

use super::these;
use crate::domain::{Announcement, Notice, Occurrence};

pub(super) fn entries(occurrence: &Occurrence) -> Option<Vec<Announcement>> {
    let told = match occurrence {
        Occurrence::EntryOpened {
            entry,
            stage,
            challenge,
            accounts,
            withdrawn,
            unconfirmed,
        } => vec![these(
            accounts,
            Notice::EntryOpened {
                challenge: *challenge,
                stage: *stage,
                entry: *entry,
                withdrawn: *withdrawn,
                unconfirmed: *unconfirmed,
            },
        )],
        Occurrence::EntryAdvanced {
            entry,
            stage,
            challenge,
            accounts,
            reimbursement,
        } => vec![these(
            accounts,
            Notice::EntryAdvanced {
                challenge: *challenge,
                stage: *stage,
                entry: *entry,
                reimbursement: reimbursement.clone(),
            },
        )],
        Occurrence::EntryNotAdvanced {
            entry,
            stage,
            challenge,
            accounts,
            reasons,
            ground,
        } => vec![these(
            accounts,
            Notice::EntryNotAdvanced {
                challenge: *challenge,
                stage: *stage,
                entry: *entry,
                reasons: reasons.clone(),
                ground: *ground,
            },
        )],
        Occurrence::StageUnmasked {
            challenge,
            laureates,
        } => laureates
            .iter()
            .map(|laureate| {
                these(
                    &laureate.accounts,
                    Notice::Laureate {
                        challenge: *challenge,
                        entry: laureate.entry,
                        rank: laureate.rank,
                    },
                )
            })
            .collect(),
        _ => return None,
    };
    Some(told)
}
