//! The directory of a private Postgres cluster, copied from a template that `initdb` made once.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::error::{Result, StackError};
use super::layout::{Layout, remove};
use super::process::{Process, ProcessSpec};
use super::secrets;
use super::tools;

/// Name of the cluster's superuser.
pub const SUPERUSER: &str = "postgres";

// Holds the superuser's password of the template, readable by the cluster's owner alone.
const PASSWORD_FILE: &str = "linia.password";

/// Where clusters lie and as whom they run.
#[derive(Debug, Clone)]
pub struct PostgresFiles {
    /// The server's programs.
    pub bin: PathBuf,
    /// The user that Postgres runs as, if it is not ours: root may not run it.
    pub user: Option<String>,
    base: PathBuf,
    runs: PathBuf,
}

impl PostgresFiles {
    /// Finds the programs and a place that the user of Postgres can reach.
    ///
    /// # Errors
    /// When the server is missing or too old, or root finds no unprivileged user.
    pub async fn discover(layout: &Layout) -> Result<Self> {
        let bin = tools::postgres_bin()?;
        let runs = layout.linia();
        let base = runs.join("postgres");
        if !rustix::process::geteuid().is_root() {
            make_private(&base, None)?;
            return Ok(Self {
                bin,
                user: None,
                base,
                runs,
            });
        }
        let (user, uid) = unprivileged_user()?;
        make_private(&base, Some(uid))?;
        let mut files = Self {
            bin,
            user: Some(user),
            base,
            runs,
        };
        if !files
            .run("test", "test", &["-w", &files.base.to_string_lossy()], None)
            .await?
        {
            // A checkout below a closed directory, such as /root.
            let mut hasher = DefaultHasher::new();
            layout.target.hash(&mut hasher);
            files.base = std::env::temp_dir().join(format!("linia-{:016x}", hasher.finish()));
            make_private(&files.base, Some(uid))?;
        }
        Ok(files)
    }

    /// The directory of a cluster, whether it exists or not.
    #[must_use]
    pub fn cluster(&self, name: &str) -> PathBuf {
        self.base.join(name)
    }

    /// Makes a new cluster, replacing one of that name.
    ///
    /// # Errors
    /// When `initdb` or the copy fails.
    pub async fn create(&self, name: &str, log: &Path) -> Result<PathBuf> {
        let template = self.template(log).await?;
        let cluster = self.cluster(name);
        remove(&cluster)?;
        self.sweep();
        self.must_run("cp", "cp", &["-a", &text(&template), &text(&cluster)], log)
            .await?;
        Ok(cluster)
    }

    // A cluster has the name of its run; those whose run is gone were left by a killed process.
    fn sweep(&self) {
        let entries = fs::read_dir(&self.base).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let kept = ["template-", "draft-"]
                .iter()
                .any(|prefix| name.starts_with(prefix));
            if !kept && !self.runs.join(&name).exists() {
                let _ = remove(&entry.path());
            }
        }
    }

    /// The superuser's password in a cluster that has just been made.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn initial_password(cluster: &Path) -> Result<String> {
        let path = cluster.join(PASSWORD_FILE);
        fs::read_to_string(&path).map_err(StackError::file("reading", &path))
    }

    async fn template(&self, log: &Path) -> Result<PathBuf> {
        let version = tools::version(&self.bin.join("postgres")).unwrap_or_default();
        let template = self.base.join(format!("template-{version}"));
        if template.exists() {
            return Ok(template);
        }
        // Others may be doing the same: each works aside, the first to finish gives the name.
        let draft = self.base.join(format!("draft-{}", secrets::password()));
        let password_file = draft.with_extension("password");
        fs::write(&password_file, secrets::password())
            .map_err(StackError::file("writing", &password_file))?;
        self.give(&password_file)?;
        let initdb = self.bin.join("initdb");
        let args = [
            "-D",
            &text(&draft),
            "-U",
            SUPERUSER,
            "-A",
            "scram-sha-256",
            "--pwfile",
            &text(&password_file),
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ];
        self.must_run("initdb", &text(&initdb), &args, log).await?;
        let kept = draft.join(PASSWORD_FILE);
        fs::rename(&password_file, &kept).map_err(StackError::file("moving", &password_file))?;
        if fs::rename(&draft, &template).is_err() {
            remove(&draft)?;
        }
        Ok(template)
    }

    /// Copies a file to where only the user of Postgres (and root) may read it.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn put(&self, from: &Path, to: &Path) -> Result<()> {
        fs::copy(from, to).map_err(StackError::file("copying", from))?;
        self.give(to)
    }

    // A file that only the user of Postgres (and root) may read.
    fn give(&self, path: &Path) -> Result<()> {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))
            .map_err(StackError::file("protecting", path))?;
        if self.user.is_some() {
            let owner = fs::metadata(&self.base)
                .map_err(StackError::file("reading", &self.base))?
                .uid();
            std::os::unix::fs::chown(path, Some(owner), None)
                .map_err(StackError::file("giving away", path))?;
        }
        Ok(())
    }

    async fn must_run(&self, name: &str, program: &str, args: &[&str], log: &Path) -> Result<()> {
        if self.run(name, program, args, Some(log)).await? {
            return Ok(());
        }
        Err(StackError::CommandFailed {
            name: name.to_owned(),
            status: "see its log".to_owned(),
            log: log.to_owned(),
            tail: super::process::log_tail(log),
        })
    }

    async fn run(
        &self,
        name: &str,
        program: &str,
        args: &[&str],
        log: Option<&Path>,
    ) -> Result<bool> {
        let mut spec = ProcessSpec::new(name, program).args(args.iter().copied());
        spec.user.clone_from(&self.user);
        spec.log = log.map(Path::to_owned);
        let process = Process::spawn(spec).await?;
        Ok(process.wait().await.is_some_and(|status| status.success()))
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

// A directory for its owner alone; one that somebody else has put there is refused.
fn make_private(path: &Path, owner: Option<u32>) -> Result<()> {
    fs::create_dir_all(path).map_err(StackError::file("creating", path))?;
    if let Some(owner) = owner {
        let metadata = fs::symlink_metadata(path).map_err(StackError::file("reading", path))?;
        if !metadata.is_dir() || (metadata.uid() != 0 && metadata.uid() != owner) {
            let refused = std::io::Error::other("it belongs to somebody else");
            return Err(StackError::file("using", path)(refused));
        }
        std::os::unix::fs::chown(path, Some(owner), None)
            .map_err(StackError::file("giving away", path))?;
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
        .map_err(StackError::file("protecting", path))
}

fn unprivileged_user() -> Result<(String, u32)> {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let uid_of = |name: &str| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok())?
        })
    };
    ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| Some((name.to_owned(), uid_of(name)?)))
        .ok_or(StackError::NoUnprivilegedUser)
}
