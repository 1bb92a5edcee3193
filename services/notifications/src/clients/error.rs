//! Why a call to the outside failed.

/// Identity did not answer, or not as agreed.
#[derive(Debug, thiserror::Error)]
#[error("identity did not answer")]
pub(crate) struct ContactError(#[source] pub(super) Box<tonic::Status>);

impl ContactError {
    /// What identity said.
    pub(crate) fn into_status(self) -> tonic::Status {
        *self.0
    }
}

/// Why there is no mailer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailerError {
    /// The sender is not an address.
    #[error("smtp.from is not an address")]
    From(#[from] lettre::address::AddressError),
    /// TLS cannot be set up.
    #[error("smtp.tls")]
    Tls(#[from] lettre::transport::smtp::Error),
}
