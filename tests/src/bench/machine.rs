//! What was measured on.

use std::{fs, path::Path};

use crate::stack::{Layout, System, tools};

/// What was measured on.
#[derive(Debug, Clone)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// How many of them.
    pub cores: usize,
    /// Memory in GiB.
    pub memory: f64,
    /// Release of the kernel.
    pub kernel: String,
    /// Version of Postgres.
    pub postgres: String,
    /// Version of the broker.
    pub nats: String,
}

impl Machine {
    /// Looks around.
    #[must_use]
    pub fn look(system: &System) -> Self {
        let unknown = || "unknown".to_owned();
        let version = |path: &Path| tools::version(path).unwrap_or_else(unknown);
        let nats = Layout::discover().and_then(|layout| tools::nats_server(&layout));
        Self {
            processor: value("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
            cores: std::thread::available_parallelism().map_or(1, Into::into),
            memory: value("/proc/meminfo", "MemTotal")
                .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
                .map_or(f64::NAN, |kibibytes| kibibytes / 1024.0 / 1024.0),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")
                .map_or_else(|_| unknown(), |text| text.trim().to_owned()),
            postgres: version(&system.postgres.bin().join("postgres")),
            nats: nats.map_or_else(|_| unknown(), |path| version(&path)),
        }
    }
}

/// How busy the machine has been over the last minute: processes that wanted to run.
#[must_use]
pub fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

/// The value behind a name in one of the kernel's `name: value` files.
pub(super) fn value(path: impl AsRef<Path>, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let mut pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs
        .find(|(found, _)| found.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
}
