//! Carries the winners of one challenge into another one.

use linia_chassis::{auth::Caller, id::ChallengeId};

use super::{AppError, Context, access::Target, admit_entrants::tell_in_tx};
use crate::{
    domain::admission::{Admission, Carried},
    store,
};

/// Between which challenges winners are carried.
#[derive(Debug, Clone, Copy)]
pub struct CarryWinners {
    /// Where they won.
    pub from: ChallengeId,
    /// What they may enter then.
    pub into: ChallengeId,
    /// Of which rank at most; 0 if all.
    pub max_rank: i32,
}

impl Context {
    /// Lets the winners of one challenge into another one.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn carry_winners(
        &self,
        caller: &Caller,
        command: CarryWinners,
    ) -> Result<Vec<Admission>, AppError> {
        let mut tx = self.database.begin_write().await?;
        let target = Target::any(command.into);
        let stored = self
            .lock_for(tx.conn(), caller, "carry_winners", &target)
            .await?;
        let source = self.find_visible(tx.conn(), caller, command.from).await?;
        let now = store::clock::now(tx.conn()).await?;
        stored.challenge.check_takes_winners(now)?;
        let winners = source.challenge.winners()?.into_iter();
        let wanted = |rank: i32| command.max_rank == 0 || rank <= command.max_rank;
        let mut admissions = Vec::new();
        for (rank, entrant) in winners.filter(|(rank, _)| wanted(*rank)) {
            let found = store::admission::find(tx.conn(), command.into, &entrant).await?;
            let carried = Carried {
                from: command.from,
                rank,
            };
            let ids = (command.into, entrant);
            if let Some(admission) = Admission::carry(found.as_ref(), ids, carried, now) {
                store::admission::save(tx.conn(), &admission).await?;
                tell_in_tx(&mut tx, &stored, &admission).await?;
                admissions.push(admission);
            } else {
                admissions.extend(found);
            }
        }
        tx.commit().await?;
        Ok(admissions)
    }
}
