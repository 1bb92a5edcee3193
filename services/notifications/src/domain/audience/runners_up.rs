//! What concerns a prize that fell away, and whoever steps in.

use super::{heads, in_contest, staff, these, to};
use crate::domain::{Announcement, Notice, Occurrence, Role};

pub(super) fn runners_up(occurrence: &Occurrence) -> Option<Vec<Announcement>> {
    let told = match occurrence {
        // Whose prize it was hears of it by their entry, other laureates keep theirs.
        Occurrence::RunnerUpCalled {
            challenge,
            authority,
            prize_rank,
            reason,
        } => vec![to(
            staff(*authority).chain(in_contest(*challenge, [Role::Follower])),
            Notice::RunnerUpCalled {
                challenge: *challenge,
                prize_rank: *prize_rank,
                reason: reason.clone(),
            },
        )],
        Occurrence::EntryPrizeLost {
            entry,
            challenge,
            accounts,
            reason,
        } => vec![these(
            accounts,
            Notice::PrizeLost {
                challenge: *challenge,
                entry: *entry,
                reason: reason.clone(),
            },
        )],
        Occurrence::RunnerUpRevealed {
            challenge,
            authority,
            runners_up,
        } => {
            let theirs = runners_up.iter().map(|runner_up| {
                these(
                    &runner_up.accounts,
                    Notice::RunnerUp {
                        challenge: *challenge,
                        entry: runner_up.entry,
                        rank: runner_up.rank,
                    },
                )
            });
            // Who awards the prize has to know that they can, or never will.
            let count = runners_up.len();
            let challenge = *challenge;
            let known = to(
                heads(*authority),
                Notice::RunnerUpRevealed { challenge, count },
            );
            theirs.chain([known]).collect()
        }
        Occurrence::RunnerUpAwarded {
            challenge,
            authority,
        } => vec![to(
            staff(*authority).chain(in_contest(*challenge, [Role::Laureate, Role::Follower])),
            Notice::RunnerUpAwarded {
                challenge: *challenge,
            },
        )],
        _ => return None,
    };
    Some(told)
}
