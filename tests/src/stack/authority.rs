//! An authority that signs the certificates of one stack.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use time::OffsetDateTime;
use tonic::transport::{Certificate, ClientTlsConfig, Identity};

use super::error::{Result, StackError};

/// An authority, its key in memory only.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate, its key and its authority, as files.
#[derive(Debug, Clone)]
pub struct CertificateFiles {
    /// The certificate.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// The certificate of the authority.
    pub authority: PathBuf,
}

impl Authority {
    /// A new authority.
    ///
    /// # Errors
    /// [`StackError::Certificate`].
    pub fn found(name: &str) -> Result<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate()?;
        let pem = params.self_signed(&key)?.pem();
        let issuer = Issuer::new(params, key);
        Ok(Self { issuer, pem })
    }

    /// Makes a certificate for the server or client `name` on this machine, and writes it into
    /// `directory`, replacing what is there.
    ///
    /// # Errors
    /// [`StackError::Certificate`], [`StackError::File`].
    pub fn issue(&self, directory: &Path, name: &str) -> Result<CertificateFiles> {
        self.issue_until(directory, name, rcgen::date_time_ymd(4096, 1, 1))
    }

    /// The same, valid until some time.
    ///
    /// # Errors
    /// [`StackError::Certificate`], [`StackError::File`].
    pub fn issue_until(
        &self,
        directory: &Path,
        name: &str,
        end: OffsetDateTime,
    ) -> Result<CertificateFiles> {
        let names = [name, "localhost", "127.0.0.1"].map(str::to_owned);
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_after = end;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let files = CertificateFiles {
            certificate: directory.join(format!("{name}.crt")),
            key: directory.join(format!("{name}.key")),
            authority: directory.join(format!("{name}.ca.crt")),
        };
        write(&files.certificate, &certificate.pem())?;
        write(&files.key, &key.serialize_pem())?;
        write(&files.authority, &self.pem)?;
        Ok(files)
    }
}

impl CertificateFiles {
    /// How a client shows this certificate to a service on this machine.
    ///
    /// # Errors
    /// [`StackError::File`].
    pub fn client(&self) -> Result<ClientTlsConfig> {
        let [certificate, key, authority] = [&self.certificate, &self.key, &self.authority]
            .map(|path| fs::read(path).map_err(StackError::file("reading", path)));
        Ok(ClientTlsConfig::new()
            .identity(Identity::from_pem(certificate?, key?))
            .ca_certificate(Certificate::from_pem(authority?))
            .domain_name("localhost"))
    }
}

/// Replaced as a whole: whoever reads meanwhile sees the old one.
fn write(path: &Path, pem: &str) -> Result<()> {
    let draft = path.with_extension("draft");
    fs::write(&draft, pem)
        .and_then(|()| fs::rename(&draft, path))
        .map_err(StackError::file("writing", path))
}
