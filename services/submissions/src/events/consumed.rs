//! What is learned from the other services.

use linia_chassis::{
    consumer::{EventRecord, HandlerError, Projection, Reaction, Source},
    database::WriteTx,
    id::{ChallengeId, EntrantName, StageId},
};
use linia_proto::{
    challenges::events::v1::{
        ChallengeCancelled, ChallengePublished, EntrantAdmitted, IndividualExtensionGranted,
        PrizesAwarded, ResultAnnulled, ResultApproved, RunnerUpAwarded, RunnerUpCalled,
        StageExtended,
    },
    identity::events::v1::AccountErasureBegun,
};
use sqlx::PgConnection;

use crate::{
    app::{
        call_runner_up::{FallenPrize, call_runner_up_in_tx},
        end_contest::end_contest_in_tx,
        erase_account::erase_account_in_tx,
        error::AppError,
        note_award::note_award_in_tx,
        note_runner_up_award::note_runner_up_award_in_tx,
        retain_contest::retain_contest_in_tx,
        stage_sealer::StageSealers,
        stages, unmask_stage,
    },
    convert,
    domain::stage::Stage,
    store::{admissions, individual_extensions, stages as replica},
};

/// Challenges, their stages and their results.
const CHALLENGES: Source = Source {
    service: "challenges",
    aggregate: "challenge",
};

/// Whose data goes.
const ERASURES: Source = Source {
    service: "identity",
    aggregate: "erasure",
};

/// Keeps the replica of published stages.
pub struct StageProjection {
    /// Say which entry is an entrant's.
    pub sealers: StageSealers,
}

impl Projection for StageProjection {
    fn name(&self) -> &'static str {
        "submissions_projection"
    }

    fn sources(&self) -> Vec<Source> {
        vec![CHALLENGES]
    }

    fn tables(&self) -> &'static [&'static str] {
        &["stage", "admission", "individual_extension"]
    }

    async fn apply(
        &self,
        conn: &mut PgConnection,
        events: &[EventRecord],
    ) -> Result<(), HandlerError> {
        for event in events {
            if event.is::<ChallengePublished>() {
                publish(conn, event).await?;
            } else if event.is::<EntrantAdmitted>() {
                let admitted: EntrantAdmitted = event.decode()?;
                let challenge = read::<ChallengeId>(event, &admitted.challenge)?;
                let entrant = read::<EntrantName>(event, &admitted.entrant)?;
                admissions::save(conn, challenge, &entrant).await?;
            } else if event.is::<IndividualExtensionGranted>() {
                self.extend_for(conn, event).await?;
            } else if event.is::<StageExtended>() {
                extend(conn, event).await?;
            } else if event.is::<ChallengeCancelled>() {
                let cancelled: ChallengeCancelled = event.decode()?;
                let challenge = read::<ChallengeId>(event, &cancelled.challenge)?;
                replica::cancel(conn, challenge, event.version).await?;
            }
        }
        Ok(())
    }
}

impl StageProjection {
    /// The closing itself needs no other time: whoever closes the stage looks
    /// for the latest.
    async fn extend_for(
        &self,
        conn: &mut PgConnection,
        event: &EventRecord,
    ) -> Result<(), HandlerError> {
        let granted: IndividualExtensionGranted = event.decode()?;
        let stage = read::<StageId>(event, &granted.stage)?;
        let close_time = convert::moment(granted.close_time, "close_time")
            .map_err(|error| malformed(event, &error))?;
        let entrant = read::<EntrantName>(event, &granted.entrant)?;
        let known = replica::find(conn, stage).await?;
        let known = known.ok_or(AppError::StageNotFound(stage))?;
        let sealer = self.sealers.of(&known).await.map_err(AppError::from)?;
        let entry = sealer.entry_tag(&entrant);
        Ok(individual_extensions::save(conn, stage, entry, close_time).await?)
    }
}

async fn publish(conn: &mut PgConnection, event: &EventRecord) -> Result<(), HandlerError> {
    let published: ChallengePublished = event.decode()?;
    for stage in published.stages {
        let stage = Stage::try_from(stage).map_err(|error| malformed(event, &error))?;
        // Whoever publishes an event does not know its number yet.
        let challenge_version = event.version;
        let stage = Stage {
            challenge_version,
            ..stage
        };
        stages::save_in_tx(conn, &stage).await?;
    }
    Ok(())
}

async fn extend(conn: &mut PgConnection, event: &EventRecord) -> Result<(), HandlerError> {
    let extended: StageExtended = event.decode()?;
    let stage = read::<StageId>(event, &extended.stage)?;
    let close_time = convert::moment(extended.close_time, "close_time")
        .map_err(|error| malformed(event, &error))?;
    if replica::extend(conn, stage, close_time, event.version).await? {
        stages::schedule_closing_in_tx(conn, stage, close_time).await?;
    }
    Ok(())
}

/// Reacts to the end of a contest, and to the erasure of a person's data: a
/// service has one reaction.
pub struct ResultReaction;

impl Reaction for ResultReaction {
    fn name(&self) -> &'static str {
        "submissions"
    }

    fn sources(&self) -> Vec<Source> {
        vec![CHALLENGES, ERASURES]
    }

    async fn handle(&self, tx: &mut WriteTx, event: &EventRecord) -> Result<(), HandlerError> {
        if event.is::<ResultApproved>() {
            approve(tx, event).await
        } else if event.is::<ResultAnnulled>() {
            let annulled: ResultAnnulled = event.decode()?;
            let challenge = read(event, &annulled.challenge)?;
            retain_contest_in_tx(tx, challenge, event.time).await?;
            Ok(end_contest_in_tx(tx, challenge, &annulled.reason).await?)
        } else if event.is::<ChallengeCancelled>() {
            cancel(tx, event).await
        } else if event.is::<PrizesAwarded>() {
            let awarded: PrizesAwarded = event.decode()?;
            let challenge = read(event, &awarded.challenge)?;
            Ok(note_award_in_tx(tx, challenge, event.time).await?)
        } else if event.is::<RunnerUpCalled>() {
            call_runner_up(tx, event).await
        } else if event.is::<RunnerUpAwarded>() {
            let awarded: RunnerUpAwarded = event.decode()?;
            let (challenge, work) = (
                read(event, &awarded.challenge)?,
                read(event, &awarded.work)?,
            );
            Ok(note_runner_up_award_in_tx(tx, challenge, work, event.time).await?)
        } else if event.is::<AccountErasureBegun>() {
            let begun: AccountErasureBegun = event.decode()?;
            let who = (read(event, &begun.erasure)?, read(event, &begun.account)?);
            Ok(erase_account_in_tx(tx, who, event.time).await?)
        } else {
            Ok(())
        }
    }
}

/// The replica is told first: a stage that is being opened meanwhile is either
/// ended here or not opened at all.
async fn cancel(tx: &mut WriteTx, event: &EventRecord) -> Result<(), HandlerError> {
    let cancelled: ChallengeCancelled = event.decode()?;
    let challenge = read(event, &cancelled.challenge)?;
    replica::cancel(tx.conn(), challenge, event.version).await?;
    retain_contest_in_tx(tx, challenge, event.time).await?;
    Ok(end_contest_in_tx(tx, challenge, &cancelled.reason).await?)
}

async fn approve(tx: &mut WriteTx, event: &EventRecord) -> Result<(), HandlerError> {
    let approved: ResultApproved = event.decode()?;
    let challenge = read(event, &approved.challenge)?;
    let stage = read(event, &approved.stage)?;
    let protocol = convert::sha256(&approved.protocol_sha256, "protocol_sha256")
        .map_err(|error| malformed(event, &error))?;
    Ok(unmask_stage::schedule_in_tx(tx, challenge, stage, protocol).await?)
}

async fn call_runner_up(tx: &mut WriteTx, event: &EventRecord) -> Result<(), HandlerError> {
    let called: RunnerUpCalled = event.decode()?;
    let fallen = FallenPrize {
        stage: read(event, &called.stage)?,
        work: read(event, &called.work)?,
        account: read(event, &called.account)?,
        reason: called.reason,
        call_time: event.time,
    };
    Ok(call_runner_up_in_tx(tx, fallen).await?)
}

fn read<T: std::str::FromStr<Err: std::error::Error>>(
    event: &EventRecord,
    name: &str,
) -> Result<T, HandlerError> {
    name.parse().map_err(|error| malformed(event, &error))
}

fn malformed(event: &EventRecord, error: &dyn std::error::Error) -> HandlerError {
    HandlerError::park(event, error.to_string())
}
