//! From the name of a service to the addresses of its replicas.

use std::{collections::BTreeSet, io, net::SocketAddr};

use http::Uri;
use tokio::net::lookup_host;

/// Finds the replicas of one service.
pub(super) trait Resolve: Send + 'static {
    /// Those that are ready now; none is an error.
    fn resolve(&mut self) -> impl Future<Output = io::Result<BTreeSet<SocketAddr>>> + Send;
}

/// Asks the system, and so the cluster's DNS.
pub(super) struct Dns {
    host: String,
    port: u16,
}

impl Dns {
    pub(super) fn new(name: &Uri) -> Self {
        let host = name.host().unwrap_or_default();
        let default = if name.scheme_str() == Some("https") {
            443
        } else {
            80
        };
        Self {
            // An IPv6 address stands in brackets in an URI, and without them elsewhere.
            host: host.trim_matches(['[', ']']).to_owned(),
            port: name.port_u16().unwrap_or(default),
        }
    }
}

impl Resolve for Dns {
    async fn resolve(&mut self) -> io::Result<BTreeSet<SocketAddr>> {
        let found: BTreeSet<_> = lookup_host((self.host.as_str(), self.port))
            .await?
            .collect();
        if found.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "no address"));
        }
        Ok(found)
    }
}
