//! Carries the winners of one challenge into another one, or into a programme.

use std::str::FromStr;

use linia_chassis::{
    auth::Caller,
    id::{ChallengeId, EntrantName, NameError, ProgrammeId},
};
use sqlx::PgConnection;

use super::{AppError, Context, access::Target, admit_entrants::tell_in_tx};
use crate::{
    domain::{
        act::{ActKind, Deed},
        admission::{Admission, Carried},
        enrolment::Enrolment,
    },
    store,
};

/// From where into what winners are carried.
#[derive(Debug, Clone, Copy)]
pub struct CarryWinners {
    /// Where they won.
    pub from: ChallengeId,
    /// What they may enter then, or take part in.
    pub into: Destination,
    /// Of which rank at most; 0 if all.
    pub max_rank: i32,
}

/// What winners are carried into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// Another contest, which they may enter.
    Challenge(ChallengeId),
    /// A programme, which they take part in.
    Programme(ProgrammeId),
}

impl FromStr for Destination {
    type Err = NameError;

    fn from_str(name: &str) -> Result<Self, NameError> {
        let challenge = name.parse().map(Self::Challenge);
        let programme = || name.parse().map(Self::Programme);
        challenge
            .or_else(|_| programme())
            .map_err(|_: NameError| NameError {
                expected: "challenges or programmes",
            })
    }
}

/// Where the winners stand, by rank.
#[derive(Debug)]
pub enum CarriedWinners {
    /// In another contest.
    Admitted(Vec<Admission>),
    /// In a programme.
    Enrolled(Vec<Enrolment>),
}

impl Context {
    /// Carries winners.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn carry_winners(
        &self,
        caller: &Caller,
        command: CarryWinners,
    ) -> Result<CarriedWinners, AppError> {
        let (from, max_rank) = (command.from, command.max_rank);
        match command.into {
            Destination::Challenge(into) => {
                let admitted = self.carry_into_challenge(caller, from, into, max_rank);
                admitted.await.map(CarriedWinners::Admitted)
            }
            Destination::Programme(into) => {
                let enrolled = self.carry_into_programme(caller, from, into, max_rank);
                enrolled.await.map(CarriedWinners::Enrolled)
            }
        }
    }

    async fn carry_into_challenge(
        &self,
        caller: &Caller,
        from: ChallengeId,
        into: ChallengeId,
        max_rank: i32,
    ) -> Result<Vec<Admission>, AppError> {
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        let target = Target::any(into);
        let stored = self
            .lock_for(tx.conn(), caller, "carry_winners", &target)
            .await?;
        // Before anything is said of the other: whether there is such a contest.
        let source = self.find_visible(tx.conn(), caller, from).await?;
        let now = store::clock::now(tx.conn()).await?;
        stored.challenge.check_takes_winners(now)?;
        let winners = up_to(max_rank, source.challenge.winners()?);
        let mut admissions = Vec::new();
        let mut is_new = false;
        for (rank, entrant) in winners {
            let found = store::admission::find(tx.conn(), into, &entrant).await?;
            let carried = Carried { from, rank };
            let ids = (into, entrant);
            if let Some(admission) = Admission::carry(found.as_ref(), ids, carried, now) {
                store::admission::save(tx.conn(), &admission).await?;
                tell_in_tx(&mut tx, &stored, &admission).await?;
                admissions.push(admission);
                is_new = true;
            } else {
                admissions.extend(found);
            }
        }
        if is_new {
            let deed = Deed::about(ActKind::WinnersCarried, from);
            store::act::append(tx.conn(), into, stored.version, &deed, actor).await?;
        }
        tx.commit().await?;
        Ok(admissions)
    }

    /// Who won a challenge that the caller may see, by rank.
    pub(super) async fn winners_of(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        challenge: ChallengeId,
        max_rank: i32,
    ) -> Result<Vec<(i32, EntrantName)>, AppError> {
        let source = self.find_visible(conn, caller, challenge).await?;
        Ok(up_to(max_rank, source.challenge.winners()?))
    }
}

fn up_to(max_rank: i32, mut winners: Vec<(i32, EntrantName)>) -> Vec<(i32, EntrantName)> {
    winners.retain(|(rank, _)| max_rank == 0 || *rank <= max_rank);
    winners
}
