//! Where the certificates are.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Material, TlsError};

/// With what the service proves itself to its callers and peers; all three
/// files or none, which is plain text.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TlsSettings {
    /// PEM file of the service's own certificate, and those between it and the
    /// authority's. It is shown by the server and to peers.
    pub certificate_file: String,
    /// PEM file of its private key.
    pub key_file: String,
    /// PEM file of the authority that has signed the certificates of all
    /// callers, peers and engines. Nobody is served who shows none of it.
    pub authority_file: String,
    /// How often the files are read again; connections that stand are not
    /// touched.
    pub reload_seconds: u64,
}

impl Default for TlsSettings {
    fn default() -> Self {
        Self {
            certificate_file: String::new(),
            key_file: String::new(),
            authority_file: String::new(),
            reload_seconds: 60,
        }
    }
}

impl TlsSettings {
    /// Whether TLS is spoken.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.files().iter().any(|(_, file)| !file.is_empty())
    }

    /// Everything that is wrong, each in a sentence that begins with the
    /// setting's name.
    pub(crate) fn problems(&self) -> Vec<String> {
        if !self.is_on() {
            return Vec::new();
        }
        Material::read(self)
            .err()
            .map_or_else(Vec::new, TlsError::into_problems)
    }

    pub(super) fn files(&self) -> [(&'static str, &str); 3] {
        [
            ("certificate_file", &self.certificate_file),
            ("key_file", &self.key_file),
            ("authority_file", &self.authority_file),
        ]
    }

    /// Certificate, key and authority.
    pub(crate) fn paths(&self) -> [PathBuf; 3] {
        self.files().map(|(_, file)| PathBuf::from(file))
    }
}
