//! From the names of a service to the addresses of its replicas.

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
    names: Vec<(String, u16)>,
}

impl Dns {
    pub(super) fn new(names: &[Uri]) -> Self {
        Self {
            names: names.iter().map(host_and_port).collect(),
        }
    }
}

fn host_and_port(name: &Uri) -> (String, u16) {
    let host = name.host().unwrap_or_default();
    let default = if name.scheme_str() == Some("https") {
        443
    } else {
        80
    };
    // An IPv6 address stands in brackets in an URI, and without them elsewhere.
    let host = host.trim_matches(['[', ']']).to_owned();
    (host, name.port_u16().unwrap_or(default))
}

impl Resolve for Dns {
    /// All that any of the names stands for.
    async fn resolve(&mut self) -> io::Result<BTreeSet<SocketAddr>> {
        let mut found = BTreeSet::new();
        let mut failed = io::Error::new(io::ErrorKind::NotFound, "no address");
        for (host, port) in &self.names {
            match lookup_host((host.as_str(), *port)).await {
                Ok(addresses) => found.extend(addresses),
                Err(error) => failed = error,
            }
        }
        if found.is_empty() {
            return Err(failed);
        }
        Ok(found)
    }
}
