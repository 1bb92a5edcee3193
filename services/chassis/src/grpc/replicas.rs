//! Calls spread over the replicas of a service. An HTTP/2 connection carries
//! any number of calls, so one connection would pin a caller to one replica.
//!
//! The name of a peer (a headless Service) is resolved again and again to the
//! addresses of all replicas that are ready, and each gets a connection of its
//! own. Which one carries a call is drawn by lot.

mod resolve;

use std::{collections::BTreeSet, net::SocketAddr, time::Duration};

use http::Uri;
use tokio::sync::mpsc;
use tonic::transport::{Channel, Endpoint, channel::Change};

use resolve::{Dns, Resolve};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(20);
/// How soon replicas that come or go are noticed: a cluster's names are kept
/// for as long by whoever resolves them.
const RESOLVE_EVERY: Duration = Duration::from_secs(5);
/// How soon a name is tried again of which no replica is known yet.
const RESOLVE_AGAIN: Duration = Duration::from_millis(200);
/// Changes that wait for the channel to take them.
const CHANGES: usize = 64;

/// A way to all replicas of the service at `address`. Must be called within a
/// runtime; what it starts there ends with the last clone of the channel.
///
/// # Errors
/// If the address is malformed.
pub(super) fn channel(address: &str) -> Result<Channel, tonic::transport::Error> {
    let name = Endpoint::from_shared(address.to_owned())?.uri().clone();
    Ok(follow(Dns::new(&name), name, RESOLVE_EVERY))
}

/// A channel that follows what `names` finds under `name`.
fn follow(names: impl Resolve, name: Uri, every: Duration) -> Channel {
    let (channel, changes) = Channel::balance_channel(CHANGES);
    let replicas = Replicas {
        name,
        changes,
        known: BTreeSet::new(),
    };
    tokio::spawn(replicas.follow(names, every));
    channel
}

/// The replicas of one service, as far as they are known.
struct Replicas {
    name: Uri,
    changes: mpsc::Sender<Change<SocketAddr, Endpoint>>,
    known: BTreeSet<SocketAddr>,
}

/// Nobody calls any more.
struct ChannelGone;

impl Replicas {
    async fn follow(mut self, mut names: impl Resolve, every: Duration) {
        loop {
            match names.resolve().await {
                Ok(found) => {
                    if self.tell(found).await.is_err() {
                        return;
                    }
                }
                // Those that are known may still be there.
                Err(error) => tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    peer.address = %self.name,
                    "peer is not found by its name"
                ),
            }
            let pause = if self.known.is_empty() {
                RESOLVE_AGAIN
            } else {
                every
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.changes.closed() => return,
            }
        }
    }

    /// Makes the channel know the replicas that were found, and no others.
    async fn tell(&mut self, found: BTreeSet<SocketAddr>) -> Result<(), ChannelGone> {
        let come = found.difference(&self.known);
        let come = come.map(|address| Change::Insert(*address, self.replica(*address)));
        let gone = self.known.difference(&found);
        let gone = gone.map(|address| Change::Remove(*address));
        for change in come.chain(gone) {
            self.changes.send(change).await.map_err(|_| ChannelGone)?;
        }
        self.known = found;
        Ok(())
    }

    fn replica(&self, address: SocketAddr) -> Endpoint {
        let mut parts = self.name.clone().into_parts();
        parts.authority = address.to_string().parse().ok();
        let uri = Uri::from_parts(parts).expect("an address and a port are an authority");
        Endpoint::from(uri)
            // It sees the name that was called.
            .origin(self.name.clone())
            .connect_timeout(CONNECT_TIMEOUT)
            .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
            .keep_alive_while_idle(true)
            .tcp_nodelay(true)
    }
}

#[cfg(test)]
mod tests;
