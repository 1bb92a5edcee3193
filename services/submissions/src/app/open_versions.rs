//! Decrypts what was handed in for a stage, in memory: of everybody what may
//! count, and whom to tell. All else stays sealed.

use std::{collections::HashSet, mem, sync::Arc};

use linia_chassis::{
    crypto::sealing::StageKey,
    id::{EntrantName, StageId},
    threads::run_behind,
};
use rand::Rng;

use crate::{
    app::{Context, error::AppError},
    domain::{
        consent::Place,
        entry_tag::EntryTag,
        opening::{Earlier, LastVersions, OpenedStage, OpenedVersion},
        sealed::{Sealed, SealedVersion},
        stage::Stage,
    },
    store::entry_versions::{self, SealedRow},
};

/// Versions that are in memory at once, of up to half a mebibyte each.
const AT_ONCE: i64 = 64;

/// Makes entries and works of what was handed in; what those handed in who are
/// `gone` counts as withdrawn.
pub(super) async fn open_versions(
    ctx: &Context,
    stage: &Stage,
    key: &Arc<StageKey>,
    gone: HashSet<EntrantName>,
    rng: &mut impl Rng,
) -> Result<OpenedStage, AppError> {
    let mut reading = Reading {
        ctx,
        stage: stage.id,
        key: Arc::clone(key),
        gone: Arc::new(gone),
        versions: LastVersions::default(),
    };
    reading.read_last().await?;
    reading.supply_confirmed().await?;
    let sealer = ctx.stage_sealers.of(stage).await?;
    let id_of = |entrant: &EntrantName| sealer.entry_id(entrant);
    Ok(reading.versions.open(id_of, rng)?)
}

/// Reads and decrypts some versions at a time, because anyone can hand in any
/// number.
struct Reading<'a> {
    ctx: &'a Context,
    stage: StageId,
    key: Arc<StageKey>,
    /// Whose entries count as withdrawn.
    gone: Arc<HashSet<EntrantName>>,
    versions: LastVersions,
}

impl Reading<'_> {
    /// What was handed in last under each tag, and as much before it as matters.
    async fn read_last(&mut self) -> Result<(), AppError> {
        let mut after = None;
        loop {
            let rows = {
                let mut conn = self.ctx.database.read().await?;
                entry_versions::list_last(&mut conn, self.stage, after, AT_ONCE).await?
            };
            let Some((last, _)) = rows.last() else {
                return Ok(());
            };
            after = Some(last.entry);
            let places = rows
                .iter()
                .map(|(row, more)| (row.entry, row.place(), *more));
            let places: Vec<_> = places.collect();
            let rows = rows.into_iter().map(|(row, _)| row).collect();
            for ((entry, place, more), earlier) in places.into_iter().zip(self.add(rows).await?) {
                if more && earlier == Earlier::Matters {
                    self.read_earlier(entry, place).await?;
                }
            }
        }
    }

    /// What was handed in under a tag before something else.
    async fn read_earlier(&mut self, entry: EntryTag, mut before: Place) -> Result<(), AppError> {
        loop {
            let rows = {
                let mut conn = self.ctx.database.read().await?;
                entry_versions::list_earlier(&mut conn, self.stage, entry, before, AT_ONCE).await?
            };
            let Some(last) = rows.last() else {
                return Ok(());
            };
            before = last.place();
            if self.add(rows).await?.contains(&Earlier::Superseded) {
                return Ok(());
            }
        }
    }

    /// Decrypts, and tells of each whether anything earlier matters.
    async fn add(&mut self, rows: Vec<SealedRow>) -> Result<Vec<Earlier>, AppError> {
        let (key, gone) = (Arc::clone(&self.key), Arc::clone(&self.gone));
        let mut versions = mem::take(&mut self.versions);
        let (versions, earlier) = run_behind(move || {
            let earlier = rows
                .iter()
                .map(|row| add(&mut versions, &key, &gone, row))
                .collect();
            (versions, earlier)
        })
        .await;
        self.versions = versions;
        earlier
    }

    /// Reads again what counts because its co-authors confirmed it.
    async fn supply_confirmed(&mut self) -> Result<(), AppError> {
        for wanted in self.versions.wanted() {
            let row = {
                let mut conn = self.ctx.database.read().await?;
                entry_versions::find(&mut conn, self.stage, wanted).await?
            };
            // It was there a moment ago, and nothing sealed is deleted meanwhile.
            let row = row.ok_or(AppError::ClosingRecordDiffers)?;
            if let Sealed::Version(sealed) = unseal(&self.key, &row)? {
                self.versions.supply(opened(&row, sealed, &self.gone));
            }
        }
        Ok(())
    }
}

fn add(
    versions: &mut LastVersions,
    key: &StageKey,
    gone: &HashSet<EntrantName>,
    row: &SealedRow,
) -> Result<Earlier, AppError> {
    Ok(match unseal(key, row)? {
        Sealed::Version(sealed) => versions.add(opened(row, sealed, gone)),
        Sealed::Consent(consent) => versions.say(row.place(), consent),
        // All under its tag is.
        Sealed::Cover => Earlier::Superseded,
    })
}

fn unseal(key: &StageKey, row: &SealedRow) -> Result<Sealed, AppError> {
    Ok(Sealed::try_from_octets(&key.open(&row.sealed)?)?)
}

fn opened(row: &SealedRow, sealed: SealedVersion, gone: &HashSet<EntrantName>) -> OpenedVersion {
    let sealed = if gone.contains(&sealed.entrant) {
        sealed.withdraw()
    } else {
        sealed
    };
    OpenedVersion {
        entry: row.entry,
        version: row.version,
        accept_time: row.accept_time,
        sealed,
    }
}
