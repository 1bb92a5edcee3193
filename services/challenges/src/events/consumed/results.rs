//! The jury's protocols, and who is behind the winning works.

use std::str::FromStr;

use linia_chassis::{
    consumer::{EventRecord, HandlerError, Reaction, Source},
    database::WriteTx,
    id::{EntrantName, NameError, WorkId},
};
use linia_proto::{
    identity::events::v1::AccountErasureBegun,
    submissions::events::v1::{
        ProtocolCorrected, RevealedLaureate, RunnerUpRevealed, SelectedWork, StageJudged,
        StageUnmasked,
    },
};

use super::erasures;
use crate::{
    app::{
        AppError,
        receive_correction::{ReceivedCorrection, receive_correction_in_tx},
        receive_protocol::receive_protocol_in_tx,
        reveal_laureates::reveal_laureates_in_tx,
        reveal_runner_up::reveal_runner_up_in_tx,
    },
    domain::state::{Laureate, Sha256},
    store::StoreError,
};

/// Brings what submissions finds out into the challenges, and erases whom
/// identity erases: a service has one reaction.
pub struct Results;

impl Reaction for Results {
    fn name(&self) -> &'static str {
        "challenges"
    }

    fn sources(&self) -> Vec<Source> {
        vec![
            Source {
                service: "submissions",
                aggregate: "stage",
            },
            Source {
                service: "identity",
                aggregate: "erasure",
            },
        ]
    }

    async fn handle(&self, tx: &mut WriteTx, event: &EventRecord) -> Result<(), HandlerError> {
        if event.is::<StageJudged>() {
            judged(tx, event, event.decode()?).await
        } else if event.is::<ProtocolCorrected>() {
            corrected(tx, event, event.decode()?).await
        } else if event.is::<StageUnmasked>() {
            unmasked(tx, event, event.decode()?).await
        } else if event.is::<RunnerUpRevealed>() {
            runner_up_revealed(tx, event, event.decode()?).await
        } else if event.is::<AccountErasureBegun>() {
            erasures::erase(tx, event, event.decode()?).await
        } else {
            Ok(())
        }
    }
}

async fn judged(
    tx: &mut WriteTx,
    event: &EventRecord,
    judged: StageJudged,
) -> Result<(), HandlerError> {
    let stage = parse(event, "stage", &judged.stage)?;
    let protocol = hash(event, "protocol_sha256", &judged.protocol_sha256)?;
    let selected = laureates(event, judged.selected)?;
    receive_protocol_in_tx(tx, stage, protocol, selected)
        .await
        .map_err(|error| failed(event, error))
}

async fn corrected(
    tx: &mut WriteTx,
    event: &EventRecord,
    corrected: ProtocolCorrected,
) -> Result<(), HandlerError> {
    let superseded = &corrected.superseded_sha256;
    let received = ReceivedCorrection {
        stage: parse(event, "stage", &corrected.stage)?,
        superseded_sha256: hash(event, "superseded_sha256", superseded)?,
        protocol_sha256: hash(event, "protocol_sha256", &corrected.protocol_sha256)?,
        selected: laureates(event, corrected.selected)?,
    };
    receive_correction_in_tx(tx, received)
        .await
        .map_err(|error| failed(event, error))
}

fn laureates(
    event: &EventRecord,
    selected: Vec<SelectedWork>,
) -> Result<Vec<Laureate>, HandlerError> {
    let selected = selected.into_iter();
    let read = selected.map(|work| {
        Ok(Laureate {
            rank: work.rank,
            work: parse(event, "work", &work.work)?,
            entrant: None,
        })
    });
    read.collect()
}

fn hash(event: &EventRecord, field: &str, octets: &[u8]) -> Result<Sha256, HandlerError> {
    let hash = octets.try_into();
    hash.map_err(|_| HandlerError::park(event, format!("{field} has not 32 octets")))
}

async fn unmasked(
    tx: &mut WriteTx,
    event: &EventRecord,
    unmasked: StageUnmasked,
) -> Result<(), HandlerError> {
    let stage = parse(event, "stage", &unmasked.stage)?;
    let mut revealed = Vec::with_capacity(unmasked.laureates.len());
    for laureate in unmasked.laureates {
        let work: WorkId = parse(event, "work", &laureate.work)?;
        let entrant: EntrantName = parse(event, "entrant", &laureate.entrant)?;
        revealed.push((work, entrant));
    }
    reveal_laureates_in_tx(tx, stage, &revealed)
        .await
        .map_err(|error| failed(event, error))
}

async fn runner_up_revealed(
    tx: &mut WriteTx,
    event: &EventRecord,
    revealed: RunnerUpRevealed,
) -> Result<(), HandlerError> {
    let stage = parse(event, "stage", &revealed.stage)?;
    let work = parse(event, "work", &revealed.work)?;
    let runners_up = revealed.runners_up.into_iter();
    let read = runners_up.map(|it: RevealedLaureate| {
        Ok(Laureate {
            rank: it.rank,
            work: parse(event, "work", &it.work)?,
            entrant: Some(parse(event, "entrant", &it.entrant)?),
        })
    });
    let runners_up = read.collect::<Result<_, HandlerError>>()?;
    reveal_runner_up_in_tx(tx, stage, work, runners_up)
        .await
        .map_err(|error| failed(event, error))
}

/// Reads a resource name of an event.
pub(super) fn parse<T: FromStr<Err = NameError>>(
    event: &EventRecord,
    field: &str,
    name: &str,
) -> Result<T, HandlerError> {
    name.parse()
        .map_err(|error: NameError| HandlerError::park(event, format!("{field}: {error}")))
}

/// What a use case's refusal means for the event that led to it.
pub(super) fn failed(event: &EventRecord, error: AppError) -> HandlerError {
    match error {
        AppError::Store(StoreError::Database(error)) => error.into(),
        AppError::Store(StoreError::Changed) => HandlerError::retry(error),
        AppError::Store(StoreError::Corrupt(_))
        | AppError::Refused(_)
        | AppError::NotFound(_)
        | AppError::EtagMismatch
        | AppError::NotAnAuthority
        | AppError::Transition(_)
        | AppError::Programme(_)
        | AppError::KeyRefused(_)
        | AppError::KeyNotKept(_)
        | AppError::KeyDamaged
        | AppError::Crypto(_)
        | AppError::Identity(_) => HandlerError::park(event, error.to_string()),
    }
}
