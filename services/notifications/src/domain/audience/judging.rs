//! What concerns a jury, and a stage that waits for people to act.

use super::{only, staff, these, to};
use crate::domain::{Announcement, Audience, Notice, Occurrence, Openers};

pub(super) fn judging(occurrence: &Occurrence) -> Option<Vec<Announcement>> {
    let told = match occurrence {
        Occurrence::JurorAppointed { challenge, account } => only(
            *account,
            Notice::JurorAppointed {
                challenge: *challenge,
            },
        ),
        // Who appoints has to replace them; why they left is the protocol's to say.
        Occurrence::JurorRecused {
            challenge,
            authority,
            account: _,
        } => {
            let authority = authority.as_ref()?;
            to(
                staff(*authority),
                Notice::JurorRecused {
                    challenge: *challenge,
                },
            )
        }
        Occurrence::StageClosed {
            stage,
            challenge,
            openers,
        } => {
            let Openers { authority, chairs } = openers.as_ref()?;
            Announcement {
                audience: Audience {
                    accounts: chairs.clone(),
                    groups: staff(*authority).collect(),
                },
                notice: Notice::OpeningAwaited {
                    challenge: *challenge,
                    stage: *stage,
                },
            }
        }
        Occurrence::StageOpened {
            stage,
            challenge,
            work_count,
            jurors,
        } => these(
            jurors,
            Notice::StageOpened {
                challenge: *challenge,
                stage: *stage,
                work_count: *work_count,
            },
        ),
        Occurrence::ReviewsAwaited {
            stage,
            challenge,
            jurors,
        } => these(
            jurors,
            Notice::ReviewsAwaited {
                challenge: *challenge,
                stage: *stage,
            },
        ),
        Occurrence::DefectsReported {
            stage,
            challenge,
            cure_end_time,
            accounts,
        } => these(
            accounts,
            Notice::DefectsReported {
                challenge: *challenge,
                stage: *stage,
                cure_end_time: *cure_end_time,
            },
        ),
        _ => return None,
    };
    Some(vec![told])
}
