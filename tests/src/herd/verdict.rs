//! What was answered, beside what is stored.

use std::collections::{BTreeMap, BTreeSet};

use linia_proto::submissions::v1::{GetOpeningRequest, OpeningState};
use time::OffsetDateTime;
use uuid::Uuid;

use super::call::{Call, Outcome, Taken};
use crate::{
    bench::{Ground, Result},
    histories::{History, micros, recognize},
};

/// What was answered, beside what is stored; all but the works must be 0.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Stored, or answered as taken, at or after the closing time.
    pub late_accepted: usize,
    /// Answered as taken, and not stored as answered.
    pub lost: usize,
    /// Stored, though nobody was told so, and nobody is left without an answer.
    pub phantom: usize,
    /// Requests that were told two different things.
    pub two_answers: usize,
    /// Entries whose versions do not count from 1 in steps of one.
    pub gaps: usize,
    /// Entries with something taken.
    pub entries: usize,
    /// Works in the jury's hands after the stage was opened.
    pub works: usize,
}

impl Verdict {
    /// Waits for the stage to be opened, and compares.
    ///
    /// # Errors
    /// If it is not opened, or Postgres refuses.
    pub async fn reach(
        ground: &Ground,
        calls: &[Call],
        close_time: OffsetDateTime,
    ) -> Result<Self> {
        let works = opened(ground).await?;
        let answered: Vec<(Uuid, Taken)> = calls.iter().filter_map(accepted).collect();
        let told: BTreeSet<Taken> = answered.iter().map(|(_, taken)| *taken).collect();
        let own: BTreeSet<Uuid> = told.iter().map(|taken| taken.entry).collect();
        let all = named_as_told(stored(ground).await?, &told);
        let late = |taken: &&Taken| taken.accept_time >= close_time;
        // Cover is stored like entries; whose it is, only its entry tells.
        let stored: BTreeSet<Taken> = all
            .iter()
            .copied()
            .filter(|it| own.contains(&it.entry))
            .collect();
        let unknown = calls
            .iter()
            .filter(|call| matches!(call.outcome, Outcome::Unknown(_)));
        let untold = stored.difference(&told).count();
        Ok(Self {
            late_accepted: all.iter().filter(late).count() + told.iter().filter(late).count(),
            lost: told.difference(&stored).count(),
            phantom: untold.saturating_sub(unknown.count()),
            two_answers: two_answers(&answered),
            gaps: gaps(&stored),
            entries: own.len(),
            works,
        })
    }

    /// Whether every rule was kept.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.late_accepted + self.lost + self.phantom + self.two_answers + self.gaps == 0
            && self.works == self.entries
    }
}

fn accepted(call: &Call) -> Option<(Uuid, Taken)> {
    match call.outcome {
        Outcome::Accepted(taken) => Some((call.request_id, taken)),
        Outcome::Refused { .. } | Outcome::Unsent | Outcome::Unknown(_) => None,
    }
}

fn two_answers(answered: &[(Uuid, Taken)]) -> usize {
    let mut first = BTreeMap::new();
    let differs =
        |(request, taken): &&(Uuid, Taken)| first.entry(*request).or_insert(*taken) != taken;
    answered.iter().filter(differs).count()
}

fn gaps(stored: &BTreeSet<Taken>) -> usize {
    let mut versions: BTreeMap<Uuid, Vec<i32>> = BTreeMap::new();
    for taken in stored {
        versions.entry(taken.entry).or_default().push(taken.version);
    }
    let counted = |versions: &&Vec<i32>| !versions.iter().copied().eq((1..).take(versions.len()));
    versions.values().filter(counted).count()
}

/// Rows under the names of the entries that they are of, where somebody was told of one.
fn named_as_told(rows: Vec<Taken>, told: &BTreeSet<Taken>) -> Vec<Taken> {
    let names = recognize(&histories(told), &histories(&rows));
    let named = |row: Taken| Taken {
        entry: names.get(&row.entry).copied().unwrap_or(row.entry),
        ..row
    };
    rows.into_iter().map(named).collect()
}

fn histories<'a>(all: impl IntoIterator<Item = &'a Taken>) -> BTreeMap<Uuid, History> {
    let mut histories: BTreeMap<Uuid, History> = BTreeMap::new();
    for taken in all {
        let version = (taken.version, micros(taken.accept_time));
        histories.entry(taken.entry).or_default().insert(version);
    }
    histories
}

async fn stored(ground: &Ground) -> Result<Vec<Taken>> {
    let stage = ground.stage().rsplit('/').next().unwrap_or_default();
    let rows: Vec<(Uuid, i32, OffsetDateTime)> = sqlx::query_as(
        "SELECT entry, version, accept_time FROM submissions.entry_version WHERE stage = $1::uuid",
    )
    .bind(stage)
    .fetch_all(&mut ground.superuser().await?)
    .await?;
    let taken = rows.into_iter().map(|(entry, version, accept_time)| Taken {
        entry,
        version,
        accept_time,
    });
    Ok(taken.collect())
}

async fn opened(ground: &Ground) -> Result<usize> {
    let request = GetOpeningRequest {
        stage: ground.stage().to_owned(),
    };
    let clients = ground.cast.tychy.editor.clients();
    let opened = ground.world.wait_for("the stage is opened", async || {
        let told = clients.openings().get_opening(request.clone()).await.ok()?;
        let told = told.into_inner();
        (told.state() == OpeningState::Opened).then_some(told.work_count)
    });
    Ok(usize::try_from(opened.await?).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(entry: u128, version: i32) -> Taken {
        Taken {
            entry: Uuid::from_u128(entry),
            version,
            accept_time: OffsetDateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_version_that_is_missing_is_a_gap() {
        assert_eq!(gaps(&BTreeSet::from([taken(1, 1), taken(1, 2)])), 0);
        assert_eq!(gaps(&BTreeSet::from([taken(1, 1), taken(1, 3)])), 1);
        assert_eq!(gaps(&BTreeSet::from([taken(1, 2), taken(2, 1)])), 1);
    }

    #[test]
    fn a_request_has_one_answer() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let same = [(one, taken(1, 1)), (one, taken(1, 1)), (two, taken(1, 2))];
        assert_eq!(two_answers(&same), 0);
        assert_eq!(two_answers(&[(one, taken(1, 1)), (one, taken(1, 2))]), 1);
    }
}
