//! An address that stands for all replicas of a service: each connection goes to one of those that
//! are ready, as through the address of a Service of Kubernetes. Connections that stand stay where
//! they are, also when their replica is not ready any more.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use rand::seq::IndexedRandom as _;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::task::AbortOnDropHandle;

use crate::stack::StackError;

/// An address in front of the replicas of a service; gone when it is dropped.
#[derive(Debug)]
pub struct Front {
    address: SocketAddr,
    ready: watch::Sender<Vec<u16>>,
    _serving: AbortOnDropHandle<()>,
}

impl Front {
    /// Listens; as long as no replica is ready, connections are closed at once.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn open() -> Result<Self, StackError> {
        let failed = || StackError::file("listening on", Path::new("127.0.0.1"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(failed())?;
        let address = listener.local_addr().map_err(failed())?;
        let (ready, receiver) = watch::channel(Vec::new());
        Ok(Self {
            address,
            ready,
            _serving: AbortOnDropHandle::new(tokio::spawn(serve(listener, receiver))),
        })
    }

    /// Where peers call.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on the replica on this port gets connections.
    pub fn admit(&self, port: u16) {
        self.ready.send_modify(|ready| ready.push(port));
    }

    /// From now on the replica on this port gets no new connections.
    pub fn dismiss(&self, port: u16) {
        self.ready
            .send_modify(|ready| ready.retain(|it| *it != port));
    }
}

async fn serve(listener: TcpListener, ready: watch::Receiver<Vec<u16>>) {
    let mut connections = JoinSet::new();
    while let Ok((mut inbound, _)) = listener.accept().await {
        let port = ready.borrow().choose(&mut rand::rng()).copied();
        if let Some(port) = port {
            connections.spawn(async move {
                // Who is not there, or goes, is noticed by the caller: the connection ends.
                let mut outbound = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
                outbound.set_nodelay(true)?;
                inbound.set_nodelay(true)?;
                copy_bidirectional(&mut inbound, &mut outbound).await
            });
        }
        while connections.try_join_next().is_some() {}
    }
}
