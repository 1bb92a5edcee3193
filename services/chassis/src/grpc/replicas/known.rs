//! The replicas of one service, as far as they are known.

use std::{collections::BTreeMap, net::SocketAddr};

use rand::seq::IteratorRandom;

use super::connection::Connection;

/// The replicas of one service, as far as they are known.
#[derive(Default)]
pub(super) struct Known {
    /// Whether the name was resolved at all.
    pub(super) asked: bool,
    pub(super) replicas: BTreeMap<SocketAddr, State>,
}

/// The way to one replica.
pub(super) enum State {
    /// It is being connected, for the first time or because it was lost.
    Connecting,
    /// It takes calls.
    Connected(Connection),
    /// It could not be connected; calls do not wait until it can.
    Failing,
}

impl Known {
    /// Whether a call can be sent, or it is sure that none can.
    pub(super) fn is_settled(&self) -> bool {
        let stands = self.standing().next().is_some();
        stands
            || self.asked
                && self
                    .replicas
                    .values()
                    .all(|it| matches!(it, State::Failing))
    }

    /// One of the connections that stand.
    pub(super) fn draw(&self) -> Option<Connection> {
        self.standing().choose(&mut rand::rng()).cloned()
    }

    fn standing(&self) -> impl Iterator<Item = &Connection> {
        self.replicas.values().filter_map(|state| match state {
            State::Connected(connection) if !connection.gone.is_cancelled() => Some(connection),
            State::Connected(_) | State::Connecting | State::Failing => None,
        })
    }
}
