//! Conflicts in memory: which works each juror must not read.
//!
//! Both shares of the stage's key are asked for again, against the same closing
//! record; each keeper records that. What was handed in and what was declared
//! are opened, compared and forgotten. Nothing of it is stored, logged or
//! answered.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use linia_chassis::{
    crypto::sealing::StageKey,
    id::{AccountId, StageId, WorkId},
};

use rand::{SeedableRng, rngs::StdRng};

use crate::{
    app::{
        Context, erase_account::list_gone, error::AppError, open_versions::open_versions,
        stage_keys, stages,
    },
    clients::KeyPurpose,
    domain::conflicts::{Authorship, SealedConflicts},
    store::{jurors, work_digests},
};

/// The works that each juror who has declared must not read.
pub type Barred = BTreeMap<AccountId, BTreeSet<WorkId>>;

/// Compares every declaration of a stage with its entrants.
pub async fn compare(
    ctx: &Context,
    stage: StageId,
    closing_record_sha256: [u8; 32],
) -> Result<Barred, AppError> {
    let key = stage_keys::obtain(ctx, stage, KeyPurpose::Sealing, closing_record_sha256).await?;
    let key = Arc::new(key);
    // The works made here are forgotten, so their order and codes do not matter.
    let mut rng = StdRng::seed_from_u64(0);
    let known = stages::get(ctx, stage).await?;
    let opened = open_versions(ctx, &known, &key, HashSet::new(), &mut rng).await?;
    let gone = list_gone(ctx, stage).await?;
    let (digests, declared) = {
        let mut conn = ctx.database.read().await?;
        let digests = work_digests::list(&mut conn, stage).await?;
        (
            digests,
            jurors::list_sealed_conflicts(&mut conn, stage).await?,
        )
    };
    let authorship = Authorship::find(&opened, &digests, &gone)?;
    declared
        .into_iter()
        .map(|(account, sealed)| {
            let conflicts = open_conflicts(&key, &sealed)?;
            Ok((account, authorship.barred(&conflicts)))
        })
        .collect()
}

fn open_conflicts(key: &StageKey, sealed: &[u8]) -> Result<SealedConflicts, AppError> {
    Ok(SealedConflicts::try_from_octets(&key.open(sealed)?)?)
}
