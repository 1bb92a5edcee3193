//! Where things are: the build's directory, the tools beside it, the directory of one run.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::error::{Result, StackError};

const LOCK_FILE: &str = "lock";

/// The directories of the build that the running program belongs to.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Where Cargo puts the programs of this profile, such as `target/debug`.
    pub programs: PathBuf,
    /// Cargo's target directory; everything of the stack lies below it.
    pub target: PathBuf,
}

impl Layout {
    /// Finds the directories from the place of the running program, be it a binary, a test or a
    /// benchmark.
    ///
    /// # Errors
    /// When the operating system does not tell which program runs.
    pub fn discover() -> Result<Self> {
        let program = std::env::current_exe().map_err(StackError::file(
            "finding",
            Path::new("the running program"),
        ))?;
        let mut programs = program.parent().unwrap_or(Path::new("/")).to_owned();
        if programs.ends_with("deps") || programs.ends_with("examples") {
            programs.pop();
        }
        let target = programs
            .ancestors()
            .find(|directory| directory.join("CACHEDIR.TAG").exists())
            .or_else(|| programs.parent())
            .unwrap_or(&programs)
            .to_owned();
        Ok(Self { programs, target })
    }

    /// Where `prepare.sh` puts what it fetches.
    #[must_use]
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// Where the runs and caches of the stack lie.
    #[must_use]
    pub fn linia(&self) -> PathBuf {
        self.target.join("linia")
    }

    /// What `linia-stack up` tells about itself.
    #[must_use]
    pub fn stack_file(&self) -> PathBuf {
        self.linia().join("stack.json")
    }
}

/// The directory of one run: data, logs, configuration.
///
/// Dropped, it removes itself, except for the logs if they are to be kept.
#[derive(Debug)]
pub struct RunDir {
    path: PathBuf,
    keep_logs: bool,
    // Locked as long as this process lives, so that others know a run from its remains.
    _lock: File,
}

impl RunDir {
    /// A directory `target/linia/<name>`, emptied of what an earlier run of that name left there.
    ///
    /// # Errors
    /// [`StackError::RunGoesOn`] if one of that name is alive; else when it cannot be made.
    pub fn named(layout: &Layout, name: &str) -> Result<Self> {
        let path = layout.linia().join(name);
        let lock = File::open(path.join(LOCK_FILE));
        if lock.is_ok_and(|lock| lock.try_lock().is_err()) {
            return Err(StackError::RunGoesOn {
                name: name.to_owned(),
            });
        }
        remove(&path)?;
        Self::make(path, true)
    }

    /// A directory of its own that leaves nothing behind.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn temporary(layout: &Layout, name: &str) -> Result<Self> {
        sweep(&layout.linia());
        let unique = Uuid::new_v4().simple().to_string();
        Self::make(
            layout.linia().join(format!("{name}-{}", &unique[..12])),
            false,
        )
    }

    fn make(path: PathBuf, keep_logs: bool) -> Result<Self> {
        let logs = path.join("logs");
        fs::create_dir_all(&logs).map_err(StackError::file("creating", &logs))?;
        // Locked before it has its name: else another's sweep could find it free.
        let (draft, lock) = (path.join("lock.draft"), path.join(LOCK_FILE));
        let locked = File::create(&draft).and_then(|file| {
            file.try_lock()?;
            fs::rename(&draft, &lock)?;
            Ok(file)
        });
        Ok(Self {
            path,
            keep_logs,
            _lock: locked.map_err(StackError::file("locking", &lock))?,
        })
    }

    /// The directory itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The log file of a part of the stack.
    #[must_use]
    pub fn log(&self, name: &str) -> PathBuf {
        self.path.join("logs").join(format!("{name}.log"))
    }
}

impl Drop for RunDir {
    fn drop(&mut self) {
        // A run that failed keeps its logs to be read.
        if !self.keep_logs && !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.path);
            return;
        }
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| entry.file_name() != "logs") {
            let _ = remove(&entry.path());
        }
    }
}

/// Removes what runs left that were killed before they could tidy up.
fn sweep(linia: &Path) {
    for entry in fs::read_dir(linia).into_iter().flatten().flatten() {
        // No lock file: not a run, or one that failed and keeps its logs.
        let lock = File::open(entry.path().join(LOCK_FILE));
        if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Removes a file or a directory with all it holds; nothing there is as good.
pub(crate) fn remove(path: &Path) -> Result<()> {
    let result = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StackError::file("removing", path)(error))
        }
        _ => Ok(()),
    }
}
