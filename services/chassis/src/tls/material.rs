//! A certificate, its key and the authority, held against each other.

use std::sync::Arc;

use rustls::{
    RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{
        CertificateDer, PrivateKeyDer, UnixTime,
        pem::{self, PemObject},
    },
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
    sign::CertifiedKey,
};
use tonic::transport::{Certificate, ClientTlsConfig, Identity};

use super::TlsSettings;

/// HTTP/2 for gRPC, HTTP/1.1 for gRPC-Web.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Files that are missing, are not what they should be, or do not fit each
/// other.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct TlsError(Vec<String>);

impl TlsError {
    pub(super) fn into_problems(self) -> Vec<String> {
        self.0
    }
}

/// A certificate, its key and the authority.
pub(crate) struct Material {
    pems: Pems,
    server: Arc<ServerConfig>,
}

/// The files as they are.
#[derive(PartialEq, Eq)]
struct Pems {
    certificate: Vec<u8>,
    key: Vec<u8>,
    authority: Vec<u8>,
}

impl Material {
    /// Reads the files.
    ///
    /// # Errors
    /// [`TlsError`] with everything that is wrong; also if the certificate is
    /// not of this authority, or not valid at this time: nobody would accept
    /// it.
    pub(super) fn read(settings: &TlsSettings) -> Result<Self, TlsError> {
        let mut problems = Vec::new();
        let mut read = |name: &str, file: &str| {
            if file.is_empty() {
                problems.push(format!(
                    "tls.{name} must be set where other files of tls are"
                ));
                return Vec::new();
            }
            std::fs::read(file).unwrap_or_else(|error| {
                problems.push(format!("tls.{name} {file}: {error}"));
                Vec::new()
            })
        };
        let [certificate, key, authority] = settings.files().map(|(name, file)| read(name, file));
        if !problems.is_empty() {
            return Err(TlsError(problems));
        }
        let pems = Pems {
            certificate,
            key,
            authority,
        };
        let server = pems.server().map_err(|problem| TlsError(vec![problem]))?;
        Ok(Self {
            pems,
            server: Arc::new(server),
        })
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.pems == other.pems
    }

    /// How a connection from a caller is taken.
    pub(crate) fn server(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.server)
    }

    /// How a peer is connected that is called `host`.
    pub(crate) fn client(&self, host: &str) -> ClientTlsConfig {
        ClientTlsConfig::new()
            .identity(Identity::from_pem(&self.pems.certificate, &self.pems.key))
            .ca_certificate(Certificate::from_pem(&self.pems.authority))
            .domain_name(host)
    }
}

impl Pems {
    fn server(&self) -> Result<ServerConfig, String> {
        let provider = Arc::new(ring::default_provider());
        let own = certificates(&self.certificate)
            .map_err(|error| format!("tls.certificate_file {error}"))?;
        let key = PrivateKeyDer::from_pem_slice(&self.key)
            .map_err(|error| format!("tls.key_file is no private key in PEM: {error}"))?;
        let verifier = verifier(&self.authority, &provider)
            .map_err(|error| format!("tls.authority_file {error}"))?;
        CertifiedKey::from_der(own.clone(), key.clone_key(), &provider)
            .map_err(|error| format!("tls.key_file does not fit tls.certificate_file: {error}"))?;
        if let Some((first, others)) = own.split_first() {
            verifier
                .verify_client_cert(first, others, UnixTime::now())
                .map_err(|error| {
                    format!("tls.certificate_file is not accepted by tls.authority_file: {error}")
                })?;
        }
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("tls: {error}"))?
            .with_client_cert_verifier(verifier)
            .with_single_cert(own, key)
            .map_err(|error| format!("tls.certificate_file cannot be used: {error}"))?;
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
        Ok(config)
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let read: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(found) if found.is_empty() => Err("holds no certificate in PEM".to_owned()),
        Ok(found) => Ok(found),
        Err(error) => Err(format!("cannot be read as PEM: {error}")),
    }
}

/// Who is let in: whoever shows a certificate of this authority.
fn verifier(
    authority: &[u8],
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(authority)? {
        roots
            .add(certificate)
            .map_err(|error| format!("holds what is no authority: {error}"))?;
    }
    WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(provider))
        .build()
        .map_err(|error| format!("cannot be used: {error}"))
}
