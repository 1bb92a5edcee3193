//! The table of a fault run: a row for each fault.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use time::OffsetDateTime;

use super::call::{Answer, Call};
use super::finding::{Fault, Finding};

const HEADINGS: [&str; 11] = [
    "fault",
    "ok",
    "failed",
    "unknown",
    "events",
    "mails",
    "lost",
    "phantom",
    "duplicated",
    "reordered",
    "seconds",
];

/// What became of the system under one fault.
#[derive(Debug, Clone)]
pub struct Row {
    /// The fault.
    pub name: String,
    /// When it began, by the one clock.
    pub start: OffsetDateTime,
    /// Calls that were answered at once.
    pub ok: usize,
    /// Calls that were refused at once.
    pub failed: usize,
    /// Calls that got no answer at first.
    pub unknown: usize,
    /// Events that happened.
    pub events: usize,
    /// Distinct mails that came because of them.
    pub mails: usize,
    /// What the oracle found.
    pub findings: Vec<Finding>,
    /// From the first call to the last effect.
    pub took: Duration,
    /// Something worth knowing.
    pub note: String,
}

impl Row {
    /// A row that begins now.
    #[must_use]
    pub fn begin(name: impl Into<String>, start: OffsetDateTime) -> Self {
        Self {
            name: name.into(),
            start,
            ok: 0,
            failed: 0,
            unknown: 0,
            events: 0,
            mails: 0,
            findings: Vec::new(),
            took: Duration::ZERO,
            note: String::new(),
        }
    }

    /// Counts its calls.
    pub fn count<'a>(&mut self, calls: impl Iterator<Item = &'a Call>) {
        (self.ok, self.failed, self.unknown) = (0, 0, 0);
        for call in calls {
            match call.first {
                Answer::Done(_) => self.ok += 1,
                Answer::Refused(_) => self.failed += 1,
                Answer::Unknown => self.unknown += 1,
            }
        }
    }

    /// How often something was wrong in one way.
    #[must_use]
    pub fn faults(&self, fault: Fault) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.fault == fault)
            .count()
    }

    /// Its cells, under the headings.
    #[must_use]
    pub fn cells(&self) -> [String; 11] {
        let faults = |fault| self.faults(fault).to_string();
        [
            self.name.clone(),
            self.ok.to_string(),
            self.failed.to_string(),
            self.unknown.to_string(),
            self.events.to_string(),
            self.mails.to_string(),
            faults(Fault::Lost),
            faults(Fault::Phantom),
            faults(Fault::Duplicated),
            faults(Fault::Reordered),
            format!("{:.1}", self.took.as_secs_f64()),
        ]
    }
}

/// The whole table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Its rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// Whether nothing was found in any row.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.rows.iter().all(|row| row.findings.is_empty())
    }

    /// What was found, each once.
    #[must_use]
    pub fn findings(&self) -> BTreeSet<String> {
        let of_row = |row: &Row| {
            let name = row.name.clone();
            let told = row
                .findings
                .iter()
                .map(move |finding| format!("{name}: {finding}"));
            told.collect::<Vec<_>>()
        };
        self.rows.iter().flat_map(of_row).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells: Vec<[String; 11]> = self.rows.iter().map(Row::cells).collect();
        let headings = HEADINGS.map(str::to_owned);
        let widths: [usize; 11] = std::array::from_fn(|column| {
            let all = cells.iter().chain([&headings]);
            all.map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        });
        let line = |formatter: &mut fmt::Formatter<'_>, row: &[String; 11]| {
            write!(formatter, "| {:<width$} |", row[0], width = widths[0])?;
            for (cell, width) in row.iter().zip(widths).skip(1) {
                write!(formatter, " {cell:>width$} |")?;
            }
            writeln!(formatter)
        };
        line(formatter, &headings)?;
        let rules: [String; 11] = std::array::from_fn(|column| match column {
            0 => "-".repeat(widths[0]),
            _ => format!("{}:", "-".repeat(widths[column].saturating_sub(1))),
        });
        line(formatter, &rules)?;
        cells.iter().try_for_each(|row| line(formatter, row))
    }
}
