//! Follows the name of a service, and keeps a connection to each of its
//! replicas.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use rand::Rng;
use tokio::{
    sync::{Notify, watch},
    time::{Instant, sleep},
};
use tokio_util::task::AbortOnDropHandle;

use super::{
    connection::{Connection, Origin},
    known::{Known, State},
    resolve::Resolve,
};

/// How soon a name is tried again of which no replica is known yet, or one was
/// lost.
const RESOLVE_AGAIN: Duration = Duration::from_millis(200);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Follows what `names` finds until nobody looks any more.
pub(super) fn follow(
    names: impl Resolve,
    origin: Origin,
    every: Duration,
) -> watch::Receiver<Known> {
    let (known, receiver) = watch::channel(Known::default());
    let service = Arc::new(Followed {
        origin,
        known,
        lost: Notify::new(),
    });
    tokio::spawn(service.follow(names, every));
    receiver
}

/// A service whose name is followed.
struct Followed {
    origin: Origin,
    known: watch::Sender<Known>,
    /// Told when a connection is lost: then the name may mean something else.
    lost: Notify,
}

impl Followed {
    async fn follow(self: Arc<Self>, mut names: impl Resolve, every: Duration) {
        let mut kept = BTreeMap::new();
        loop {
            match names.resolve().await {
                Ok(found) => self.keep(&found, &mut kept),
                // Those that are known may still be there.
                Err(error) => tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    peer.address = %self.origin.name,
                    "peer is not found by its name"
                ),
            }
            self.known.send_modify(|known| known.asked = true);
            let pause = if kept.is_empty() {
                RESOLVE_AGAIN
            } else {
                every
            };
            tokio::select! {
                () = sleep(pause) => {}
                () = self.lost.notified() => sleep(RESOLVE_AGAIN.min(every)).await,
                () = self.known.closed() => return,
            }
        }
    }

    /// Keeps a connection to each of these replicas, and to no others. Calls
    /// under way on the others end by themselves.
    fn keep(
        self: &Arc<Self>,
        found: &BTreeSet<SocketAddr>,
        kept: &mut BTreeMap<SocketAddr, AbortOnDropHandle<()>>,
    ) {
        kept.retain(|address, _| found.contains(address));
        self.known.send_modify(|known| {
            known.replicas.retain(|address, _| found.contains(address));
            for address in found {
                let connecting = || State::Connecting;
                known.replicas.entry(*address).or_insert_with(connecting);
            }
        });
        for address in found {
            let keep = || AbortOnDropHandle::new(tokio::spawn(Arc::clone(self).connect(*address)));
            kept.entry(*address).or_insert_with(keep);
        }
    }

    /// Keeps a connection to one replica, for ever.
    async fn connect(self: Arc<Self>, address: SocketAddr) {
        let mut pause = FIRST_PAUSE;
        loop {
            let begun = Instant::now();
            match Connection::open(address, &self.origin).await {
                Ok(connection) => {
                    let gone = connection.gone.clone();
                    self.tell(address, State::Connected(connection));
                    gone.cancelled().await;
                    self.tell(address, State::Connecting);
                    self.lost.notify_one();
                }
                Err(error) => {
                    tracing::debug!(error, peer.address = %address, "peer cannot be connected");
                    self.tell(address, State::Failing);
                }
            }
            if begun.elapsed() > LONGEST_PAUSE {
                pause = FIRST_PAUSE;
            }
            sleep(jitter(pause)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn tell(&self, address: SocketAddr, state: State) {
        self.known.send_modify(|known| {
            // Else it is no replica any more.
            if let Some(known) = known.replicas.get_mut(&address) {
                *known = state;
            }
        });
    }
}

/// Between half and all of `pause`, so that callers do not come back together.
fn jitter(pause: Duration) -> Duration {
    pause.mul_f64(rand::rng().random_range(0.5..1.0))
}
