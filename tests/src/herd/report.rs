//! The table, in Markdown, to be pasted where people read it.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
    time::Duration,
};

use super::{
    Bound, Plan, Split,
    call::Counts,
    server_side::{Durations, ServerSide},
    verdict::Verdict,
};

/// What the herd met.
#[derive(Debug)]
pub struct Report {
    /// How large it was.
    pub plan: Plan,
    /// Whose the cores were; all of them everybody's if nothing is said.
    pub split: Option<Split>,
    /// Processes that wanted to run before and after.
    pub load: (String, String),
    /// Entries taken per second at best, closed loop.
    pub capacity: f64,
    /// Calls answered as taken per second until the closing.
    pub goodput: f64,
    /// How long a call took before the herd came.
    pub usual: Duration,
    /// How long after its last call a call takes as long as usual again.
    pub recovery: Option<Duration>,
    /// What callers were told, when capacity was measured included.
    pub counts: Counts,
    /// What callers saw instead of an answer, and how many of them.
    pub unknown: BTreeMap<String, usize>,
    /// What is stored.
    pub verdict: Verdict,
    /// How long refusals took.
    pub server_side: ServerSide,
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            plan,
            counts,
            verdict,
            ..
        } = self;
        let (before, after) = &self.load;
        let bound = match plan.bound {
            Bound::Commits => "one transaction for each entry, one after the other",
            Bound::Cores => "the cores",
        };
        write!(f, "Capacity is bounded by {bound}. ")?;
        if let Some(Split { system, callers }) = self.split {
            write!(
                f,
                "Cores: {system} of the system, {callers} of its callers. "
            )?;
        }
        writeln!(
            f,
            "{} people, {} × the capacity for the last {:?} and {:?} more, every {}th call the \
             same request again; load before {before}, after {after}.\n",
            plan.people, plan.factor, plan.before, plan.after, plan.repeat_every
        )?;
        writeln!(f, "| what | value | aim |\n| --- | --- | --- |")?;
        let mut line =
            |what: &str, value: String, aim: &str| writeln!(f, "| {what} | {value} | {aim} |");
        line("capacity, entries/s", format!("{:.0}", self.capacity), "")?;
        line(
            "offered, calls/s",
            format!("{:.0}", self.capacity * plan.factor),
            "",
        )?;
        line(
            "calls: taken, too many, too late, never sent, otherwise, unknown",
            format!(
                "{}: {}, {}, {}, {}, {}, {}",
                counts.calls,
                counts.accepted,
                counts.overloaded,
                counts.late,
                counts.unsent,
                counts.otherwise,
                counts.unknown
            ),
            "",
        )?;
        for (what, count) in &self.unknown {
            line("unknown, because", format!("{what}: {count}"), "")?;
        }
        line("accepted late", verdict.late_accepted.to_string(), "0")?;
        line("accepted and lost", verdict.lost.to_string(), "0")?;
        line(
            "stored and never told; told twice differently; versions missing",
            format!(
                "{}; {}; {}",
                verdict.phantom, verdict.two_answers, verdict.gaps
            ),
            "0; 0; 0",
        )?;
        line(
            "works of entries after the opening",
            format!("{} of {}", verdict.works, verdict.entries),
            "all",
        )?;
        let share = 100.0 * self.goodput / self.capacity;
        line(
            "goodput before the closing, repeats included, entries/s",
            format!("{:.0} = {share:.0}% of capacity", self.goodput),
            "≥ 90%",
        )?;
        let refusals = &self.server_side;
        line(
            "refused as too many, at the server",
            took(refusals.overloaded),
            "all ≤ 50 ms",
        )?;
        line(
            "refused as too late, at the server",
            took(refusals.late),
            "all ≤ 50 ms",
        )?;
        line(
            "refused as too many without a hint",
            counts.without_hint.to_string(),
            "0",
        )?;
        let usual = millis(self.usual.as_secs_f64());
        let recovery = self.recovery.map_or_else(
            || "never".to_owned(),
            |recovery| format!("{:.1} s", recovery.as_secs_f64()),
        );
        line(
            &format!("normal again (3 × the usual {usual} ms, five times in a row)"),
            recovery,
            "≤ 5 s",
        )
    }
}

fn took(durations: Durations) -> String {
    let Durations {
        count,
        soon,
        longest,
        mean,
    } = durations;
    format!(
        "{count}: {soon} within 50 ms; mean {} ms, longest {} ms",
        millis(mean),
        millis(longest)
    )
}

fn millis(seconds: f64) -> String {
    format!("{:.1}", seconds * 1000.0)
}
