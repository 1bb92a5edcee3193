//! What an operator gets from `deploy/secrets.sh`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The script itself.
pub(crate) fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/secrets.sh")
}

/// Secrets of an installation, in a directory that is gone when the test is over.
pub(crate) struct Secrets(pub(crate) PathBuf);

impl Secrets {
    /// Makes them; the database is where no test needs it.
    pub(crate) fn make() -> Self {
        Self::for_database("postgres:5432", "linia")
    }

    /// Makes them for a database.
    pub(crate) fn for_database(host: &str, database: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("linia-{}", uuid::Uuid::new_v4()));
        let mut script = Command::new(script());
        let script = script.arg(&directory).env("POSTGRES_HOST", host);
        assert!(script.env("DATABASE", database).status().unwrap().success());
        Self(directory)
    }

    /// One of them.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}
