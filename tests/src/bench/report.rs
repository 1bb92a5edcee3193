//! The table, in Markdown, to be pasted where people read it.

use std::fmt::{self, Display};

use super::{
    Comparison, Plan,
    bare::POOL,
    figures::{Spread, short},
    ground::{CONNECTIONS, POSTGRES_SETTINGS},
    machine::Machine,
    measures::{Demand, Idle, Measured},
};

/// Everything that was measured, and on what.
#[derive(Debug)]
pub struct Report {
    /// The machine.
    pub machine: Machine,
    /// How much was measured.
    pub plan: Plan,
    /// Cargo's profile of the programs.
    pub profile: String,
    /// Processes that wanted to run before and after.
    pub load: (String, String),
    /// How long it took, in seconds.
    pub seconds: u64,
    /// The numbers.
    pub measured: Measured,
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings(f)?;
        if !self.measured.comparisons.is_empty() {
            writeln!(
                f,
                "\n| what ÷ beside what | ours | theirs | ratio (spread) | aim |"
            )?;
            writeln!(f, "| --- | --- | --- | --- | --- |")?;
            for comparison in &self.measured.comparisons {
                line(f, comparison)?;
            }
        }
        if !self.measured.idle.is_empty() {
            writeln!(
                f,
                "\n| idle service | start to ready, ms | resident, MiB | of it its own, MiB |"
            )?;
            writeln!(f, "| --- | --- | --- | --- |")?;
            for idle in &self.measured.idle {
                let Idle {
                    service,
                    start,
                    resident,
                    anonymous,
                } = idle;
                writeln!(f, "| {service} | {start} | {resident} | {anonymous} |")?;
            }
            writeln!(f, "| aim | ≤ 200 | ≤ 15 | |")?;
        }
        if !self.measured.demands.is_empty() {
            writeln!(f, "\n| service | work | of one core |")?;
            writeln!(f, "| --- | --- | --- |")?;
            for demand in &self.measured.demands {
                let Demand {
                    service,
                    work,
                    milliseconds,
                } = demand;
                writeln!(f, "| {service} | {work} | {milliseconds} ms |")?;
            }
        }
        Ok(())
    }
}

impl Report {
    fn settings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine {
            processor,
            cores,
            memory,
            kernel,
            postgres,
            nats,
        } = &self.machine;
        let Plan { rounds, window, .. } = &self.plan;
        let (before, after) = &self.load;
        let postgres_settings = POSTGRES_SETTINGS.map(|(name, value)| format!("{name}={value}"));
        writeln!(
            f,
            "{cores} × {processor}, {memory:.0} GiB, Linux {kernel}, PostgreSQL {postgres}, \
             nats-server {nats}; all on this machine, load generators included."
        )?;
        writeln!(
            f,
            "\nSettings: fsync=on, full_page_writes=on, synchronous_commit=on, {}; JetStream on \
             file, sync_interval by default; programs of profile `{}`; telemetry off; callers \
             not limited (grpc.limits); pool of {POOL} connections per service, {CONNECTIONS} \
             client connections.",
            postgres_settings.join(", "),
            self.profile,
        )?;
        writeln!(
            f,
            "\n{rounds} rounds, both sides in turns, {} s each where a rate is measured. Values \
             are medians; the ratio is the median of the rounds' own ratios (least..greatest). \
             Load before {before}, after {after}; took {} s.",
            short(window.as_secs_f64()),
            self.seconds,
        )
    }
}

fn line(f: &mut fmt::Formatter<'_>, comparison: &Comparison) -> fmt::Result {
    let median = |values: &[f64]| short(Spread::of(values.iter().copied()).median);
    let Comparison {
        name, unit, aim, ..
    } = comparison;
    writeln!(
        f,
        "| {name} | {} {unit} | {} {unit} | {} | {aim} |",
        median(&comparison.ours),
        median(&comparison.theirs),
        comparison.ratio(),
    )
}
