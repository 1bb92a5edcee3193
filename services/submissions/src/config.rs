//! The settings of submissions.

use linia_chassis::{
    config::{
        CommonSettings, CredentialSettings, DatabaseSettings, GrpcSettings, NatsSettings,
        PeerSettings, Secret, Settings, TelemetrySettings,
    },
    crypto::MasterKey,
    tls::TlsSettings,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The settings of submissions.
#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SubmissionsSettings {
    /// Its schema.
    pub database: DatabaseSettings,
    /// Its door.
    pub grpc: GrpcSettings,
    /// The broker.
    pub nats: NatsSettings,
    /// What it tells of itself.
    pub telemetry: TelemetrySettings,
    /// The other services.
    pub peers: PeerSettings,
    /// What it proves itself with.
    pub credentials: CredentialSettings,
    /// What its connections prove themselves with.
    pub tls: TlsSettings,
    /// Base64 of 32 octets: tags entries and requests, wraps drafts and the
    /// signing key. Whoever loses it cannot find the entries of entrants any
    /// more; it opens nothing that was handed in. Several with white space
    /// between: the first wraps, the others, which it has taken the place of,
    /// still open what they have wrapped, and the last makes the tags.
    pub master_key: Secret,
    /// How versions are taken.
    pub accept: AcceptSettings,
    /// Where files are.
    pub storage: StorageSettings,
}

impl Settings for SubmissionsSettings {
    fn common(&self) -> CommonSettings<'_> {
        CommonSettings {
            database: &self.database,
            grpc: &self.grpc,
            nats: &self.nats,
            telemetry: &self.telemetry,
            peers: &self.peers,
            credentials: &self.credentials,
            tls: &self.tls,
            page_secret: &self.master_key,
        }
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut check = |ok: bool, text: &str| {
            if !ok {
                problems.push(text.to_owned());
            }
        };
        check(
            MasterKey::try_from_base64(self.master_key.expose()).is_ok(),
            "master_key must be base64 of 32 octets",
        );
        check(self.accept.writers > 0, "accept.writers must be positive");
        check(
            self.accept.max_batch > 0,
            "accept.max_batch must be positive",
        );
        check(
            self.accept.longest_wait_ms > 0,
            "accept.longest_wait_ms must be positive",
        );
        check(self.accept.queue > 0, "accept.queue must be positive");
        check(
            self.accept.queue < self.grpc.max_concurrent_requests,
            "accept.queue must be less than grpc.max_concurrent_requests",
        );
        let s3 = &self.storage.s3;
        check(
            !self.storage.directory.is_empty() || !s3.bucket.is_empty(),
            "storage.directory or storage.s3.bucket must say where files are",
        );
        problems
    }
}

/// Where files are. They are ciphertext, under random names.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StorageSettings {
    /// A directory that all replicas share; made if it is missing.
    pub directory: String,
    /// S3 instead, if it names a bucket.
    pub s3: S3Settings,
}

impl Default for StorageSettings {
    fn default() -> Self {
        Self {
            directory: "target/objects".to_owned(),
            s3: S3Settings::default(),
        }
    }
}

/// A bucket of S3 or of what speaks like it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct S3Settings {
    /// Name of the bucket; empty: a directory is used.
    pub bucket: String,
    /// Region of the bucket.
    pub region: String,
    /// Address of the service, where it is not Amazon's.
    pub endpoint: String,
    /// Who we are there.
    pub access_key_id: String,
    /// What we prove it with.
    pub secret_access_key: Secret,
}

/// How versions are taken.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AcceptSettings {
    /// Batches that are committed at once by this process. Two keep the disk
    /// busy: one gathers while the other commits.
    pub writers: usize,
    /// Versions in a batch; 1 commits each alone.
    pub max_batch: usize,
    /// Versions that are in hand at most; more are turned away. Fewer than calls
    /// are worked on at once, so that a crowd at a deadline leaves room for
    /// everybody else.
    pub queue: usize,
    /// For how long a version may be in hand, in milliseconds: where more than
    /// one in ten is for longer, fewer are taken at once, down to as many as the
    /// writers commit.
    pub longest_wait_ms: u64,
}

impl Default for AcceptSettings {
    fn default() -> Self {
        Self {
            writers: 2,
            max_batch: 64,
            queue: 192,
            longest_wait_ms: 30,
        }
    }
}
