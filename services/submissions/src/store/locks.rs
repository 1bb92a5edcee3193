//! Advisory locks, held to the end of the transaction.
//!
//! Accepts share their stage's lock; whoever closes the stage takes it alone,
//! which waits for every accept in flight and keeps later ones out until the
//! closing record is there.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::entry_tag::EntryTag;

/// Locks stages shared and entries alone, each in sorted order, so that two
/// batches cannot wait for each other.
pub async fn lock_for_accept(
    conn: &mut PgConnection,
    stages: impl Iterator<Item = StageId>,
    entries: impl Iterator<Item = EntryTag>,
) -> Result<(), DbError> {
    let stages = sorted_keys(stages.map(|id| id.as_uuid()));
    let entries = sorted_keys(entries.map(|id| id.as_uuid()));
    // A statement of its own: the next one's snapshot is taken after the locks
    // are held, and so sees what their last holders have written.
    sqlx::query!(
        r#"
        SELECT count(pg_advisory_xact_lock_shared(stage.key)) AS "locked!"
        FROM unnest($1::bigint[]) AS stage (key)
        UNION ALL
        SELECT count(pg_advisory_xact_lock(entry.key)) AS "locked!"
        FROM unnest($2::bigint[]) AS entry (key)
        "#,
        &stages,
        &entries,
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Locks a stage alone: waits for all accepts in flight.
pub async fn lock_stage(conn: &mut PgConnection, stage: StageId) -> Result<(), DbError> {
    let key = lock_key(stage.as_uuid());
    sqlx::query!(r#"SELECT pg_advisory_xact_lock($1) AS "locked!: ()""#, key)
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// Locks what one entrant uploads for a stage, alone.
pub async fn lock_uploader(conn: &mut PgConnection, tag: &[u8; 32]) -> Result<(), DbError> {
    let mut key = [0; 8];
    key.copy_from_slice(&tag[..8]);
    let key = i64::from_be_bytes(key);
    sqlx::query!(r#"SELECT pg_advisory_xact_lock($1) AS "locked!: ()""#, key)
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// Locks a contest's jury alone.
pub async fn lock_jury(conn: &mut PgConnection, challenge: Uuid) -> Result<(), DbError> {
    let key = lock_key(challenge);
    sqlx::query!(r#"SELECT pg_advisory_xact_lock($1) AS "locked!: ()""#, key)
        .fetch_one(conn)
        .await?;
    Ok(())
}

fn sorted_keys(ids: impl Iterator<Item = Uuid>) -> Vec<i64> {
    let mut keys: Vec<_> = ids.map(lock_key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Two things with the same key would only wait for each other needlessly.
fn lock_key(id: Uuid) -> i64 {
    let (high, low) = id.as_u64_pair();
    (high ^ low).cast_signed()
}
