//! One fault after another on the same system, each judged by the oracle.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::call::{Progress, Recorder};
use super::error::{FaultError, Result};
use super::finding::{Finding, Place};
use super::load::{Load, Manner};
use super::oracle::inspect;
use super::oracle::quiet::{Rest, wait_until_quiet};
use super::scene::Scene;
use super::table::{Row, Table};

/// How long a system may take to come to rest: longer than any lease.
const QUIET_LIMIT: Duration = Duration::from_secs(150);
/// How long progress may take.
const PROGRESS_LIMIT: Duration = Duration::from_secs(60);

/// One fault after another on the same system.
#[derive(Debug)]
pub struct Drill {
    /// The system and its people.
    pub scene: Scene,
    /// All calls.
    pub recorder: Recorder,
    rows: Vec<Row>,
    begun: Vec<Instant>,
    judged: usize,
    known: HashSet<String>,
}

impl Drill {
    /// Ready to begin.
    #[must_use]
    pub fn new(scene: Scene) -> Self {
        Self {
            scene,
            recorder: Recorder::default(),
            rows: Vec::new(),
            begun: Vec::new(),
            judged: 0,
            known: HashSet::new(),
        }
    }

    /// Begins a row; calls and events count in it from now on.
    ///
    /// # Errors
    /// If the clock cannot be read.
    pub async fn begin(&mut self, name: impl Into<String>) -> Result<()> {
        let name = name.into();
        self.scene.world.narrator.say(&name);
        let start = self.scene.world.now().await?;
        self.recorder.begin_row(self.rows.len());
        self.rows.push(Row::begin(name, start));
        self.begun.push(Instant::now());
        Ok(())
    }

    /// Lets everybody write.
    #[must_use]
    pub fn load(&self, manner: Manner) -> Load {
        Load::begin(&self.scene, &self.recorder, manner)
    }

    /// Waits until this much more was done than by now.
    ///
    /// # Errors
    /// [`FaultError::NotReached`].
    pub async fn wait_for_more(&self, wanted: Progress) -> Result<()> {
        let start = self.recorder.progress();
        let reached = self.recorder.wait_until(|now| {
            now.asked >= start.asked + wanted.asked
                && now.submitted >= start.submitted + wanted.submitted
                && now.registered >= start.registered + wanted.registered
                && now.extended >= start.extended + wanted.extended
                && now.looked >= start.looked + wanted.looked
                && now.unknown >= start.unknown + wanted.unknown
        });
        tokio::time::timeout(PROGRESS_LIMIT, reached)
            .await
            .map_err(|_| FaultError::NotReached {
                what: format!("{wanted:?} more than {start:?}"),
                seconds: PROGRESS_LIMIT.as_secs(),
            })
    }

    /// Notes something in the row that was begun last.
    pub fn note(&mut self, note: impl Into<String>) {
        if let Some(row) = self.rows.last_mut() {
            row.note = note.into();
        }
    }

    /// Adds what a fault's own comparison has found, where it belongs.
    pub fn add(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            let index = match finding.place {
                Place::Row(row) => Some(row),
                Place::Time(time) => self.rows.iter().rposition(|row| row.start <= time),
                Place::Here => self.rows.len().checked_sub(1),
            };
            if let Some(row) = self.rows.get_mut(index.unwrap_or_default()) {
                row.findings.push(finding);
            }
        }
    }

    /// Waits until the system is at rest, and judges the rows since the last judgement.
    ///
    /// # Errors
    /// If it does not come to rest, or cannot be read.
    pub async fn judge(&mut self, rest: Rest) -> Result<()> {
        let waited = wait_until_quiet(&self.scene.world.system, rest, QUIET_LIMIT).await;
        if let Err(error) = waited {
            // Whatever never comes is lost: that is a finding, and the table goes on.
            self.add(vec![Finding::lost(Place::Here, error.report())]);
        }
        let calls = self.recorder.calls();
        let inspection = inspect(&self.scene, &calls).await?;
        let mut findings = inspection.findings;
        findings.retain(|finding| self.known.insert(finding.to_string()));
        self.add(findings);
        for index in self.judged..self.rows.len() {
            let end = self.rows.get(index + 1).map(|next| next.start);
            let row = &mut self.rows[index];
            let within = |time: &&time::OffsetDateTime| {
                **time >= row.start && end.is_none_or(|end| **time < end)
            };
            let events = inspection.events.iter().filter(within).count();
            let mails = inspection.mails.iter().filter(within).count();
            (row.events, row.mails) = (events, mails);
            row.count(calls.iter().filter(|call| call.row == index));
            if row.took.is_zero() {
                row.took = self.begun[index].elapsed();
            }
        }
        self.judged = self.rows.len();
        Ok(())
    }

    /// Ends the row that was begun last, before a judgement or without one.
    pub fn close(&mut self) {
        if let (Some(row), Some(begun)) = (self.rows.last_mut(), self.begun.last()) {
            row.took = begun.elapsed();
        }
    }

    /// The table so far.
    #[must_use]
    pub fn table(&self) -> Table {
        Table {
            rows: self.rows.clone(),
        }
    }

    /// Ends the system; gives the table.
    pub async fn end(self) -> Table {
        let table = self.table();
        self.scene.world.end().await;
        table
    }
}
