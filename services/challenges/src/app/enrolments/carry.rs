//! Carries the winners of a challenge into a programme.

use linia_chassis::{
    auth::Caller,
    id::{ChallengeId, ProgrammeId},
};

use super::door_in_tx;
use crate::{
    app::{AppError, Context},
    domain::{admission::Carried, enrolment::Enrolment},
    events::published::programme::append_arrived_in_tx,
    store,
};

impl Context {
    /// Takes the winners of a challenge in, best first: whoever finds no place
    /// waits behind those who wait. Returns all of them, by rank.
    ///
    /// # Errors
    /// [`AppError`].
    pub(in crate::app) async fn carry_into_programme(
        &self,
        caller: &Caller,
        from: ChallengeId,
        into: ProgrammeId,
        max_rank: i32,
    ) -> Result<Vec<Enrolment>, AppError> {
        let mut tx = self.database.begin_write().await?;
        let programme = self
            .lock_roll(&mut tx, caller, "carry_into_programme", into)
            .await?;
        programme.check_runs("carry winners into")?;
        let winners = self.winners_of(tx.conn(), caller, from, max_rank).await?;
        let now = store::clock::now(tx.conn()).await?;
        let mut enrolments = Vec::with_capacity(winners.len());
        for (rank, entrant) in winners {
            let found = store::enrolment::find(tx.conn(), into, &entrant).await?;
            let door = door_in_tx(&mut tx, &programme, now).await?;
            let carried = Carried { from, rank };
            let carried = Enrolment::carry(found.as_ref(), (into, entrant), carried, door);
            if let Some(enrolment) = carried {
                store::enrolment::insert_carried(tx.conn(), &enrolment).await?;
                append_arrived_in_tx(&mut tx, &programme, &enrolment, Some(from)).await?;
                enrolments.push(enrolment);
            } else {
                enrolments.extend(found);
            }
        }
        tx.commit().await?;
        Ok(enrolments)
    }
}
