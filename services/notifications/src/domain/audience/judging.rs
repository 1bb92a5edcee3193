//! What concerns a jury, and a stage that waits for people to act.

use linia_chassis::id::{AccountId, ChallengeId, OrganizationId};

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
        Occurrence::JurorRecused {
            challenge,
            account,
            authority,
            dismissed,
        } => return Some(departure(*challenge, *account, *authority, *dismissed)),
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

/// Who appoints has to replace them; why they left is the protocol's to say.
/// They know, unless it was not of their own accord.
fn departure(
    challenge: ChallengeId,
    account: AccountId,
    authority: Option<OrganizationId>,
    dismissed: bool,
) -> Vec<Announcement> {
    let to_staff =
        authority.map(|authority| to(staff(authority), Notice::JurorRecused { challenge }));
    let to_juror = dismissed.then(|| only(account, Notice::JurorDismissed { challenge }));
    to_staff.into_iter().chain(to_juror).collect()
}
