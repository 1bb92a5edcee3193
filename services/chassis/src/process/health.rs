//! `health`: for images that have no shell and no tools to ask with.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use tonic::{Status, transport::Endpoint};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::config::GrpcSettings;

const PATIENCE: Duration = Duration::from_secs(2);

/// Why the serving process is not ready.
#[derive(Debug, thiserror::Error)]
pub enum HealthError {
    /// The setting is no address.
    #[error("grpc.listen must be an address and a port")]
    Address(#[from] std::net::AddrParseError),
    /// Nobody answers.
    #[error("no process answers at {address}")]
    Silent {
        /// Where it was asked.
        address: SocketAddr,
        /// What the transport said.
        #[source]
        source: tonic::transport::Error,
    },
    /// It refuses to tell.
    #[error("the process does not tell whether it is ready")]
    Refused(#[from] Status),
    /// It is starting or ending.
    #[error("the process is not ready")]
    NotReady,
}

/// Asks the process where it tells of its health.
///
/// # Errors
/// [`HealthError`] if it is not ready.
pub(super) async fn check(settings: &GrpcSettings) -> Result<(), HealthError> {
    let listen = match settings.health_listen.as_str() {
        "" => &settings.listen,
        listen => listen,
    };
    let address = reachable(listen.parse()?);
    let silent = |source| HealthError::Silent { address, source };
    let channel = Endpoint::from_shared(format!("http://{address}"))
        .map_err(silent)?
        .connect_timeout(PATIENCE)
        .timeout(PATIENCE)
        .connect()
        .await
        .map_err(silent)?;
    // The empty name stands for the whole process.
    let answer = HealthClient::new(channel)
        .check(HealthCheckRequest::default())
        .await?;
    if answer.into_inner().status() == ServingStatus::Serving {
        Ok(())
    } else {
        Err(HealthError::NotReady)
    }
}

/// "Every address" is one to listen on, not one to call. Containers have no
/// `::1` where IPv6 is off, and whoever listens to all addresses of it listens
/// to those of IPv4 as well.
fn reachable(listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        (Ipv4Addr::LOCALHOST, listen.port()).into()
    } else {
        listen
    }
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn process_that_listens_everywhere_is_asked_here() {
        for (listen, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "127.0.0.1:8080"),
            ("10.0.0.1:8080", "10.0.0.1:8080"),
        ] {
            let reached = reachable(listen.parse().expect("an address"));
            assert_eq!(reached.to_string(), asked);
        }
    }
}
