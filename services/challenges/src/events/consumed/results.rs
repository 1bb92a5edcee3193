//! The jury's protocols, and who is behind the winning works.

use std::str::FromStr;

use linia_chassis::{
    consumer::{EventRecord, HandlerError, Reaction, Source},
    database::WriteTx,
    id::{EntrantName, NameError, WorkId},
};
use linia_proto::submissions::events::v1::{StageJudged, StageUnmasked};

use crate::{
    app::{
        AppError, receive_protocol::receive_protocol_in_tx,
        reveal_laureates::reveal_laureates_in_tx,
    },
    domain::state::Laureate,
    store::StoreError,
};

/// Brings what submissions finds out into the challenges.
pub struct Results;

impl Reaction for Results {
    fn name(&self) -> &'static str {
        "challenges"
    }

    fn sources(&self) -> Vec<Source> {
        vec![Source {
            service: "submissions",
            aggregate: "stage",
        }]
    }

    async fn handle(&self, tx: &mut WriteTx, event: &EventRecord) -> Result<(), HandlerError> {
        if event.is::<StageJudged>() {
            judged(tx, event, event.decode()?).await
        } else if event.is::<StageUnmasked>() {
            unmasked(tx, event, event.decode()?).await
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
    let protocol = judged.protocol_sha256.as_ref().try_into();
    let protocol =
        protocol.map_err(|_| HandlerError::park(event, "protocol_sha256 has not 32 octets"))?;
    let mut selected = Vec::with_capacity(judged.selected.len());
    for work in judged.selected {
        selected.push(Laureate {
            rank: work.rank,
            work: parse(event, "work", &work.work)?,
            entrant: None,
        });
    }
    receive_protocol_in_tx(tx, stage, protocol, selected)
        .await
        .map_err(|error| failed(event, error))
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

/// Reads a resource name of an event.
pub(super) fn parse<T: FromStr<Err = NameError>>(
    event: &EventRecord,
    field: &str,
    name: &str,
) -> Result<T, HandlerError> {
    name.parse()
        .map_err(|error: NameError| HandlerError::park(event, format!("{field}: {error}")))
}

fn failed(event: &EventRecord, error: AppError) -> HandlerError {
    match error {
        AppError::Store(StoreError::Database(error)) => error.into(),
        AppError::Store(StoreError::Changed) => HandlerError::retry(error),
        AppError::Store(StoreError::Corrupt(_))
        | AppError::Refused(_)
        | AppError::NotFound(_)
        | AppError::EtagMismatch
        | AppError::NotAnAuthority
        | AppError::Transition(_)
        | AppError::KeyRefused(_)
        | AppError::KeyNotKept(_)
        | AppError::KeyDamaged
        | AppError::Crypto(_)
        | AppError::Identity(_) => HandlerError::park(event, error.to_string()),
    }
}
